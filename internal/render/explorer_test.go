package render

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// outline returns a tree in short: folders closed, or open with what is in them.
func outline(tree template.HTML) string {
	s := strings.NewReplacer("</ul>", "", "</li>", "", ` aria-current="page"`, "*", `<span class="count">`, "", "</span>", "", "</a>", "", "\n", "").Replace(string(tree))
	s = regexp.MustCompile(`<ul data-path="([^"]*)"[^>]*>`).ReplaceAllString(s, " {$1}")
	s = regexp.MustCompile(`<li( class="[a-z]+")?>`).ReplaceAllString(s, "\n")
	return regexp.MustCompile(`<a href="([^"]*)"(\*?)>`).ReplaceAllString(s, "$2$1 ") + "\n"
}

// A page shows the folders above it open and what stands beside it, and no more
// of a large folder than some.
func TestExplorer(t *testing.T) {
	archive := "-- index.md --\n-- a/index.md --\n-- a/deep/x.md --\n-- a/deep/c.canvas --\n{}\n-- ab/y.md --\n-- ab/secret.md --\n---\npublish: false\n---\n"
	for i := range 30 {
		archive += fmt.Sprintf("-- big/n%02d.md --\n", i)
	}
	s := vaultOf(t, txtar.Parse([]byte(archive)).Files, site.Config{})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"index.html":   " {}\na/index.html a 1\nab/index.html ab 1\nbig/index.html big 30\n",
		"a/index.html": " {}\n*index.html a 1 {a}\ndeep/index.html deep 2\n../ab/index.html ab 1\n../big/index.html big 30\n",
		"a/deep/x.html": " {}\n../index.html a 1 {a}\nindex.html deep 2 {a/deep}\n*x.html x\nc.canvas.html c\n" +
			"../../ab/index.html ab 1\n../../big/index.html big 30\n",
		"ab/index.html": " {}\n../a/index.html a 1\n*index.html ab 1 {ab}\ny.html y\n../big/index.html big 30\n",
	}
	for _, p := range s.Pages {
		url := p.Meta().URL
		if w, ok := want[url]; ok {
			if diff := cmp.Diff(w, outline(r.explorer(p))); diff != "" {
				t.Errorf("%s: (-want +got)\n%s", url, diff)
			}
		}
		if url == "big/n20.html" {
			_, big, _ := strings.Cut(outline(r.explorer(p)), "{big}\n")
			if lines := strings.Split(strings.TrimSpace(big), "\n"); len(lines) != 23 || lines[0] != "… 8 more" || lines[13] != "*n20.html n20" {
				t.Errorf("beside the 21st of 30 stand %q", lines)
			}
		}
	}
	files := map[string][]byte{}
	if err := r.folders.scripts(files); err != nil {
		t.Fatal(err)
	}
	got := string(files[FolderDir+"0.js"])
	for _, part := range []string{`"a/deep":{"pages":[["a/deep/x.html","x"],["a/deep/c.canvas.html","c"]]}`, `"a":{"folders":[["a/deep","a/deep/index.html","deep",2]]}`} {
		if !strings.Contains(got, part) {
			t.Errorf("no %s in %s", part, got)
		}
	}
	if strings.Contains(got, "secret") {
		t.Errorf("a note that is not published is in %s", got)
	}
}

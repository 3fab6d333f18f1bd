package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// outline writes a tree as lines: folders closed, or open with what is in them.
func outline(b *strings.Builder, indent string, in *insideView) {
	for _, f := range in.Folders {
		mark := "+"
		if f.Inside != nil {
			mark = "-"
		}
		fmt.Fprintf(b, "%s%s%s %d %s%s\n", indent, mark, f.Link.Text, f.Link.Count, f.Link.Href, map[bool]string{true: " *"}[f.Current])
		if f.Inside != nil {
			outline(b, indent+" ", f.Inside)
		}
	}
	if in.Before > 0 {
		fmt.Fprintf(b, "%s%d more\n", indent, in.Before)
	}
	for _, p := range in.Pages {
		fmt.Fprintf(b, "%s%s %s%s\n", indent, p.Text, p.Href, map[bool]string{true: " *"}[p.Current])
	}
	if in.After > 0 {
		fmt.Fprintf(b, "%s%d more\n", indent, in.After)
	}
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
		"index.html":   "+a 1 a/index.html\n+ab 1 ab/index.html\n+big 30 big/index.html\n",
		"a/index.html": "-a 1 index.html *\n +deep 2 deep/index.html\n+ab 1 ../ab/index.html\n+big 30 ../big/index.html\n",
		"a/deep/x.html": "-a 1 ../index.html\n -deep 2 index.html\n  x x.html *\n  c c.canvas.html\n" +
			"+ab 1 ../../ab/index.html\n+big 30 ../../big/index.html\n",
		"ab/index.html": "+a 1 ../a/index.html\n-ab 1 index.html *\n y y.html\n+big 30 ../big/index.html\n",
	}
	for _, p := range s.Pages {
		url := p.Meta().URL
		if w, ok := want[url]; ok {
			var b strings.Builder
			outline(&b, "", r.explorer(p).Root.Inside)
			if diff := cmp.Diff(w, b.String()); diff != "" {
				t.Errorf("%s: (-want +got)\n%s", url, diff)
			}
		}
		if url == "big/n20.html" {
			big := r.explorer(p).Root.Inside.Folders[2].Inside
			if len(big.Pages) != 22 || big.Before != 8 || big.After != 0 || !big.Pages[12].Current {
				t.Errorf("beside the 21st of 30 stand %d, %d before and %d after them", len(big.Pages), big.Before, big.After)
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

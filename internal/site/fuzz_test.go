package site

import (
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"notesite/internal/note"
)

// FuzzResolve asks where a link leads in a vault whose file names are made of
// the input: whatever they are, an answer is one of the files, the same each
// time, a file is found by its own path, and no two pages share an address.
func FuzzResolve(f *testing.F) {
	f.Add("a.md\nb/a.md\nzz/a.md", "b/s.md", "a")
	f.Add("Plan.md\nPlan.canvas\nC#.md", "s.md", "Plan.canvas#x")
	f.Add("a b.md\na-b.md\n../x.md", "x/y/z.md", "../../a b")
	f.Add("é.md\ne\u0301.md\nÉ.md", "s.md", "É")
	f.Add("404.md\nindex.md\ntags/index.md\n.md", "s.md", "/index")
	f.Fuzz(func(t *testing.T, names, from, link string) {
		v := Vault{}
		seen := map[string]bool{}
		var paths []string
		for name := range strings.Lines(names + "\n" + from) {
			name = path.Clean(strings.TrimRight(name, "\n"))
			if name == "." || strings.HasPrefix(name, "..") || strings.HasPrefix(name, "/") || seen[name] ||
				!utf8.ValidString(name) || strings.ContainsRune(name, 0) || len(paths) > 50 {
				continue
			}
			seen[name] = true
			paths = append(paths, name)
			if strings.EqualFold(path.Ext(name), ".md") {
				v.Notes = append(v.Notes, note.Parse(name, []byte("[["+link+"]] ![["+link+"]]\n\n# H\n\n#t/"+name)))
			} else {
				v.Files = append(v.Files, name)
			}
		}
		s := New(Config{Title: "T"}, v)
		target, sub := note.SplitSubpath(link)
		l := note.Link{Target: target, Sub: sub}
		ans := s.Explain(from, l)
		_, external := ans.To.(External)
		if got := ans.Path(); ans.To != nil && !external && !slices.Contains(paths, got) {
			t.Errorf("%q leads to %q, which is not in the vault", link, got)
		}
		if again := s.Explain(from, l); again.Path() != ans.Path() || again.Rule != ans.Rule {
			t.Errorf("%q leads to %q and then to %q", link, ans.Path(), again.Path())
		}
		for _, p := range paths {
			if strings.HasPrefix(p, "./") || strings.Contains(p, "#") {
				continue
			}
			if e, _, _ := s.answerer.index.find("", "/"+p); e == nil || e.path != p && fold(e.path) != fold(p) {
				t.Errorf("%q is not found by its own path", p)
			}
		}
		addresses := map[string]bool{}
		for _, p := range s.Pages {
			u := p.Meta().URL
			if addresses[u] || !strings.HasSuffix(u, ".html") || strings.HasPrefix(u, "/") || slices.Contains(strings.Split(u, "/"), "..") || strings.ContainsAny(u, "?#%:\"'<>\\ ") {
				t.Errorf("address %q", u)
			}
			addresses[u] = true
		}
	})
}

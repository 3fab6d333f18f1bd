package render

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// Pages lead to their files, and the latest notes are listed.
func TestOriginAndRecent(t *testing.T) {
	files := txtar.Parse([]byte(`
-- a b.md --
---
date: 2026-03-04
modified: 2026-05-06T07:08
---
-- c.md --
---
date: 2026-05-31
updated: long ago
---
-- d.md --
-- secret.md --
---
date: 2026-06-07
publish: false
---
-- examples/run/main.go --
package main

func main() {}
`)).Files
	for _, test := range []struct {
		dir  string
		want map[string][]string
	}{
		{"docs/notes", map[string][]string{
			"a-b.html": {
				`<a href="https://x.org/edit/docs/notes/a%20b.md">Edit this page</a>`, `<a href="https://x.org/see?f=docs/notes/a%20b.md">View source</a>`,
				`<time datetime="2026-03-04">4 March 2026</time>`, `Changed <time datetime="2026-05-06">6 May 2026</time>`,
			},
			"examples/run.html": {`<a href="https://x.org/edit/examples/run/main.go">`},
			"recent.html":       {`<h2>May 2026</h2>`},
		}},
		{"../vault", map[string][]string{"a-b.html": {`<a href="https://x.org/edit/a%20b.md">`}}},
	} {
		s := vaultOf(t, files, site.Config{NotesDir: test.dir, EditURL: "https://x.org/edit/{path}", SourceURL: "https://x.org/see?f={path}"})
		r, err := New(s, theme.FS)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range s.Pages {
			page := render(t, r, p)
			for _, want := range test.want[p.Meta().URL] {
				if !strings.Contains(page, want) {
					t.Errorf("%s: no %s in\n%s", p.Meta().URL, want, page)
				}
			}
			if p == s.Recent {
				_, page, _ = strings.Cut(page, "<main")
				if c, a := strings.Index(page, `<a href="c.html">`), strings.Index(page, `<a href="a-b.html">`); c < 0 || a < c || strings.Contains(page, "secret") || strings.Count(page, "<h2>") != 1 {
					t.Errorf("recent notes:\n%s", page)
				}
			}
		}
	}
}

package site

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"notesite/internal/note"
)

// rule 132: image and cover name a picture by its path in the vault or by a URL.
func TestImages(t *testing.T) {
	files := map[string]string{
		"sub/path.md":    "cover: img/A.png",
		"sub/name.md":    "image: a.PNG",
		"sub/rel.md":     "Image: ./b.jpg",
		"list.md":        "image: [sub/b.jpg, img/A.png]",
		"link.md":        `cover: "[[b.jpg]]"`,
		"url.md":         "image: https://x.org/a b.png?c=1",
		"first.md":       "image:\ncover: img/A.png\nrelated: \"[[b.jpg]]\"",
		"none.md":        "image: Hardcover",
		"note.md":        "cover: none",
		"script.md":      `image: "javascript:alert(1)"`,
		"data.md":        `image: "data:image/png;base64,x"`,
		"missing.md":     "title: x\nimage: img/c.png",
		"drawing.md":     "image: d.svg",
		"broken.md":      `image: "[[c.png]]"`,
		"unpublished.md": "publish: false\nimage: hidden.png",
	}
	v := Vault{Files: []string{"img/A.png", "sub/b.jpg", "d.svg", "hidden.png"}}
	for p, properties := range files {
		v.Notes = append(v.Notes, note.Parse(p, []byte("---\n"+properties+"\n---\ntext\n")))
	}
	s := New(Config{Title: "T", NotesDir: "notes", BaseURL: "https://x.org/"}, v)
	got := map[string]string{}
	for _, p := range s.Notes {
		if p.Image != nil {
			got[strings.TrimSuffix(path.Base(p.Note.Path), ".md")] = p.Image.Address()
		}
	}
	want := map[string]string{
		"path": "img/a.png", "name": "img/a.png", "rel": "sub/b.jpg", "list": "sub/b.jpg", "link": "sub/b.jpg",
		"url": "https://x.org/a%20b.png?c=1", "first": "img/a.png",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("images (-want +got):\n%s", diff)
	}
	var found []string
	for _, p := range s.Problems {
		found = append(found, p.String())
	}
	problems := []string{
		`notes/broken.md:2:8: no note is named "c.png" (did you mean "A.png"?) [broken-link]`,
		`notes/drawing.md:2:8: social sites do not show "d.svg" (name a PNG, JPEG, WebP or GIF) [bad-image]`,
		`notes/missing.md:3:8: no file is named "img/c.png" (name a file of the vault, or a URL) [bad-image]`,
	}
	if diff := cmp.Diff(problems, found); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if len(s.Attachments) != 2 {
		t.Errorf("%d attachments, want the two that are shown", len(s.Attachments))
	}
	if s := New(Config{Title: "T"}, Vault{Files: v.Files, Notes: []*note.Note{note.Parse("a.md", []byte("---\nimage: img/A.png\n---\n"))}}); len(s.Attachments) > 0 {
		t.Error("without an address of the site, a picture is published that no page shows")
	}
}

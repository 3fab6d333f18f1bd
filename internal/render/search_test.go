package render

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// Every page can be found, also one without a title; what is not published, and
// what only leads on, cannot.
func TestSearchIndex(t *testing.T) {
	s := vaultOf(t, txtar.Parse([]byte(`
-- a/One.md --
---
description: About one.
aliases: [First]
tags: [t/u]
---
Text.
# Head
More.
-- secret.md --
---
publish: false
---
-- b.canvas --
{"nodes": [{"id": "x", "type": "text", "text": "on a card", "width": 1, "height": 1}]}
`)).Files, site.Config{})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Pages {
		render(t, r, p)
	}
	var got []string
	for _, d := range r.indexer.documents {
		line := strings.Join(slices.Concat([]string{d.Kind, d.URL, d.Title}, d.Aliases, d.Tags), " ")
		for _, section := range d.Sections {
			line += " [" + section.Heading + "#" + section.Fragment + ":" + strings.TrimSpace(section.Text) + "]"
		}
		got = append(got, line)
	}
	want := []string{
		"folder a/index.html a",
		"note a/one.html One First t/u [#:About one. Text.] [Head#head:More.]",
		"canvas b.canvas.html b [#:on a card]",
		"folder index.html index.html",
		"tag tags/t.html #t t",
		"tag tags/t/u.html #t/u t/u",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("documents\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if files, err := r.Gathered(); err != nil || files[SearchDir+"index.js"] == nil {
		t.Errorf("%d files, %v", len(files), err)
	}
}

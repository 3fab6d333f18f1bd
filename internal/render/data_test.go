package render

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// site.json tells all that is known of the site, and nothing of what is not
// published.
func TestData(t *testing.T) {
	s := vaultOf(t, txtar.Parse([]byte(`
-- a.md --
---
title: The A
description: About a.
aliases: [x]
date: 2026-01-02
modified: 2026-03-04
---
[[b]] [[nothing here]] [[Hush plan]] [[same]]
-- b.md --
-- Hush plan.md --
---
publish: false
---
[[also nothing]]
-- p/same.md --
-- q/same.md --
-- q/unhush planned.md --
[[hush planet]]
`)).Files, site.Config{Title: "T", Lang: "en", BaseURL: "https://x.org/", NotesDir: "notes"})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	data, err := r.Data()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ReplaceAll(strings.ToLower(string(data)), "hush planet", ""), "hush plan\"") {
		t.Errorf("the unpublished note is told: %s", data)
	}
	var got struct {
		Title, URL string
		Nodes      []map[string]any
		Edges      []map[string]any
		Problems   []struct {
			File, Rule, Message string
			Line                int
		}
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"url": "a.html", "title": "The A", "kind": "note", "path": "a.md", "markdown": "a.md", "description": "About a.",
		"aliases": []any{"x"}, "date": "2026-01-02", "modified": "2026-03-04",
	}
	if diff := cmp.Diff(want, got.Nodes[0]); diff != "" {
		t.Errorf("the first node (-want +got):\n%s", diff)
	}
	var problems []string
	for _, p := range got.Problems {
		problems = append(problems, p.File+" "+p.Rule)
	}
	if diff := cmp.Diff([]string{"notes/a.md broken-link", "notes/a.md ambiguous-link", "notes/q/unhush planned.md broken-link"}, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s\n%+v", diff, got.Problems)
	}
	if got.Title != "T" || got.URL != "https://x.org/" || len(got.Edges) != 2 {
		t.Errorf("%s", data)
	}
}

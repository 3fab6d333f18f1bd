package render

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// What a page says of itself, to those who show a card of it or read its data.
func TestShare(t *testing.T) {
	files := txtar.Parse([]byte(`
-- index.md --
Home.
-- sub/A [n] "ote".md --
---
description: About </script><b>.
date: 2026-11-22
---
-- secret.md --
---
publish: false
---
`)).Files
	s := vaultOf(t, files, site.Config{Title: "T", Description: "All of it.", Lang: "en", BaseURL: "https://x.org/n/"})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	page := ""
	for _, p := range s.Pages {
		if p.Meta().Title == `A [n] "ote"` {
			page = render(t, r, p)
		}
	}
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	data := map[string]any{}
	for n := range doc.Descendants() {
		switch {
		case n.Data == "meta" && len(n.Attr) == 2 && (n.Attr[0].Key == "property" || strings.HasPrefix(n.Attr[0].Val, "twitter:")):
			said[n.Attr[0].Val] = n.Attr[1].Val
		case n.Data == "script" && n.Attr[0].Val == "application/ld+json":
			if err := json.Unmarshal([]byte(n.FirstChild.Data), &data); err != nil {
				t.Error(err)
			}
		}
	}
	wantSaid := map[string]string{
		"og:title": `A [n] "ote"`, "og:site_name": "T", "og:type": "article", "og:description": "About </script><b>.",
		"og:url": said["og:url"], "article:modified_time": "2026-11-22", "article:published_time": "2026-11-22", "twitter:card": "summary",
	}
	if diff := cmp.Diff(wantSaid, said); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
	if data["@type"] != "TechArticle" || data["headline"] != `A [n] "ote"` || data["url"] != said["og:url"] || data["description"] != "About </script><b>." {
		t.Errorf("linked data %v", data)
	}
	feeds, err := r.Feeds()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(feeds[RobotsURL]), "User-agent: *\nAllow: /\nSitemap: https://x.org/n/sitemap.xml\n"; got != want {
		t.Errorf("robots.txt %q, want %q", got, want)
	}
	llms := string(feeds[LLMsURL])
	if !strings.HasPrefix(llms, "# T\n\n> All of it.\n\n## Notes\n\n- [") || !strings.Contains(llms, `- [A \[n\] "ote"](`+strings.TrimSuffix(said["og:url"], ".html")+".md): About </script><b>.\n") || strings.Contains(llms, "secret") {
		t.Errorf("llms.txt\n%s", llms)
	}
}

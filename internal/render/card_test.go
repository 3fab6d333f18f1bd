package render

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"notesite/internal/card"
	"notesite/internal/site"
	"notesite/theme"
)

const cardVault = `
-- index.md --
-- a/Event loop.md --
-- b/Event loop.md --
-- 📌 Inbox ✅.md --
-- 📌.md --
-- 日本語のノート.md --
-- العربية.md --
-- own.md --
---
image: pic.png
---
-- pic.png --
-- far.md --
---
cover: https://pictures.org/a.jpg?x=1&y=2
---
-- secret.md --
---
publish: false
---
-- examples/loop/main.go --
package main

func main() {}
`

func cardSite(t *testing.T, cfg site.Config) *Renderer {
	t.Helper()
	s := vaultOf(t, txtar.Parse([]byte(cardVault)).Files, cfg)
	for _, a := range s.Attachments {
		a.Width, a.Height = 40, 30
	}
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What the picture of each page shows. Titles are drawn without emoji; in a
// script that the fonts lack, not at all.
func TestCards(t *testing.T) {
	r := cardSite(t, site.Config{Title: "My notes", Lang: "en", BaseURL: "https://x.org/n/", Cards: true})
	got := map[string]card.Card{}
	for _, p := range r.site.Pages {
		image := r.imageOf(p)
		if image == nil {
			continue
		}
		address, ok := strings.CutPrefix(image.URL, "https://x.org/n/")
		if !ok || image.Width != card.Width || image.Height != card.Height {
			continue
		}
		got[p.Meta().URL] = r.cards.cards[address]
	}
	site := card.Card{Site: "My notes"}
	want := map[string]card.Card{
		"index.html": site, "📌.html": site, "日本語のノート.html": site, "العربية.html": site,
		"a/event-loop.html":   {Title: "Event loop", Site: "My notes"},
		"b/event-loop.html":   {Title: "Event loop", Site: "My notes"},
		"📌-inbox-✅.html":      {Title: "Inbox", Site: "My notes"},
		"a/index.html":        {Title: "a", Site: "My notes", Kind: "Folder"},
		"b/index.html":        {Title: "b", Site: "My notes", Kind: "Folder"},
		"graph.html":          {Title: "Graph", Site: "My notes"},
		"examples/index.html": {Title: "Programs", Site: "My notes"},
		"examples/loop.html":  {Title: "examples/loop", Site: "My notes", Kind: "Program"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cards (-want +got):\n%s", diff)
	}
	different := map[card.Card]bool{}
	for c := range maps.Values(want) {
		different[c] = true
	}
	if len(r.Cards()) != len(different) {
		t.Errorf("%d cards to draw, want %d", len(r.Cards()), len(different))
	}
}

// A site with a name that cannot be drawn has cards with titles alone.
func TestCardsWithoutSite(t *testing.T) {
	r := cardSite(t, site.Config{Title: "メモ", Lang: "ja", BaseURL: "https://x.org/", Cards: true})
	for _, p := range r.site.Pages {
		image := r.imageOf(p)
		switch p.Meta().Title {
		case "メモ", "📌", "日本語のノート", "العربية":
			if image != nil {
				t.Errorf("%s has a picture of nothing", p.Meta().URL)
			}
		case "Event loop":
			if image == nil || image.Alt != "Event loop" {
				t.Errorf("%s has the picture %v", p.Meta().URL, image)
			}
		}
	}
}

var imageTag = regexp.MustCompile(`<meta (?:property="og:image|name="twitter:)[^>]*>`)

// What pages say of their pictures.
func TestImageTags(t *testing.T) {
	const large, summary = `<meta name="twitter:card" content="summary_large_image">`, `<meta name="twitter:card" content="summary">`
	loop := "https://x.org/n/assets/cards/" + card.Card{Title: "Event loop", Site: "T"}.Name()
	withCards := map[string][]string{
		"a/event-loop.html": {
			`<meta property="og:image" content="` + loop + `">`, `<meta property="og:image:width" content="1200">`, `<meta property="og:image:height" content="630">`,
			`<meta property="og:image:alt" content="Event loop · T">`, `<meta name="twitter:image" content="` + loop + `">`, large,
		},
		"own.html": {
			`<meta property="og:image" content="https://x.org/n/pic.png">`, `<meta property="og:image:width" content="40">`, `<meta property="og:image:height" content="30">`,
			`<meta property="og:image:alt" content="own">`, `<meta name="twitter:image" content="https://x.org/n/pic.png">`, large,
		},
		"far.html": {
			`<meta property="og:image" content="https://pictures.org/a.jpg?x=1&amp;y=2">`, `<meta property="og:image:alt" content="far">`,
			`<meta name="twitter:image" content="https://pictures.org/a.jpg?x=1&amp;y=2">`, large,
		},
		"404.html": nil,
	}
	for _, test := range []struct {
		name string
		cfg  site.Config
		want map[string][]string
	}{
		{"cards", site.Config{Title: "T", BaseURL: "https://x.org/n/", Cards: true}, withCards},
		{"off", site.Config{Title: "T", BaseURL: "https://x.org/n/"}, map[string][]string{
			"a/event-loop.html": {summary}, "own.html": withCards["own.html"], "far.html": withCards["far.html"], "404.html": nil,
		}},
		{"no_address", site.Config{Title: "T", Cards: true}, map[string][]string{
			"a/event-loop.html": {summary}, "own.html": {summary}, "far.html": {summary}, "404.html": nil,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := cardSite(t, test.cfg)
			got := map[string][]string{}
			for _, p := range r.site.Pages {
				text := render(t, r, p)
				if _, ok := test.want[p.Meta().URL]; ok {
					got[p.Meta().URL] = imageTag.FindAllString(text, -1)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("tags (-want +got):\n%s", diff)
			}
			if test.name != "cards" && len(r.Cards()) > 0 {
				t.Errorf("%d cards to draw", len(r.Cards()))
			}
		})
	}
}

// The manifest names the pictures of the icon that the site has, and pages link
// to it where its address is known.
func TestManifest(t *testing.T) {
	for _, icons := range [][]string{nil, IconURLs} {
		r := cardSite(t, site.Config{Title: "Notes on Node.js", Description: "<All>", Lang: "en", BaseURL: "https://x.org/n/"})
		r.Icons = icons
		feeds, err := r.Feeds()
		if err != nil {
			t.Fatal(err)
		}
		var m manifest
		if err := json.Unmarshal(feeds[ManifestURL], &m); err != nil {
			t.Fatal(err)
		}
		want := manifest{
			Name: "Notes on Node.js", ShortName: "Notes on", Description: "<All>", Lang: "en", StartURL: "../", Scope: "../", Display: "minimal-ui",
			Theme: "#fdfcf9", Background: "#fdfcf9", Icons: []manifestIcon{{"icon.svg", "any", "image/svg+xml"}},
		}
		if icons != nil {
			want.Icons = append(want.Icons, manifestIcon{"icon-192.png", "192x192", "image/png"}, manifestIcon{"icon-512.png", "512x512", "image/png"})
		}
		if diff := cmp.Diff(want, m); diff != "" {
			t.Errorf("manifest (-want +got):\n%s", diff)
		}
		at := slices.IndexFunc(r.site.Pages, func(p site.Page) bool { return p.Meta().URL == "a/event-loop.html" })
		page := render(t, r, r.site.Pages[at])
		for _, link := range []string{
			`<link rel="icon" sizes="32x32" href="../assets/favicon.ico">`, `<link rel="apple-touch-icon" href="../assets/apple-touch-icon.png">`,
		} {
			if strings.Contains(page, link) != (icons != nil) {
				t.Errorf("with the icons %v, the page has or lacks %s", icons, link)
			}
		}
		if !strings.Contains(page, `<link rel="manifest" href="../assets/manifest.webmanifest">`) {
			t.Error("the page does not link to the manifest")
		}
	}
	r := cardSite(t, site.Config{Title: "T", Cards: true})
	if page := render(t, r, r.site.Home); strings.Contains(page, "manifest") {
		t.Error("a page that may be opened from file:// links to a manifest")
	}
}

func TestShortName(t *testing.T) {
	for title, want := range map[string]string{
		"": "", "Notes": "Notes", "How Node.js works, in runnable Go": "How Node.js", "Donaudampfschifffahrt on water": "Donaudampfschifffahrt",
		"Notes, mine and others": "Notes, mine", "A – B and many more": "A – B and",
	} {
		if got := shortName(title); got != want {
			t.Errorf("%q is %q in short, want %q", title, got, want)
		}
	}
}

package build

import (
	"encoding/json"
	"image/png"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"notesite/internal/card"
	"notesite/internal/render"
)

const address = "https://notes.test/at/"

var ogImage = regexp.MustCompile(`<meta property="og:image" content="` + address + `([^"]*)">`)

// cardsOf returns the pictures of cards among files, and for pages the address of
// theirs.
func cardsOf(files map[string]string) (cards []string, shown map[string]string) {
	shown = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, render.CardDir) {
			cards = append(cards, name)
		}
		if m := ogImage.FindStringSubmatch(files[name]); m != nil && path.Ext(name) == ".html" {
			shown[name] = m[1]
		}
	}
	return cards, shown
}

// crawlBelow crawls a site whose address is known, but for the page that is
// shown at any depth.
func crawlBelow(t *testing.T, files map[string]string) {
	t.Helper()
	files = maps.Clone(files)
	delete(files, "404.html")
	crawl(t, address, files)
}

// Every page has its card, pages of one title share one, and what is not
// published has none.
func TestCards(t *testing.T) {
	cfg := write(t, small+`
-- notes/other/A.md --
text
-- notes/secret.md --
---
publish: false
---
-- notes/own.md --
---
cover: img/unreached.png
---
`)
	cfg.Site.BaseURL, cfg.Site.Cards = address, true
	mustBuild(t, cfg)
	files := tree(t, cfg.Out)
	crawlBelow(t, files)
	cards, shown := cardsOf(files)
	site := cfg.Site.Title
	want := map[string]string{"own.html": "img/unreached.png"}
	for page, c := range map[string]card.Card{
		"index.html": {Site: site}, "a.html": {Title: "A", Site: site}, "other/a.html": {Title: "A", Site: site}, "sub/b.html": {Title: "B", Site: site},
		"sub/index.html": {Title: "sub", Site: site, Kind: "Folder"}, "other/index.html": {Title: "other", Site: site, Kind: "Folder"},
		"graph.html": {Title: "Graph", Site: site},
	} {
		want[page] = render.CardDir + c.Name()
	}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("pictures of pages (-want +got):\n%s", diff)
	}
	if len(cards) != 6 {
		t.Errorf("%d cards, want 6", len(cards))
	}
	for _, name := range cards {
		size, err := png.DecodeConfig(strings.NewReader(files[name]))
		if err != nil || size.Width != 1200 || size.Height != 630 {
			t.Errorf("%s: %d x %d, %v", name, size.Width, size.Height, err)
		}
	}

	cfg.Site.Cards = false
	mustBuild(t, cfg)
	if cards, shown := cardsOf(tree(t, cfg.Out)); len(cards) > 0 || len(shown) != 1 {
		t.Errorf("without cards: %v, %v", cards, shown)
	}
}

// A card that is there is not drawn again, one that is not is, and one that no
// page shows any more goes.
func TestCardsAgain(t *testing.T) {
	cfg := write(t, small)
	cfg.Site.BaseURL, cfg.Site.Cards = address, true
	first := mustBuild(t, cfg)
	cards, shown := cardsOf(tree(t, cfg.Out))
	mark := func(name string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(cfg.Out, filepath.FromSlash(name)), []byte("as it was"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range cards {
		mark(name) // so that drawing would show
	}
	if again := mustBuild(t, cfg); again.Written != 0 || again.Unchanged != first.Written {
		t.Errorf("second build: %d written, %d unchanged", again.Written, again.Unchanged)
	}
	files := tree(t, cfg.Out)
	for _, name := range cards {
		if files[name] != "as it was" {
			t.Errorf("%s was drawn again", name)
		}
	}

	old := shown["a.html"]
	if err := os.Remove(filepath.Join(cfg.Out, filepath.FromSlash(shown["sub/b.html"]))); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(cfg.Out, filepath.FromSlash(shown["index.html"])), 0); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cfg.Notes, "A.md"), []byte("---\ntitle: Another\n---\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, cfg)
	files = tree(t, cfg.Out)
	_, shown = cardsOf(files)
	for page, drawn := range map[string]bool{"a.html": true, "sub/b.html": true, "index.html": true, "sub/index.html": false} {
		if _, err := png.Decode(strings.NewReader(files[shown[page]])); (err == nil) != drawn {
			t.Errorf("the card of %s: %.20q, %v", page, files[shown[page]], err)
		}
	}
	if _, left := files[old]; left {
		t.Error("the card of the title that is gone is left")
	}
}

// A theme with an icon of its own is not given pictures of another one.
func TestIcons(t *testing.T) {
	ours := card.Icons()
	shipped, err := os.ReadFile(filepath.Join(repository, "theme", "icon.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		theme map[string]string // nil: none
		want  map[string]string // by file name
	}{
		{"none", nil, map[string]string{
			"favicon.ico": string(ours["favicon.ico"]), "apple-touch-icon.png": string(ours["apple-touch-icon.png"]),
			"icon-192.png": string(ours["icon-192.png"]), "icon-512.png": string(ours["icon-512.png"]),
		}},
		{"same", map[string]string{"icon.svg": string(shipped), "icon-192.png": "mine"}, map[string]string{
			"favicon.ico": string(ours["favicon.ico"]), "apple-touch-icon.png": string(ours["apple-touch-icon.png"]),
			"icon-192.png": "mine", "icon-512.png": string(ours["icon-512.png"]),
		}},
		{"own", map[string]string{"icon.svg": "<svg/>"}, map[string]string{}},
		{"own_pictures", map[string]string{"icon.svg": "<svg/>", "icon-512.png": "mine"}, map[string]string{"icon-512.png": "mine"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := write(t, small)
			cfg.Site.BaseURL, cfg.Site.Cards = address, true
			if test.theme != nil {
				cfg.Theme = t.TempDir()
			}
			for name, text := range test.theme {
				if err := os.WriteFile(filepath.Join(cfg.Theme, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			mustBuild(t, cfg)
			files := tree(t, cfg.Out)
			crawlBelow(t, files)
			got := map[string]string{}
			for _, address := range render.IconURLs {
				if data, ok := files[address]; ok {
					got[path.Base(address)] = data
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("pictures of the icon (-want +got):\n%s", diff)
			}
			_, shown := cardsOf(files)
			marked := card.Card{Title: "A", Site: cfg.Site.Title, Plain: test.theme != nil && test.theme["icon.svg"] != string(shipped)}
			if want := render.CardDir + marked.Name(); shown["a.html"] != want {
				t.Errorf("the card is %s, want %s: %+v", shown["a.html"], want, marked)
			}
			var manifest struct {
				Icons []struct{ Src string }
			}
			if err := json.Unmarshal([]byte(files[render.ManifestURL]), &manifest); err != nil {
				t.Fatal(err)
			}
			for _, icon := range manifest.Icons {
				if _, there := files["assets/"+icon.Src]; !there {
					t.Errorf("the manifest names %s, which is not there", icon.Src)
				}
			}
		})
	}
}

// A site without an address has neither cards nor a manifest: it may be opened
// from file://.
func TestWithoutAddress(t *testing.T) {
	cfg := write(t, small)
	cfg.Site.Cards = true
	mustBuild(t, cfg)
	for name, text := range tree(t, cfg.Out) {
		if strings.HasPrefix(name, render.CardDir) || name == render.ManifestURL || strings.Contains(text, "og:image") {
			t.Errorf("%s is there, or names a picture", name)
		}
	}
}

package search

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"notesite/internal/browsertest"
)

var screenshots = flag.String("screenshots", "", "write pictures of the dialog into this `folder`")

// page stands in for every page of a site. It has the policy of the real ones.
const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'self'; form-action 'none'">
<title>%[1]s</title><link rel="stylesheet" href="%[2]sassets/style.css">
<script src="%[2]sassets/load.js" defer></script><script src="%[2]sassets/open-search.js" defer></script></head>
<body><header class="site"><span class="site-title">How Node.js works</span>
<button class="search-open" type="button" data-search hidden>Search <kbd>Ctrl K</kbd></button></header>
<main><h1>%[1]s</h1><input id="other"><p id="order">Text.</p></main></body></html>
`

// site writes a site of the project's notes and one that means harm, and
// returns the address of a page in a folder.
func site(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	docs := append(notes(t), Document{
		URL: "harm.html", Title: `Harm <img src=x onerror="document.title='harmed'">`, Kind: "program",
		Sections: []Section{{Text: `harm <script>document.title = "harmed"</script> "); document.title = "harmed"`}},
		Symbols:  []Symbol{{Name: "(*Harm).ListenAndWreck", Fragment: "L7"}},
	})
	files := map[string][]byte{"folder/page.html": fmt.Appendf(nil, page, "A page", "../")}
	for _, d := range docs {
		files[d.URL] = fmt.Appendf(nil, page, "note", "")
	}
	for name, data := range build(t, docs) {
		files["assets/search/"+name] = data
	}
	for _, name := range []string{"search.js", "load.js", "open-search.js"} {
		files["assets/"+name] = read(t, "../../theme/js/"+name)
	}
	files["assets/search.js"] = slices.Concat(files["assets/search.js"], []byte(";"), read(t, "../../theme/js/search-dialog.js"))
	files["assets/load.js"] = append(browsertest.Words(t), files["assets/load.js"]...)
	for asset, pattern := range map[string]string{"assets/style.css": "*.css", "assets/later.css": "later/*.css"} {
		sheets, err := filepath.Glob("../../theme/css/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range sheets {
			files[asset] = append(files[asset], read(t, sheet)...)
		}
	}
	for name, data := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir) + "/folder/page.html"}).String()
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A browser is a tab that a test drives.
type browser struct {
	*testing.T
	ctx context.Context
}

// key presses keys, one after the other.
func (b browser) key(keys string, modifiers ...chromedp.Modifier) {
	b.Helper()
	browsertest.Do(b.T, b.ctx, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// until waits for an expression to be true.
func (b browser) until(expression string) {
	b.Helper()
	if err := browsertest.Until(b.T, b.ctx, expression); err != nil {
		b.Fatal(err)
	}
}

// want compares the value of an expression with a text.
func (b browser) want(expression, want string) {
	b.Helper()
	if got := browsertest.Do(b.T, b.ctx, chromedp.Evaluate[string](`String(`+expression+`)`)); got != want {
		b.Errorf("%s = %q, want %q", expression, got, want)
	}
}

const (
	field    = `document.querySelector("dialog.search input")`
	chosen   = `document.querySelector('[aria-selected="true"]')`
	status   = `document.querySelector(".search-status").textContent`
	isOpen   = `!!document.querySelector("dialog.search[open]")`
	isFound  = `document.querySelectorAll('[role="option"]').length > 0`
	nothing  = `document.querySelectorAll('[role="option"]').length === 0`
	hasFocus = `document.activeElement === ` + field
)

func TestDialog(t *testing.T) {
	address := site(t)
	b := browser{t, browsertest.New(t)}
	var complaints []string
	err := chromedp.Listen(b.ctx, func(event any) {
		if e, ok := event.(*log.EventEntryAdded); ok {
			complaints = append(complaints, e.Entry.Text+" "+e.Entry.URL)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}

	browsertest.Do(b.T, b.ctx, chromedp.Navigate(address))
	b.until(`document.readyState === "complete"`)
	b.want(`document.querySelector("[data-search]").hidden`, "false")
	b.want(`document.scripts.length`, "2")

	// In another field "/" is a character.
	browsertest.Do(b.T, b.ctx, chromedp.Evaluate[bool](`document.getElementById("other").focus(), true`))
	b.key("/")
	b.want(`document.getElementById("other").value`, "/")
	browsertest.Do(b.T, b.ctx, chromedp.Evaluate[bool](`document.activeElement.blur(), true`))
	b.key("/")
	b.until(isOpen)
	b.until(hasFocus)
	b.want(field+`.value`, "")
	b.want(field+`.getAttribute("aria-expanded")`, "false")

	b.key("evnt loop")
	b.until(isFound)
	b.until(status + ` !== ""`)
	b.want(`document.querySelector('[role="option"] .search-title').textContent`, "Event loop")
	b.want(`/^\d+ results$/.test(`+status+`)`, "true")
	b.want(field+`.getAttribute("aria-expanded")`, "true")
	b.want(`!!document.getElementById(`+field+`.getAttribute("aria-controls"))`, "true")
	b.want(field+`.hasAttribute("aria-activedescendant")`, "false")

	b.key(kb.ArrowDown)
	b.want(chosen+`.id`, "search.1")
	b.want(field+`.getAttribute("aria-activedescendant")`, "search.1")
	b.key(kb.ArrowDown)
	b.want(chosen+`.id`, "search.2")
	b.key(kb.End)
	b.want(chosen+`.id`, "search.10")
	b.key(kb.ArrowDown)
	b.want(chosen+`.id`, "search.1")
	b.key(kb.ArrowUp)
	b.want(chosen+`.id`, "search.10")
	b.key(kb.Home)
	b.want(chosen+`.id`, "search.1")
	b.key(kb.ArrowLeft)
	b.want(chosen, "null")
	b.want(hasFocus, "true")
	browsertest.Do(b.T, b.ctx, chromedp.Click(".search-more"))
	b.until(`document.querySelectorAll('[role="option"]').length > 10`)
	b.want(hasFocus, "true")

	b.key(kb.Escape)
	b.until(`!` + isOpen)
	browsertest.Do(b.T, b.ctx, chromedp.Click("[data-search]"))
	b.until(isOpen)
	b.want(field+`.value`, "evnt loop")
	b.key(kb.Escape)
	b.until(`document.activeElement.matches("[data-search]")`)

	// What is found is text, whatever it looks like.
	b.key("k", chromedp.ModifierCtrl)
	b.until(isOpen)
	b.until(hasFocus)
	b.key("harm script")
	b.until(`document.querySelector(".search-title")?.textContent.includes("Harm <img")`)
	b.want(`document.querySelector(".search-title mark").textContent`, "Harm")
	b.want(`document.querySelector(".search-kind").textContent`, "program")
	b.want(`document.querySelectorAll(".search img, .search script").length`, "0")
	b.want(`document.title`, "A page")

	b.until(status + ` === "1 result"`)
	browsertest.Do(b.T, b.ctx, chromedp.Evaluate[bool](field+`.select(), true`))
	b.key("xyzzyxyzzy")
	b.until(nothing)
	b.until(status + ` === "Nothing found"`)

	browsertest.Do(b.T, b.ctx, chromedp.Evaluate[bool](field+`.select(), true`))
	b.key("listenandwreck" + kb.Enter) // at once, before there is an answer
	b.until(`location.pathname.endsWith("/harm.html") && location.hash === "#L7"`)

	for _, c := range complaints {
		t.Error(c)
	}
}

// The dialog fits its window, in both schemes.
func TestDialogFits(t *testing.T) {
	address := site(t)
	b := browser{t, browsertest.New(t)}
	for _, screen := range []struct {
		name          string
		width, height int64
		scheme        string
	}{
		{"desk-light", 1440, 900, "light"},
		{"desk-dark", 1440, 900, "dark"},
		{"phone-light", 390, 844, "light"},
		{"phone-dark", 390, 844, "dark"},
	} {
		browsertest.Do(b.T, b.ctx, chromedp.EmulateViewport(screen.width, screen.height))
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: screen.scheme}},
		})
		if err != nil {
			t.Fatal(err)
		}
		browsertest.Do(b.T, b.ctx, chromedp.Navigate(address))
		b.until(`document.readyState === "complete"`)
		b.key("k", chromedp.ModifierCtrl)
		b.until(isOpen)
		b.until(hasFocus)
		b.key("why does readfilesync block")
		b.until(isFound)
		b.key(kb.ArrowDown)
		b.until(status + ` !== ""`)
		b.want(`[...document.querySelectorAll(".search, .search *")].some(e => {
			const { left, right } = e.getBoundingClientRect()
			return left < 0 || right > innerWidth
		}) || document.querySelector(".search-found").scrollWidth > document.querySelector(".search-found").clientWidth`, "false")
		if *screenshots != "" {
			name := filepath.Join(*screenshots, strings.ToLower(screen.name)+".png")
			if err := os.WriteFile(name, browsertest.Do(b.T, b.ctx, chromedp.CaptureScreenshot()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

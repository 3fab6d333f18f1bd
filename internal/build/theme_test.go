package build

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"notesite/internal/browsertest"
)

// TestSecondTheme builds the project's own site with a theme that is not the one
// that ships: its templates stand on what the note on themes promises.
func TestSecondTheme(t *testing.T) {
	cfg := ownSite(t)
	cfg.Theme = "testdata/ledger"
	cfg.Site.EditURL = "https://edit.example.net/{path}"
	r := newReader(t, cfg)
	files := tree(t, cfg.Out)
	crawl(t, "the second theme", files)
	for page, wants := range map[string][]string{
		"event-loop.html":                  {`<body class="ledger"`, "Entered <time", "lead here</h2>", "Correct this", `class="contents"`, `class="explorer"`},
		"examples/loop.html":               {`id="main.go-L20"`, `id="output"`, `id="benchmarks"`, "lead here</h2>"},
		"tags/index.html":                  {`<body class="ledger"`, `class="tags"`},
		"404.html":                         {`<body class="ledger"`},
		"processes.canvas.html":            {"<svg"},
		"assets/notesite.css":              {"7a1f5c", ".bar{"},
		"recent.html":                      {"<time"},
		"callback.html":                    {`rel="next"`},
		"inter-process-communication.html": {"<table"},
	} {
		for _, want := range wants {
			if !strings.Contains(files[page], want) {
				t.Errorf("%s lacks %s", page, want)
			}
		}
	}
	if strings.Contains(files["assets/notesite.css"], "header.site") {
		t.Error("the shipped layout is there as well")
	}
	if strings.Contains(files["assets/notesite.js"], "zoomable") {
		t.Error("a script that an empty file stands for is there")
	}
	complaints := browsertest.Complaints(t, r.ctx)
	for _, width := range []int64{390, 1440} {
		browsertest.Do(t, r.ctx, chromedp.EmulateViewport(width, 900))
		r.open("event-loop.html")
		r.is("nothing is wider than the window", `document.documentElement.scrollWidth <= innerWidth`)
		r.is("its colour", `getComputedStyle(document.querySelector(".text a")).color === "rgb(122, 31, 92)"`)
		r.press("/")
		r.is("the search opens", `!!document.querySelector("dialog[open] input")`)
	}
	for _, c := range complaints() {
		t.Error(c)
	}
}

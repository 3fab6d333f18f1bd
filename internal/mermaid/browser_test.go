package mermaid

import (
	"html"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"notesite/internal/browsertest"
)

// left are diagrams that the browser draws. The last cannot be drawn.
var left = []string{
	"pie title Pets\n\"Dogs\" : 386\n\"Cats\" : 85",
	"gantt\ndateFormat YYYY-MM-DD\nsection One\nA task :a1, 2014-01-01, 30d\nAnother :after a1, 20d",
	"mindmap\n  root((mind))\n    Origins\n      Long history\n    Tools",
	"gitGraph\ncommit\nbranch develop\ncommit\ncheckout main\nmerge develop",
	"timeline\ntitle History\n2002 : LinkedIn\n2004 : Facebook : Google",
	"flowchart LR\nA[Some text] --x B@{ shape: docs, label: \"<script>x</script>\" }",
	"pie\nnonsense",
}

// state says what the page has become, when nothing changes any more: a word
// for each diagram, and the colours of the texts.
const state = `(async () => {
	const pages = () => [...document.querySelectorAll('pre.mermaid-source')].map(pre => {
		const frame = pre.closest('details')?.previousElementSibling
		const svg = frame?.shadowRoot?.querySelector('svg')
		if (!svg) return pre.nextElementSibling?.className ?? 'nothing'
		const box = svg.getBoundingClientRect(), text = svg.querySelector('text, span')
		return [box.width > 100 && box.height > 40 ? 'drawn' : 'empty', getComputedStyle(text).fill].join(' ')
	}).join('\n')
	let last = ''
	for (let same = 0; same < 8; ) {
		await new Promise(resolve => setTimeout(resolve, 250))
		const now = pages()
		same = now === last && !now.includes('nothing') ? same + 1 : 0
		last = now
	}
	return last
})()`

// TestBrowser opens a page with diagrams that are left to theme/js/mermaid.js,
// from file:// and under the policy of theme/layout.html: they are drawn,
// nothing is refused, and they follow the scheme.
func TestBrowser(t *testing.T) {
	ctx := browsertest.New(t)
	complaints := browsertest.Complaints(t, ctx)
	scheme := func(name string) {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	scheme("light")
	page := (&url.URL{Scheme: "file", Path: filepath.ToSlash(writePage(t))}).String()
	if _, err := chromedp.Run(ctx, chromedp.Navigate(page)); err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, name := range []string{"light", "dark"} {
		scheme(name)
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](state, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Split(got, "\n")
		for i, word := range words {
			if last := i == len(left)-1; last != (word == "mermaid-error") || !last && !strings.HasPrefix(word, "drawn") {
				t.Errorf("%s: %s is %s", name, left[i], word)
			}
		}
		states = append(states, got)
	}
	if states[0] == states[1] {
		t.Errorf("light and dark are alike: %s", states[0])
	}
	for _, c := range complaints() {
		t.Error(c)
	}
}

// writePage writes the page, with what it loads, as a site has it.
func writePage(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="en"><meta charset="utf-8">`)
	b.WriteString(browsertest.Policy(t, false))
	for _, name := range []string{"css/10-tokens.css", "css/figures/mermaid.css", "js/load.js", "vendor/mermaid/mermaid.min.js", "js/mermaid.js"} {
		data, err := os.ReadFile(filepath.Join("../../theme", name))
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(name)
		if base == "load.js" {
			data = append(browsertest.Words(t), data...)
		}
		if err := os.WriteFile(filepath.Join(dir, base), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(base, ".css") {
			b.WriteString(`<link rel="stylesheet" href="` + base + `">`)
		} else {
			b.WriteString(`<script defer src="` + base + `"></script>`)
		}
	}
	for _, source := range left {
		b.WriteString(`<pre class="mermaid-source"><code>` + html.EscapeString(source) + "</code></pre>\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "later.css"), nil, 0o600); err != nil { // which load.js adds
		t.Fatal(err)
	}
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

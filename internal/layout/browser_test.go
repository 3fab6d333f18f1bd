package layout

import (
	"html/template"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"notesite/internal/browsertest"
	"notesite/internal/words"
	"notesite/theme"
)

// writePage writes the page of a graph, with what it loads, as a site has it.
func writePage(t *testing.T, dir string, g Graph) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`)
	b.WriteString(browsertest.Policy(t, false))
	write := func(name string, data []byte) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	styles, err := filepath.Glob("../../theme/css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	styles = append(styles, "../../theme/css/graph/graph.css")
	write("assets/later.css", nil)
	write("assets/words.js", browsertest.Words(t))
	for _, file := range append(styles, "../../theme/js/load.js", "../../theme/js/graph.js") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		base := "assets/" + filepath.Base(file)
		write(base, data)
		if strings.HasSuffix(base, ".css") {
			b.WriteString(`<link rel="stylesheet" href="` + base + `">`)
		}
	}
	var data strings.Builder
	if err := Encode(&data, g); err != nil {
		t.Fatal(err)
	}
	write("assets/graph-data.js", []byte(data.String()))
	for _, n := range g.Nodes {
		if len(g.Nodes) < 100 {
			write(n.URL, []byte("<title>"+n.Title+"</title>"))
		}
	}
	for _, name := range []string{"words", "load", "graph-data", "graph"} {
		b.WriteString(`<script src="assets/` + name + `.js" defer></script>`)
	}
	b.WriteString("<title>Graph</title><main>")

	type item struct {
		Text, Href string
		Count      int
		Children   []item
	}
	groups := map[string]*item{}
	page := struct {
		Title  string
		Groups []*item
	}{Title: "Graph"}
	for _, n := range g.Nodes {
		group := groups[n.Folder]
		if group == nil {
			group = &item{Text: n.Folder}
			groups[n.Folder] = group
			page.Groups = append(page.Groups, group)
		}
		group.Children = append(group.Children, item{Text: n.Title, Href: n.URL})
	}
	said, err := words.Read(theme.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	main, err := template.New("").Funcs(template.FuncMap{"say": said.Say}).ParseFiles("../../theme/graph.html")
	if err != nil {
		t.Fatal(err)
	}
	if err := main.ExecuteTemplate(&b, "main", page); err != nil {
		t.Fatal(err)
	}
	b.WriteString("</main></html>")
	write("graph.html", []byte(b.String()))
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "graph.html"))}).String()
}

// small is a graph with one node of each kind around another.
func small() Graph {
	g := Graph{
		Nodes: []Node{
			{URL: "event loop #1?.html", Title: "Event loop", Tags: []string{"node/core"}, Folder: "node"},
			{URL: "node/timers.html", Title: "Timers", Tags: []string{"node"}, Folder: "node"},
			{URL: "examples/loop.html", Title: "loop", Kind: Program, Folder: "examples"},
			{URL: "tags/node.html", Title: "#node", Kind: Tag},
			{URL: "assets/phases.png", Title: "<b>phases</b>.png", Kind: Attachment},
			{URL: "alone.html", Title: "Alone"},
			{URL: "node/事件.html", Title: "事件循环", Folder: "node"},
		},
		Edges: []Edge{{0, 1, Link}, {0, 2, Embed}, {0, 3, Tagged}, {0, 4, Embed}, {1, 6, Link}},
	}
	g.Place()
	return g
}

// TestBrowser opens the page of a graph from file:// and under the policy of
// theme/layout.html, and goes through it with keys, a search and a filter.
func TestBrowser(t *testing.T) {
	ctx := browsertest.New(t)
	complaints := browsertest.Complaints(t, ctx)
	if _, err := chromedp.Run(ctx, chromedp.Navigate(writePage(t, t.TempDir(), small()))); err != nil {
		t.Fatal(err)
	}
	eval := func(script string) string {
		t.Helper()
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(script, err)
		}
		return got
	}
	eval(`globalThis.canvas = document.querySelector('.graph-frame canvas')
		globalThis.said = () => document.querySelector('.graph-said').textContent
		globalThis.key = (key, more = {}) => String(canvas.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, ...more })))
		globalThis.field = (selector, value) => {
			const el = document.querySelector(selector)
			if (el.type === 'checkbox') el.checked = value
			else el.value = value
			el.dispatchEvent(new Event('input'))
			return said()
		}
		globalThis.painted = async () => {
			for (let i = 0; i < 20; i++) await new Promise(requestAnimationFrame)
			const copy = document.createElement('canvas')
			;[copy.width, copy.height] = [canvas.width, canvas.height]
			const context = copy.getContext('2d', { willReadFrequently: true })
			context.drawImage(canvas, 0, 0)
			const data = context.getImageData(0, 0, copy.width, copy.height).data
			return data.reduce((n, _, i) => n + (i % 4 === 3 && data[i] > 0 ? 1 : 0), 0)
		}
		''`)

	const draws = `painted().then(n => n > 500 ? 'drawn' : 'only ' + n + ' pixels')`
	for _, c := range []struct{ script, want string }{
		{draws, "drawn"},
		{`key('Tab')`, "true"}, // leaves the canvas: nothing is chosen
		{`key('Enter'); said()`, "Event loop, note, 4 links"},
		{`document.querySelector('.graph-here a').href.split('/').pop()`, "event%20loop%20%231%3F.html"},
		{`key('Tab'); said().replace(/^.*links?, /, '')`, "1 of 4 linked with Event loop"},
		{`key('Tab'); key('Tab'); key('Tab'); said().replace(/^.*links?, /, '')`, "4 of 4 linked with Event loop"},
		{`key('Tab')`, "true"},
		{`key('Tab', { shiftKey: true }); said().replace(/^.*links?, /, '')`, "3 of 4 linked with Event loop"},
		{`key('Escape'); said()`, "Nothing chosen"},
		{`key('Enter'); ['Left', 'Right', 'Up', 'Down'].map(way => {
			key('Arrow' + way)
			const there = said()
			if (there !== 'No link that way') key('Arrow' + { Left: 'Right', Right: 'Left', Up: 'Down', Down: 'Up' }[way])
			return there
		}).some(text => / 1 link| 2 links/.test(text)) ? 'walked' : said()`, "walked"},
		{`key('Escape'); field('.graph-find input', 'PHASES')`, "1 of 7 found"},
		{`document.querySelector('.graph-find input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true })); said()`, "<b>phases</b>.png, attachment, 1 link"},
		{`key('Escape'); field('.graph-find input', '')`, "7 of 7 shown"},
		{`field('.graph-kinds label:nth-of-type(3) input', false)`, "6 of 7 shown"},
		{`field('.graph-tagged select', 'node')`, "2 of 7 shown"}, // and what is tagged node/core
		{`field('.graph-tagged select', '')`, "6 of 7 shown"},
		{`field('.graph-folder select', 'node')`, "3 of 7 shown"},
		{`field('.graph-folder select', '')`, "6 of 7 shown"},
		{`key('+'); key('+'); key('ArrowLeft'); key('-'); document.querySelector('.graph-zoom button').click(); ` + draws, "drawn"},
		{`key('0'); canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: -100, cancelable: true })); ` + draws, "drawn"},
		{`key('q')`, "true"},
		{`key('+', { ctrlKey: true })`, "true"},
	} {
		if got := eval(c.script); got != c.want {
			t.Errorf("%s is %q, want %q", c.script, got, c.want)
		}
	}
	eval(`key('0'); field('.graph-find input', 'event'); document.querySelector('.graph-find input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true })); setTimeout(() => key('Enter')); ''`)
	if err := browsertest.Until(t, ctx, `document.title === "Event loop"`); err != nil {
		t.Errorf("Enter does not open the page: %v", err)
	}
	for _, c := range complaints() {
		t.Error(c)
	}
}

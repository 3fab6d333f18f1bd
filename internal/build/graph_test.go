package build

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"notesite/internal/browsertest"
)

// TestGraph uses the page of the graph of the project's own site, from file://:
// with the keyboard, in both schemes, and without scripts.
func TestGraph(t *testing.T) {
	r := newReader(t, ownSite(t))
	complaints := browsertest.Complaints(t, r.ctx)
	call(t, r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}},
	})
	prepare := func() {
		r.t.Helper()
		r.run(`globalThis.canvas = document.querySelector(".graph-frame canvas")
			globalThis.said = () => document.querySelector(".graph-said").textContent
			globalThis.painted = (...rgb) => {
				const { width, height } = canvas
				const copy = new OffscreenCanvas(width, height).getContext("2d")
				copy.drawImage(canvas, 0, 0)
				const { data } = copy.getImageData(0, 0, width, height)
				let n = 0
				for (let i = 0; i < data.length; i += 4) n += data[i + 3] > 200 && rgb.every((c, k) => Math.abs(c - data[i + k]) < 12) ? 1 : 0
				return n
			}`)
	}

	r.open("graph.html")
	prepare()
	r.is("notes are drawn", `painted(11, 110, 127) > 1000`)
	r.is("and programs", `painted(163, 72, 15) > 300`)
	r.is("as wide as the page", `canvas.clientWidth > 900 && canvas.width === Math.round(canvas.clientWidth * devicePixelRatio)`)
	r.run(`document.documentElement.dataset.scheme = "dark"`)
	r.is("in the colours that a reader chooses", `painted(92, 195, 211) > 1000 && painted(11, 110, 127) === 0`)
	r.run(`delete document.documentElement.dataset.scheme`)
	r.is("and back", `painted(11, 110, 127) > 1000`)
	call(t, r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
	r.is("in those of the system", `painted(92, 195, 211) > 1000`)

	r.run(`document.querySelector(".graph-find input").focus()`)
	r.press("event loop")
	r.is("the search finds titles", `/^[2-9] of \d+ found$/.test(said())`)
	r.press(kb.ArrowDown)
	r.is("an arrow chooses the best", `/^Event loop, note, \d+ links, 1 of \d found$/.test(said())`)
	r.press(kb.ArrowDown)
	r.is("and goes on", `/, 2 of \d found$/.test(said())`)
	r.press(kb.ArrowUp)
	r.press(kb.Enter)
	r.is("Enter goes to the graph", `document.activeElement === canvas && said().startsWith("Event loop, note")`)
	r.is("where its name is a link", `document.querySelector(".graph-here a").href === new URL("event-loop.html", location.href).href`)
	r.press(kb.Tab)
	r.is("Tab goes to its neighbours", `/, 1 of \d+ linked with Event loop$/.test(said())`)
	r.press(kb.Tab)
	r.is("one after the other", `/, 2 of \d+ linked with Event loop$/.test(said())`)
	r.run(`globalThis.before = said()`)
	r.press(kb.ArrowUp)
	r.press(kb.ArrowLeft)
	r.press(kb.ArrowDown)
	r.is("arrows go on from there", `said() !== before && !said().includes("Event loop, note")`)

	r.run(`document.querySelector(".graph-kinds input").focus()`)
	r.run(`globalThis.shown = () => Number(/^(\d+) of (\d+) /.exec(said())?.[1])`)
	r.run(`{ const input = document.querySelector(".graph-find input"); input.value = ""; input.dispatchEvent(new Event("input")) }`)
	r.is("all is shown", `shown() > 90`)
	r.press(" ")
	r.is("without notes less", `shown() < 50 && painted(92, 195, 211) === 0`)
	r.press(" ")
	r.is("and again", `shown() > 90`)
	r.run(`{ const tags = document.querySelector(".graph-tagged select"); tags.value = "runtime"; tags.dispatchEvent(new Event("input")) }`)
	r.is("those with a tag", `shown() > 3 && shown() < 50`)

	// From a page to its place in the graph, and back by Enter.
	r.open("event-loop.html")
	browsertest.Do(t, r.ctx, chromedp.Click(`.around p a`))
	r.is("the page that it came from is chosen", `document.querySelector(".graph-here a")?.textContent === "Event loop"`)
	r.run(`document.querySelector(".graph-frame canvas").focus()`)
	r.press(kb.Enter)
	r.is("Enter opens it", `document.querySelector("h1")?.textContent === "Event loop"`)

	call(t, r.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	r.open("graph.html")
	r.is("without scripts there is the list and nothing else", `(() => {
		const links = [...document.querySelectorAll(".graph-list a")]
		return links.length > 90 && links.every(a => a.getClientRects().length) && !document.querySelector(".graph").getClientRects().length
			&& !document.querySelector(".graph-list > summary").getClientRects().length
	})()`)
	for _, c := range complaints() {
		t.Error(c)
	}
}

// TestAround looks at the picture of what is around a page: where it stands,
// and that keys go through it.
func TestAround(t *testing.T) {
	r := newReader(t, ownSite(t))
	call(t, r.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	const boxes = `(() => {
		scrollTo(0, document.documentElement.scrollHeight)
		const box = s => document.querySelector(s).getBoundingClientRect()
		const [around, from, text] = [box(".around"), box(".linked-from"), box(".text")]
		const contents = document.querySelector(".margin .contents")?.getBoundingClientRect()
		`
	for _, page := range []string{"event-loop.html", "node.js.html", "examples/loop.html"} {
		browsertest.Do(t, r.ctx, chromedp.EmulateViewport(1440, 900))
		r.open(page)
		r.is(page+": beside what links here, below the contents", boxes+`
			const labels = [...document.querySelectorAll(".around text")].map(el => el.getBoundingClientRect())
			return around.left >= document.querySelector(".linked-from li").getBoundingClientRect().right && Math.abs(around.top - from.top) < 80 && around.top >= text.bottom
				&& (!contents || contents.bottom <= around.top) && labels.every(b => b.left > from.left && b.right < innerWidth)
		})()`)
		browsertest.Do(t, r.ctx, chromedp.EmulateViewport(390, 900))
		r.is(page+": on a phone between the two", boxes+`
			return around.top >= text.bottom && around.bottom <= from.top && around.right <= innerWidth
				&& [...document.querySelectorAll(".around text")].every(el => el.getBoundingClientRect().right < innerWidth)
		})()`)
	}
	call(t, r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	r.is("not on paper", `!document.querySelector(".around").getClientRects().length`)
	call(t, r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	browsertest.Do(t, r.ctx, chromedp.EmulateViewport(1440, 900))
	r.run(`document.querySelector(".around a").focus()`)
	r.press(kb.Tab)
	r.is("Tab goes on", `document.activeElement === document.querySelectorAll(".around a")[1]`)
	r.press(kb.Enter)
	r.is("and Enter opens", `!location.pathname.endsWith("/examples/loop.html") && !!document.querySelector("h1")`)
}

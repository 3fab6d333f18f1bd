package build

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"notesite/internal/browsertest"
)

// A reader is a tab of a browser at a desk, on a built site.
type reader struct {
	t   *testing.T
	ctx context.Context
	out string
}

// newReader builds a site and opens a browser for it.
func newReader(t *testing.T, cfg Config) *reader {
	t.Helper()
	ctx := browsertest.New(t)
	mustBuild(t, cfg)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1440, 900))
	return &reader{t, ctx, cfg.Out}
}

// open goes to a page, with a fragment or not.
func (r *reader) open(page string) {
	r.t.Helper()
	browsertest.Do(r.t, r.ctx, chromedp.Navigate("about:blank"))
	file, fragment, _ := strings.Cut(page, "#")
	url := fileURL(filepath.Join(r.out, filepath.FromSlash(file)))
	if fragment != "" {
		url += "#" + fragment
	}
	browsertest.Do(r.t, r.ctx, chromedp.Navigate(url))
}

// press presses a key, as a keyboard does.
func (r *reader) press(key string) {
	r.t.Helper()
	browsertest.Do(r.t, r.ctx, chromedp.KeyEvent(key))
}

// run runs a script, whatever it returns.
func (r *reader) run(script string) {
	r.t.Helper()
	browsertest.Do(r.t, r.ctx, chromedp.Evaluate[any](script+";0"))
}

// is waits until an expression is true.
func (r *reader) is(what, expression string) {
	r.t.Helper()
	if err := browsertest.Until(r.t, r.ctx, expression); err != nil {
		r.t.Errorf("not so: %s: %v", what, err)
	}
}

// outlast waits until a timer of the page has run that is set now, and so all
// that were set before and wait no longer.
func (r *reader) outlast(milliseconds int) {
	r.t.Helper()
	browsertest.Do(r.t, r.ctx, chromedp.Evaluate[any](
		fmt.Sprintf("new Promise(resolve => setTimeout(() => resolve(0), %d))", milliseconds), chromedp.EvalAwaitPromise))
}

// point moves the pointer to the middle of an element.
func (r *reader) point(selector string) {
	r.t.Helper()
	at := browsertest.Do(r.t, r.ctx, chromedp.Evaluate[[]float64](fmt.Sprintf(`(() => {
		const el = document.querySelector(%q)
		const seen = el.getBoundingClientRect()
		if (seen.top < 0 || seen.bottom > innerHeight) el.scrollIntoView({ block: "center" })
		const box = el.getClientRects()[0]
		return [box.x + box.width / 2, box.y + box.height / 2]
	})()`, selector)))
	browsertest.Do(r.t, r.ctx, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
}

const (
	cardShown  = `!!document.querySelector(".preview:popover-open")`
	cardHidden = `!document.querySelector(".preview:popover-open")`
)

// cardSays is whether the card holds a text.
func cardSays(text string) string {
	return fmt.Sprintf(`(document.querySelector(".preview:popover-open")?.textContent.includes(%q) ?? false)`, text)
}

// TestPreviews shows cards at links: by pointer and keyboard, of other pages
// and of this one, and none of what can be seen.
func TestPreviews(t *testing.T) {
	r := newReader(t, ownSite(t))
	complaints := browsertest.Complaints(t, r.ctx)

	r.open("event-loop.html")
	const libuv = `.text a[href="libuv.html"]`
	r.point(libuv)
	r.is("a card with title and text", cardSays("libuvlibuv is the C library in which Node.js has its"))
	r.is("its URLs are whole", `document.querySelector(".preview a").href === new URL("node.js.html", location.href).href`)
	r.is("the link is described", `document.getElementById(document.querySelector('`+libuv+`').getAttribute("aria-describedby")).textContent.startsWith("libuv is")`)
	r.is("it stands at the link", `(() => {
		const [card, link] = [".preview", '`+libuv+`'].map(s => document.querySelector(s).getBoundingClientRect())
		return Math.abs(card.top - link.bottom) < 8 && card.right <= innerWidth && card.left <= link.right
	})()`)
	r.point(".preview p")
	r.outlast(500)
	r.is("it stays under the pointer", cardShown)
	r.press(kb.Escape)
	r.is("Escape closes it", cardHidden)
	r.point("h1")
	r.point(libuv)
	r.is("it comes again", cardShown)
	r.point("h1")
	r.is("it goes when the pointer leaves", cardHidden)

	r.open("syntax.html")
	r.run(`document.querySelector('.text a[href="event-loop.html#phases"]').focus()`)
	r.press(kb.Tab)
	r.is("the next link has the focus", `document.activeElement.matches('[href$="blocking.html#%5Edefinition"], [href$="blocking.html#^definition"]')`)
	r.is("the keyboard shows a block", cardSays("BlockingA call is blocking when"))
	r.press(kb.Escape)
	r.is("Escape closes it", cardHidden+` && document.activeElement.matches("a") && !document.activeElement.hasAttribute("aria-describedby")`)

	// What is on the page comes from the page, and not at all while it is seen.
	r.press(kb.Tab)
	r.is("a link to this page", `document.activeElement.getAttribute("href") === "#embeds"`)
	r.is("a section from below", cardSays("Embeds"))
	r.run(`document.getElementById("embeds").scrollIntoView({ block: "center" })`)
	r.press(kb.Escape)
	r.run(`document.activeElement.blur()`)
	r.run(`(() => { const link = document.querySelector('.text a[href="#embeds"]'); document.getElementById("embeds").before(link); link.focus() })()`)
	r.outlast(500)
	r.is("none of what is seen", cardHidden)

	browsertest.Do(t, r.ctx, chromedp.EmulateViewport(900, 700))
	r.open("event-loop.html")
	r.point(".footnote-ref")
	r.is("a footnote that is far down", cardSays("Before 1.45 a turn began with the timers."))
	r.is("without its way back", `!document.querySelector(".preview .footnote-back")`)

	browsertest.Do(t, r.ctx, chromedp.EmulateViewport(1440, 900))
	r.open("examples/loop.html")
	r.point(`a.name[href="internal/loop.html#loop.go-L36"]`)
	r.is("a name shows its signature and its code", cardSays("func loop.New() *loop.Loop")+" && "+cardSays("func New() *Loop {"))
	r.is("and nothing twice", `getComputedStyle(document.querySelector("a.previewing"), "::after").content === "none"`)
	r.press(kb.Escape)
	r.point(`a.name[href="#main.go-L129"]`)
	r.is("a name of this page shows its lines", cardSays("func dial() (net.Conn, error) {")+` && document.querySelectorAll(".preview .line").length > 2`)
	for _, c := range complaints() {
		t.Error(c)
	}
}

// TestHeadingLink copies the address of a section.
func TestHeadingLink(t *testing.T) {
	r := newReader(t, ownSite(t))
	r.open("event-loop.html")
	r.run(`Object.defineProperty(navigator, "clipboard", { value: { writeText: async text => { window.copied = text } } })`)
	r.run(`document.querySelector("#when-it-ends .anchor").focus()`)
	r.press(kb.Enter)
	r.is("the address is copied", `window.copied === location.href && location.hash === "#when-it-ends"`)
	r.is("it is said", `document.querySelector(".copy-status").textContent === "Copied the link"`)
	r.is("an output can be copied", `!!document.querySelector(".output .copy")`)
}

// TestContentsFollow marks in the contents what is being read.
func TestContentsFollow(t *testing.T) {
	r := newReader(t, ownSite(t))
	r.open("event-loop.html")
	current := func(want string) {
		t.Helper()
		r.is(want+" is marked", fmt.Sprintf(
			`[...document.querySelectorAll(".margin [aria-current]")].map(a => a.getAttribute("href")).join() === %q`, want))
	}
	r.is("the top is no section", `!document.querySelector(".margin [aria-current]")`)
	r.run(`document.getElementById("how-long-it-waits").scrollIntoView()`)
	current("#how-long-it-waits")
	r.run(`scrollTo(0, document.body.scrollHeight)`)
	current("#sources")
	r.run(`scrollTo(0, 0)`)
	current("")
}

// TestReadingSettings chooses colours, width and size with the keyboard, and
// finds them on the next page, before it is shown.
func TestReadingSettings(t *testing.T) {
	r := newReader(t, ownSite(t))
	complaints := browsertest.Complaints(t, r.ctx)
	system := func(scheme string) {
		call(t, r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
	}
	ground := func(what, rgb string) {
		t.Helper()
		r.is(what, fmt.Sprintf(`getComputedStyle(document.documentElement).backgroundColor === %q`, rgb))
	}
	const light, dark = "rgb(253, 252, 249)", "rgb(21, 21, 23)"
	system("dark")
	r.open("event-loop.html")
	ground("dark as the system", dark)
	system("light")
	ground("light as the system", light)
	word := browsertest.Do(t, r.ctx, chromedp.Evaluate[string](`getComputedStyle(document.querySelector("pre .kd")).color`))

	r.run(`document.querySelector(".reading-open").focus()`)
	r.press(kb.Enter)
	r.is("the menu is open", `document.querySelector(".reading").matches(":popover-open")`)
	r.press(kb.Tab)
	r.press(kb.ArrowLeft)
	ground("dark as chosen", dark)
	r.is("code too", fmt.Sprintf(`getComputedStyle(document.querySelector("pre .kd")).color !== %q`, word))
	r.is("and the browser's bar", `[...document.querySelectorAll('meta[name="theme-color"]')].map(m => m.content + m.media).join() === "#fdfcf9not all,#151517all"`)
	r.press(kb.Tab)
	r.press(kb.ArrowRight)
	r.press(kb.Tab)
	r.press(kb.ArrowRight)
	r.press(kb.Escape)
	r.is("Escape closes the menu", `!document.querySelector(".reading").matches(":popover-open") && document.activeElement.matches(".reading-open")`)

	r.open("libuv.html")
	r.is("the next page knows", `JSON.stringify({ ...document.documentElement.dataset }) === '{"scheme":"dark","width":"wide","text":"large"}'`)
	ground("and is dark", dark)
	r.is("and larger", `getComputedStyle(document.documentElement).fontSize === "18px"`)
	call(t, r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	ground("paper is white", "rgb(255, 255, 255)")
	call(t, r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})

	call(t, r.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	system("dark")
	r.open("libuv.html")
	ground("without scripts it is as the system", dark)
	call(t, r.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})

	// Where nothing can be kept, a choice holds for the page.
	system("light")
	r.open("libuv.html")
	r.run(`Object.defineProperty(window, "localStorage", { get() { throw new Error("refused") } })`)
	r.run(`notesite.choose("scheme", "light")`)
	ground("light as chosen", light)
	r.run(`notesite.choose("scheme", "")`)
	r.is("as the system again", `!document.documentElement.dataset.scheme`)
	for _, c := range complaints() {
		t.Error(c)
	}
}

// TestZoom enlarges a picture and a diagram that are wider than their place.
func TestZoom(t *testing.T) {
	r := newReader(t, write(t, "-- notes/a.md --\n![[wide.svg]]\n\n![[wide.svg|small|100]]\n\n![[thin.svg]]\n\n```mermaid\nflowchart LR\n"+
		"  a[One long name]-->b[Another long name]-->c[A third long name]-->d[A fourth long name]-->e[A fifth long name]\n```\n"+
		"-- notes/wide.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1300\" height=\"300\"><rect width=\"1300\" height=\"300\"/></svg>\n"+
		"-- notes/thin.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"50\" height=\"30\"/>\n"))
	r.open("a.html")
	r.is("only what is wider", `[...document.querySelectorAll(".text img, .mermaid-frame")].map(f => f.classList.contains("zoomable")).join() === "true,true,false,true"`)
	r.run(`document.querySelector("main").append("end")`)
	height := browsertest.Do(t, r.ctx, chromedp.Evaluate[float64](`document.documentElement.scrollHeight`))
	for _, figure := range []string{".text img", ".mermaid-frame"} {
		r.run(fmt.Sprintf(`document.querySelector(%q).focus()`, figure))
		// The letter apart from the key, as chromedp sends it, would press Close.
		r.run(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }))`)
		r.is(figure+" fits into the window", `(() => {
			const box = document.querySelector("dialog.zoom[open] :is(img, svg)")?.getBoundingClientRect()
			return !!box && box.width > 700 && box.right <= innerWidth && box.bottom <= innerHeight
		})()`)
		r.is("nothing moved under it", fmt.Sprintf(`Math.abs(document.documentElement.scrollHeight - %v) < 1`, height))
		r.press(kb.Escape)
		r.is("Escape closes, and the focus is back", fmt.Sprintf(
			`!document.querySelector("dialog.zoom[open]") && document.activeElement === document.querySelector(%q)`, figure))
	}
	browsertest.Do(t, r.ctx, chromedp.Click(".text img"))
	r.is("a click opens", `!!document.querySelector("dialog.zoom[open] img")`)
	browsertest.Do(t, r.ctx, chromedp.Click("dialog.zoom img"))
	r.is("a click closes", `!document.querySelector("dialog.zoom[open]")`)
}

// TestSidenotes sets footnotes beside the text where there is room.
func TestSidenotes(t *testing.T) {
	long := strings.Repeat("Some words of a text. ", 120)
	r := newReader(t, write(t, "-- notes/a.md --\n## One\n"+long+"[^1] and[^2]\n\n## Two\n"+long+"\n\n"+long+"\n\n[^1]: The first note, of some words.\n[^2]: The second.\n"+
		"-- notes/b.md --\nShort.[^1]\n\n[^1]: "+long+"\n"))
	const beside = `(() => {
		const [a, b] = [...document.querySelectorAll(".footnotes li")].map(li => li.getBoundingClientRect())
		const [one, two] = [...document.querySelectorAll(".footnote-ref")].map(ref => ref.getBoundingClientRect())
		const text = document.querySelector(".text p").getBoundingClientRect()
		return a.left > text.right && Math.abs(a.top - one.top) < 30 && b.top >= a.bottom && b.top < two.top + 150
	})()`
	r.open("a.html")
	r.is("each stands beside its number, none over another", beside)
	r.run(`document.querySelector(".footnotes li").scrollIntoView()`)
	r.is("the contents give way", `getComputedStyle(document.querySelector(".margin .contents")).opacity === "0"`)
	r.run(`scrollTo(0, 0)`)
	r.is("and come back", `getComputedStyle(document.querySelector(".margin .contents")).opacity === "1"`)
	browsertest.Do(t, r.ctx, chromedp.EmulateViewport(900, 900))
	r.is("where there is none they are a list at the end", `(() => {
		const note = document.querySelector(".footnotes li")
		return getComputedStyle(note).position !== "absolute" && note.getBoundingClientRect().top > document.querySelector("h2#two").getBoundingClientRect().top
	})()`)
	browsertest.Do(t, r.ctx, chromedp.EmulateViewport(1440, 900))
	r.is("and back", beside)
	r.open("b.html")
	r.is("a note that is longer than the text stays below it", `getComputedStyle(document.querySelector(".footnotes li")).position !== "absolute"`)
}

// TestExplorer opens folders that the page does not hold, and finds them open on
// the next page.
func TestExplorer(t *testing.T) {
	archive := "-- notes/index.md --\nHome.\n-- notes/a/deep/x.md --\nX.\n-- notes/b/y.md --\nY.\n"
	for i := range 40 {
		archive += fmt.Sprintf("-- notes/b/n%02d.md --\n", i)
	}
	r := newReader(t, write(t, archive))
	complaints := browsertest.Complaints(t, r.ctx)
	r.open("b/n20.html")
	const listed = `[...document.querySelectorAll(".explorer li > a")].filter(a => a.checkVisibility()).map(a => a.textContent)`
	r.is("some of the folder is in the page", `document.querySelectorAll(".explorer ul ul li:not(.more)").length === 25`)
	r.run(`document.querySelector(".explorer summary").focus()`)
	r.press(kb.Enter)
	r.is("all of it is shown", listed+`.length === 43`)
	r.is("and where the reader is", `document.querySelector(".explorer [aria-current=page]").textContent === "n20"`)
	r.press(kb.Tab)
	r.is("a folder's button", `document.activeElement.getAttribute("aria-label") === "Open a" && document.activeElement.getAttribute("aria-expanded") === "false"`)
	r.press(kb.Enter)
	r.is("what is in it", listed+`.includes("deep")`)
	browsertest.Do(t, r.ctx, chromedp.Click(`.explorer .folder .folder > button`))
	r.is("and below", listed+`.includes("x")`)
	r.run(`[...document.querySelectorAll(".explorer a")].find(a => a.textContent === "x").click()`)
	r.is("on the next page it is open", `location.pathname.endsWith("/a/deep/x.html") && `+listed+`.includes("x")`)
	browsertest.Do(t, r.ctx, chromedp.Click(`.explorer .folder > button[aria-expanded=true]`))
	r.is("and can be closed", "!"+listed+`.includes("deep")`)
	for _, c := range complaints() {
		t.Error(c)
	}

	call(t, r.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	r.open("b/n20.html")
	browsertest.Do(t, r.ctx, chromedp.Click(`.explorer summary`))
	r.is("without scripts it is there", listed+`.length === 27`)
}

// TestSpeculation points at a link, which has the browser fetch the page, before
// a click asks for it.
func TestSpeculation(t *testing.T) {
	r := newReader(t, write(t, "-- notes/index.md --\n[[Next]]\n-- notes/Next.md --\nText.\n"))
	fetched := make(chan string, 10)
	files := http.FileServer(http.Dir(r.out))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if strings.HasPrefix(q.Header.Get("Sec-Purpose"), "prefetch") {
			fetched <- q.URL.Path
		}
		files.ServeHTTP(w, q)
	}))
	t.Cleanup(server.Close)
	complaints := browsertest.Complaints(t, r.ctx)
	browsertest.Do(t, r.ctx, chromedp.Navigate(server.URL+"/index.html"))
	r.point(`.text a[href="next.html"]`)
	select {
	case path := <-fetched:
		if path != "/next.html" {
			t.Errorf("fetched %s", path)
		}
	case <-time.After(10 * time.Second):
		t.Error("the page is not fetched")
	}
	for _, c := range complaints() {
		t.Error(c)
	}
}

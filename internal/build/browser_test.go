package build

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"notesite/internal/browsertest"
)

var screenshots = flag.String("screenshots", "", "write a picture of each page looked at into this `folder`")

// looked are the pages that a browser looks at: one of each kind.
var looked = []string{
	"index.html", "event-loop.html", "syntax.html", "fork.html", "tags/index.html", "tags/runtime.html",
	"examples/index.html", "examples/loop.html", "processes.canvas.html", "graph.html", "404.html",
}

// TestBrowser opens the project's own site from file:// in a real browser,
// on a desk and on a phone, light and dark: the style sheet applies, nothing
// is refused by the page's own policy, and no page is wider than its window.
func TestBrowser(t *testing.T) {
	ctx := browsertest.New(t)
	cfg := ownSite(t)
	mustBuild(t, cfg)
	complaints := browsertest.Complaints(t, ctx)
	for _, screen := range []struct {
		name          string
		width, height int64
		scheme        string
	}{
		{"desk-light", 1440, 900, "light"},
		{"desk-dark", 1440, 900, "dark"},
		{"phone-light", 390, 844, "light"},
		{"phone-dark", 390, 844, "dark"},
		{"tablet-light", 900, 1100, "light"},
	} {
		t.Run(screen.name, func(t *testing.T) {
			browsertest.Do(t, ctx, chromedp.EmulateViewport(screen.width, screen.height))
			call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: screen.scheme}},
			})
			for _, page := range looked {
				browsertest.Do(t, ctx, chromedp.Navigate(fileURL(filepath.Join(cfg.Out, filepath.FromSlash(page)))))
				got := browsertest.Do(t, ctx, chromedp.Evaluate[string](`JSON.stringify([
					document.documentElement.scrollWidth > innerWidth ? "wider than the window" : "",
					document.styleSheets.length && getComputedStyle(document.body).marginTop === "0px" ? "" : "no style sheet",
					matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
				])`))
				if want := fmt.Sprintf(`["","",%q]`, screen.scheme); got != want {
					t.Errorf("%s: %s", page, got)
				}
				if *screenshots != "" {
					shoot(t, ctx, screen.name+"-"+strings.ReplaceAll(strings.TrimSuffix(page, ".html"), "/", "-"))
				}
			}
		})
	}
	for _, c := range complaints() {
		t.Error(c)
	}
}

// TestTabs turns to a program's twin and back without any script.
func TestTabs(t *testing.T) {
	ctx := browsertest.New(t)
	cfg := ownSite(t)
	mustBuild(t, cfg)
	call(t, ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	browsertest.Do(t, ctx, chromedp.Navigate(fileURL(filepath.Join(cfg.Out, "event-loop.html"))))
	shown := func(kind string) bool {
		return browsertest.Do(t, ctx, chromedp.Evaluate[bool](fmt.Sprintf(
			`getComputedStyle(document.querySelector(".program .panel-%s")).display !== "none"`, kind)))
	}
	if !shown("source") || shown("twin") {
		t.Error("the page does not begin with the Go source")
	}
	browsertest.Do(t, ctx, chromedp.Click(`.program .tabs label[title="main.cjs"]`))
	if shown("source") || !shown("twin") {
		t.Error("the twin's tab does not show it")
	}
}

func call[P, R any](t *testing.T, ctx context.Context, cmd cdp.Command[P, R], params P) R {
	t.Helper()
	r, err := chromedp.Call(ctx, cmd, params)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	picture := browsertest.Do(t, ctx, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

func fileURL(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		panic(err)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String()
}

// TestProgramPage uses the page of a program as a reader does: names tell what
// they mean where they are reached with the Tab key, without any script, and
// lines are chosen by their numbers.
func TestProgramPage(t *testing.T) {
	ctx := browsertest.New(t)
	cfg := ownSite(t)
	mustBuild(t, cfg)
	page := fileURL(filepath.Join(cfg.Out, "examples", "loop.html"))
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1440, 900))

	call(t, ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	browsertest.Do(t, ctx, chromedp.Navigate(page+"#main.go-L20"))
	told := `(() => {
		const name = document.activeElement
		const tip = getComputedStyle(name, "::after")
		return name.className + " " + name.textContent + " " + tip.position + " " + tip.content
	})()`
	tell := func(name string) string {
		t.Helper()
		for range 60 {
			browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Tab))
			if got := browsertest.Do(t, ctx, chromedp.Evaluate[string](told)); strings.HasPrefix(got, "name "+name+" ") {
				return got
			}
		}
		t.Fatalf("the name %s is not reached", name)
		return ""
	}
	if got := tell("Println"); !strings.HasPrefix(got, `name Println fixed "func fmt.Println(a ...any) (n int, err error)\a Println formats `) {
		t.Errorf("a name of the standard library tells %s", got)
	}
	if got := tell("NewHandle"); !strings.Contains(got, "func (*loop.Loop).NewHandle() *loop.Handle") {
		t.Errorf("a name of a program tells %s", got)
	}
	call(t, ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})

	browsertest.Do(t, ctx, chromedp.Navigate("about:blank"))
	browsertest.Do(t, ctx, chromedp.Navigate(page+"#main.go-L61-L66"))
	chosen := `[...document.querySelectorAll(".chosen")].map(line => line.id).join(" ") + " " + (scrollY > 0) + " " + location.hash`
	const six = "main.go-L61 main.go-L62 main.go-L63 main.go-L64 main.go-L65 main.go-L66 true "
	if got := browsertest.Do(t, ctx, chromedp.Evaluate[string](chosen)); got != six+"#main.go-L61-L66" {
		t.Errorf("the address chooses %s", got)
	}
	at := func(line int) (x, y float64) {
		t.Helper()
		box := browsertest.Do(t, ctx, chromedp.Evaluate[[]float64](fmt.Sprintf(
			`(b => [b.x + 5, b.y + 5])(document.getElementById("main.go-L%d").getBoundingClientRect())`, line)))
		return box[0], box[1]
	}
	x, y := at(64)
	browsertest.Do(t, ctx, chromedp.MouseClickXY(x, y))
	if got := browsertest.Do(t, ctx, chromedp.Evaluate[string](chosen)); got != "main.go-L64 true #main.go-L64" {
		t.Errorf("a click chooses %s", got)
	}
	x, y = at(62)
	browsertest.Do(t, ctx, chromedp.MouseClickXY(x, y, chromedp.ButtonModifiers(chromedp.ModifierShift)))
	if got := browsertest.Do(t, ctx, chromedp.Evaluate[string](chosen)); got != "main.go-L62 main.go-L63 main.go-L64 true #main.go-L62-L64" {
		t.Errorf("a click with Shift chooses %s", got)
	}
}

// TestCopy copies a program that is told passage by passage: all of its file,
// as it is, and a fence.
func TestCopy(t *testing.T) {
	ctx := browsertest.New(t)
	cfg := ownSite(t)
	mustBuild(t, cfg)
	catch := `(() => {
		window.copied = []
		Object.defineProperty(navigator, "clipboard", { value: { writeText: async text => { window.copied.push(text) } } })
	})()`
	press := func(page, button string) string {
		t.Helper()
		browsertest.Do(t, ctx, chromedp.Navigate(fileURL(filepath.Join(cfg.Out, filepath.FromSlash(page)))))
		browsertest.Do(t, ctx, chromedp.Evaluate[any](catch))
		browsertest.Do(t, ctx, chromedp.Evaluate[any](fmt.Sprintf(`document.querySelector(%q).focus()`, button)))
		browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Enter))
		browsertest.Do(t, ctx, chromedp.WaitVisible(`//*[@role="status"][contains(., "Copied")]`))
		return browsertest.Do(t, ctx, chromedp.Evaluate[string](`window.copied.join("|")`))
	}
	want, err := os.ReadFile(filepath.Join(repository, "examples", "loop", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	if got := press("examples/loop.html", ".walk > .copy"); got != string(want) {
		t.Errorf("the program is copied as\n%s", got)
	}
	want, err = os.ReadFile(filepath.Join(repository, "examples", "loop", "main.cjs"))
	if err != nil {
		t.Fatal(err)
	}
	if got := press("examples/loop.html", ".panel-twin .copy"); got != string(want) {
		t.Errorf("the twin is copied as\n%s", got)
	}
	const fence = `.code[data-lang="go"]`
	if got := press("syntax.html", fence+" .copy"); !strings.Contains(got, "\n") || strings.Contains(got, "Copy") || strings.Contains(got, "<span") {
		t.Errorf("a fence is copied as %q", got)
	}
}

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
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"

	"notesite/internal/browsertest"
)

var screenshots = flag.String("screenshots", "", "write a picture of each page looked at into this `folder`")

// looked are the pages that a browser looks at: one of each kind.
var looked = []string{
	"index.html", "event-loop.html", "syntax.html", "fork.html", "tags/index.html", "tags/runtime.html",
	"examples/index.html", "examples/loop.html", "processes.canvas.html", "404.html",
}

// TestBrowser opens the project's own site from file:// in a real browser,
// on a desk and on a phone, light and dark: the style sheet applies, nothing
// is refused by the page's own policy, and no page is wider than its window.
func TestBrowser(t *testing.T) {
	ctx := browsertest.New(t)
	cfg := ownSite(t)
	mustBuild(t, cfg)
	complaints := watchLog(t, ctx)
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
			do(t, ctx, chromedp.EmulateViewport(screen.width, screen.height))
			call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: screen.scheme}},
			})
			for _, page := range looked {
				do(t, ctx, chromedp.Navigate(fileURL(filepath.Join(cfg.Out, filepath.FromSlash(page)))))
				got := do(t, ctx, chromedp.Evaluate[string](`JSON.stringify([
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
	do(t, ctx, chromedp.Navigate(fileURL(filepath.Join(cfg.Out, "event-loop.html"))))
	shown := func(kind string) bool {
		return do(t, ctx, chromedp.Evaluate[bool](fmt.Sprintf(
			`getComputedStyle(document.querySelector(".program .panel-%s")).display !== "none"`, kind)))
	}
	if !shown("source") || shown("twin") {
		t.Error("the page does not begin with the Go source")
	}
	do(t, ctx, chromedp.Click(`.program .tabs label[title="main.cjs"]`))
	if shown("source") || !shown("twin") {
		t.Error("the twin's tab does not show it")
	}
}

func do[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func call[P, R any](t *testing.T, ctx context.Context, cmd cdp.Command[P, R], params P) R {
	t.Helper()
	r, err := chromedp.Call(ctx, cmd, params)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// watchLog collects what the browser complains of: refused styles and
// scripts, files that are not there.
func watchLog(t *testing.T, ctx context.Context) func() []string {
	t.Helper()
	call(t, ctx, log.Enable, cdp.Empty{})
	found := make(chan string, 1000)
	err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*log.EventEntryAdded); ok {
			select {
			case found <- fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL):
			default:
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() []string {
		var all []string
		for {
			select {
			case s := <-found:
				all = append(all, s)
			default:
				return all
			}
		}
	}
}

func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	picture := do(t, ctx, chromedp.FullScreenshot(100))
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

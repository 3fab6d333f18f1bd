// Package browsertest opens pages in a real headless Chromium, for tests.
//
// [New] starts a browser for one test. On a machine without Chromium the
// test is skipped, saying so; where CI=true it fails instead. [Do] has the
// browser do something, [Until] waits for something, and [Complaints] tells what
// the browser did not like. [Policy] and [Words] are what pages of a site have, for
// the pages that a test makes.
package browsertest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"

	"notesite/internal/words"
	"notesite/theme"
)

// names are what Chromium is called where.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// timeout bounds what one test does with a browser.
const timeout = 2 * time.Minute

// New returns a chromedp context with a tab of a new browser, which ends
// with the test.
func New(t *testing.T) context.Context {
	t.Helper()
	path := find()
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Chromium on this machine; CI needs one (Debian: apt-get install chromium)")
		}
		t.Skip("no Chromium on this machine (Debian: apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-sync", true),
	)
	ctx, cancelTime := context.WithTimeout(context.Background(), timeout)
	ctx, cancelAlloc := chromedp.NewExecAllocator(ctx, options...)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		// Waits until the browser is gone, so that its folder can be removed.
		_ = chromedp.Cancel(ctx)
		cancel()
		cancelAlloc()
		cancelTime()
	})
	return ctx
}

// Do runs an action in a browser of [New] and returns its result. The test ends
// where that fails.
func Do[V any](t testing.TB, ctx context.Context, action chromedp.Action[V]) V {
	t.Helper()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Until waits for an expression to be true, frame by frame, though the page may
// be left for another meanwhile. It returns an error if it does not become so.
func Until(t testing.TB, ctx context.Context, expression string) error {
	t.Helper()
	var err error
	for range 3 { // a wait ends with the page
		if _, err = chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(10*time.Second))); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%s: %w", expression, err)
}

// Complaints collects what the browser complains of from now on: refused styles
// and scripts, files that are not there. It returns what returns them.
func Complaints(t testing.TB, ctx context.Context) func() []string {
	t.Helper()
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
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

// Policy returns the Content-Security-Policy of the theme's pages as an element for
// the head: that of pages with programs, if they have some, else that of all others.
func Policy(t testing.TB, programs bool) string {
	t.Helper()
	layout, err := fs.ReadFile(theme.FS, "layout.html")
	if err != nil {
		t.Fatal(err)
	}
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`).FindString(string(layout))
	if !strings.Contains(policy, "default-src 'self'") {
		t.Fatal("no policy in layout.html")
	}
	if !programs {
		policy = regexp.MustCompile(`{{if.*?{{end}}`).ReplaceAllString(policy, "")
	}
	return regexp.MustCompile(`{{.*?}}`).ReplaceAllString(policy, "")
}

// Words returns a script with what scripts of the theme say, in English. It goes
// before js/load.js, as in a site.
func Words(t testing.TB) []byte {
	t.Helper()
	said, err := words.Read(theme.FS, "en")
	if err != nil {
		t.Fatal(err)
	}
	phrases, err := said.Script()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(nil, "(globalThis.notesite ??= {}).words = %s;\n", phrases)
}

func find() string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

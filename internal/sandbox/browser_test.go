package sandbox

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"notesite/internal/browsertest"
)

// run is what the page of the test does with a module: it collects what the
// worker posts as package sandbox writes it, and ends the worker after the real
// time that it may take.
const run = `
globalThis.modules = {}
const compiled = {}
globalThis.run = async (name, config) => {
	const module = compiled[name] ??= await WebAssembly.compile(Uint8Array.from(atob(modules[name]), c => c.charCodeAt(0)))
	const worker = notesite.sandbox()
	const writes = []
	let marks = null
	const end = await new Promise(resolve => {
		setTimeout(() => resolve({ time: 0, exit: 0, stop: 'real' }), config.real)
		worker.onmessage = ({ data }) => {
			for (const { time, stream, data: bytes } of data.writes) {
				writes.push({ time, stream, data: btoa(Array.from(bytes, c => String.fromCharCode(c)).join('')) })
			}
			if (data.marks?.length) marks = data.marks
			if (data.end) resolve(data.end)
		}
		worker.postMessage({ module, ...config })
	})
	worker.terminate()
	return JSON.stringify({ writes: writes.length ? writes : null, marks, ...end })
}
`

// A page is one in a browser that can run modules, from file:// and under the
// policy of theme/layout.html.
type page struct {
	t   *testing.T
	ctx context.Context
}

func newPage(t *testing.T, modules map[string][]byte) page {
	t.Helper()
	ctx := browsertest.New(t)
	dir := t.TempDir()
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join("../../theme", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	html := `<!doctype html><html lang="en"><meta charset="utf-8">` + browsertest.Policy(t, true) + `<script src="sandbox.js"></script><script src="run.js"></script>`
	write("sandbox.js", read("js/sandbox.js"))
	write("run.js", run)
	for name, module := range modules {
		write(name+".js", fmt.Sprintf("modules[%q]=%q", name, base64.StdEncoding.EncodeToString(module)))
		html += `<script src="` + name + `.js"></script>`
	}
	write("page.html", html)
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "page.html"))}).String()
	if _, err := chromedp.Run(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	return page{t, ctx}
}

// run runs a module in the browser.
func (p page) run(name string, c Config) *Transcript {
	p.t.Helper()
	config, err := json.Marshal(map[string]any{
		"args": append([]string{}, c.Args...), "env": append([]string{}, c.Env...), "stdin": c.Stdin, "seed": c.Seed,
		"limits": map[string]any{"virtual": c.Limits.Virtual, "output": c.Limits.Output}, "real": c.Limits.Real.Milliseconds(),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	said, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf("run(%q, %s)", name, config), chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", name, err)
	}
	var got Transcript
	if err := json.Unmarshal([]byte(said), &got); err != nil {
		p.t.Fatalf("%s: %v", said, err)
	}
	return &got
}

// What the odd program does here it does in a browser, and there is a page that
// goes on meanwhile.
func TestBrowserTrials(t *testing.T) {
	wasm := odd(t)
	m := compile(t, wasm)
	p := newPage(t, map[string][]byte{"odd": wasm})
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[float64](`globalThis.turns = 0; setInterval(() => turns++, 20)`)); err != nil {
		t.Fatal(err)
	}
	for _, trial := range trials {
		t.Run(trial.does, func(t *testing.T) {
			c := Config{Args: []string{"odd", trial.does}, Env: []string{}, Seed: 1, Limits: trial.limits}
			got := p.run("odd", c)
			want, err := m.Run(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			if trial.stop == RealTime {
				want.Time = 0 // a worker that is ended cannot say
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("here and in the browser:\n%s", diff)
			}
		})
	}
	turns, err := chromedp.Run(p.ctx, chromedp.Evaluate[int](`turns`))
	if err != nil || turns < 10 {
		t.Errorf("meanwhile the page had %d turns, %v", turns, err)
	}
}

func TestBrowserGiven(t *testing.T) {
	wasm := odd(t)
	m := compile(t, wasm)
	p := newPage(t, map[string][]byte{"odd": wasm})
	for _, c := range []Config{
		{Args: []string{"odd", "read", "ä", "b c"}, Env: []string{"HOME=/somewhere"}, Stdin: "one\nzwölf", Limits: Default},
		{Args: []string{"odd", "chance"}, Seed: 0, Limits: Default},
		{Args: []string{"odd", "chance"}, Seed: 7, Limits: Default},
		{Args: []string{"odd", "chance"}, Seed: 1<<32 - 1, Limits: Default},
	} {
		want, err := m.Run(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, p.run("odd", c)); diff != "" {
			t.Errorf("%v, here and in the browser:\n%s", c.Args, diff)
		}
	}
}

// A program that starts others without end is told to try again later, as Unix
// tells it: here and in a browser.
func TestManyProcesses(t *testing.T) {
	wasm := testProgram(t, "bomb")
	c := Config{Args: []string{"bomb"}, Limits: short}
	got, err := compile(t, wasm).Run(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if want := "after 15 Try again\n" + strings.Repeat("child\n", 15); got.Stdout() != want {
		t.Errorf("it prints %.200q", got.Stdout())
	}
	if diff := cmp.Diff(got, newPage(t, map[string][]byte{"bomb": wasm}).run("bomb", c)); diff != "" {
		t.Errorf("here and in the browser:\n%.2000s", diff)
	}
}

// TestBrowserRecursion runs what ends differently: each host has its own bound
// for calls in calls.
func TestBrowserRecursion(t *testing.T) {
	wasm := odd(t)
	p := newPage(t, map[string][]byte{"odd": wasm})
	c := Config{Args: []string{"odd", "recurse"}, Limits: Limits{Virtual: time.Hour, Real: 20 * time.Second, Output: 1 << 20}}
	here, err := compile(t, wasm).Run(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	for where, got := range map[string]*Transcript{"here": here, "in the browser": p.run("odd", c)} {
		said := ""
		for _, w := range got.Writes {
			said += string(w.Data)
		}
		if got.Stop != Crashed && !strings.Contains(said, "stack overflow") && !strings.Contains(said, "out of memory") {
			t.Errorf("%s: exit %d, stopped %q: %s", where, got.Exit, got.Stop, said)
		}
	}
}

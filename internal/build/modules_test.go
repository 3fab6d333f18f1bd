package build

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"notesite/internal/browsertest"
	"notesite/internal/example"
)

const tried = `
-- notes/a.md --
![[examples/good]]
-- go.mod --
module m

go 1.26
-- examples/good/main.go --
// Good greets.
package main

import "fmt"

func main() { fmt.Println("hello") }
-- examples/good/main_test.go --
package main

func Example() {
	main()
	// Output: hello
}
-- examples/needs/main.go --
//go:build wasip1

package main

func main() { println2("needs Unix") }
-- examples/needs/say.go --
package main

import "fmt"

var println2 = fmt.Println
-- examples/needs/main_other.go --
//go:build !wasip1

package main

func main() { println2("here") }
-- examples/needs/main_test.go --
package main

func Example() {
	main()
	// Output: here
}
-- examples/broken/main.go --
package main

import "syscall"

func main() { syscall.Fork() }
-- examples/broken/main_test.go --
package main

func Example() {
	main()
	// Output: here
}
-- examples/fails/main.go --
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println("a\nb")
	os.Exit(4)
}
-- examples/fails/main_test.go --
package main

func Example() {
	main()
	// Output: a
}
-- examples/other/main.go --
package main

import (
	"fmt"
	"runtime"
)

func main() { fmt.Println("one\n" + runtime.GOOS) }
-- examples/other/main_test.go --
package main

func Example() {
	main()
	// Output: a
}
-- examples/endless/main.go --
package main

import "time"

func main() {
	for {
		time.Sleep(time.Hour)
	}
}
-- examples/endless/main_test.go --
package main

func Example() {
	main()
	// Output: a
}
-- examples/untested/main.go --
package main

func main() {}
-- examples/shared/shared.go --
package shared
`

// writePrograms is write for an archive with programs, which are tried.
func writePrograms(t *testing.T, archive string) Config {
	t.Helper()
	cfg := write(t, archive)
	cfg.Examples = filepath.Join(filepath.Dir(cfg.Notes), "examples")
	cfg.Run = true
	return cfg
}

// trials returns what the programs of a site have shown.
func trials(r *Result) map[string]string {
	got := map[string]string{}
	for _, p := range r.Site.Programs.Programs {
		if t := p.Program.Trial; t != nil {
			got[p.Program.Name()] = strings.TrimSpace(string(t.Result) + " " + t.Detail)
		}
	}
	return got
}

func TestModules(t *testing.T) {
	cfg := writePrograms(t, tried)
	cfg.Cache = t.TempDir()
	var told []string
	cfg.Tell = func(s string) { told = append(told, s) }
	first := mustBuild(t, cfg)
	want := map[string]string{
		"good": "runs", "needs": "says needs Unix", "broken": "compile broken/main.go:5:23: undefined: syscall.Fork", "fails": "fails 4",
		"other": "other", "endless": "stopped virtual", "untested": "unchecked",
	}
	if diff := cmp.Diff(want, trials(first)); diff != "" {
		t.Errorf("trials (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"compiling 6 programs for pages to run"}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	files, err := filepath.Glob(filepath.Join(cfg.Out, "assets", "modules", "*"))
	if err != nil || len(files) != 1 || !strings.HasPrefix(filepath.Base(files[0]), "good-") {
		t.Errorf("modules %v, %v", files, err)
	}
	page := tree(t, cfg.Out)["a.html"]
	for _, part := range []string{"'wasm-unsafe-eval'", `src="assets/run.js"`, `data-program="examples/good" data-module="assets/modules/good-`, "WebAssembly: "} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}

	// What did not change is not compiled again, and a module is the same wherever
	// it is compiled.
	told = nil
	again := mustBuild(t, cfg)
	if diff := cmp.Diff(trials(first), trials(again)); diff != "" || told != nil || again.Written != 0 {
		t.Errorf("the second time %d files are written, %q\n%s", again.Written, told, diff)
	}
	other := writePrograms(t, tried)
	built := mustBuild(t, other)
	hash := func(r *Result) string {
		for _, p := range r.Site.Programs.Programs {
			if p.Program.Name() == "good" {
				return p.Program.Trial.Hash
			}
		}
		return ""
	}
	if hash(built) != hash(first) || hash(first) == "" {
		t.Errorf("the module is %s here and %s there", hash(first), hash(built))
	}

	// What changes is.
	source := filepath.Join(cfg.Examples, "good", "main.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() { print() }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	changed := mustBuild(t, cfg)
	if got := trials(changed)["good"]; got != "other" || len(told) != 1 {
		t.Errorf("then it %s, %q", got, told)
	}
	if files, _ := filepath.Glob(filepath.Join(cfg.Out, "assets", "modules", "*")); len(files) != 0 {
		t.Errorf("its module is still there: %v", files)
	}
}

// What the goroutines of a program did is told by a run that is traced.
func TestGoroutines(t *testing.T) {
	cfg := writePrograms(t, `
-- notes/a.md --
![[examples/two]]
-- go.mod --
module m

go 1.26
-- examples/two/main.go --
package main

import (
	"fmt"
	"time"
)

func main() {
	done := make(chan int)
	for n := range 2 {
		go wait(n, done)
	}
	fmt.Println(<-done, <-done)
}

func wait(n int, done chan<- int) {
	time.Sleep(time.Duration(n*10) * time.Millisecond)
	done <- n
}
-- examples/two/main_test.go --
package main

func Example() {
	main()
	// Output: 0 1
}
`)
	r := mustBuild(t, cfg)
	trial := r.Site.Programs.Programs[0].Program.Trial
	var got []string
	for _, b := range trial.Blocks {
		got = append(got, fmt.Sprintf("%s %d ms", b.Lane, b.Time/1e6))
	}
	want := []string{
		"main.main 0 ms", "main.wait 1 0 ms", "main.wait 2 0 ms", "main.main 0 ms", "main.wait 2 10 ms", "main.main 10 ms",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	if page := tree(t, cfg.Out)["a.html"]; !strings.Contains(page, "a block for each time that a goroutine ran") || !strings.Contains(page, ">main.wait 2<") {
		t.Error("the page does not show them")
	}
}

// Without a go command there is a site, which says what it lacks.
func TestModulesWithoutGo(t *testing.T) {
	cfg := writePrograms(t, tried)
	t.Setenv("PATH", t.TempDir())
	r := mustBuild(t, cfg)
	var said []string
	for _, p := range r.Site.Problems {
		said = append(said, string(p.Rule))
	}
	if got := strings.Join(said, " "); !strings.Contains(got, "no-modules") {
		t.Errorf("problems %s", got)
	}
	page := tree(t, cfg.Out)["a.html"]
	if !strings.Contains(page, "hello") || strings.Contains(page, "wasm-unsafe-eval") || strings.Contains(page, "data-module") {
		t.Error("the page promises what it cannot do")
	}
}

// TestRun opens a page from file:// with the network cut, and runs a program as a
// reader does.
func TestRun(t *testing.T) {
	cfg := writePrograms(t, `
-- notes/a.md --
![[examples/asks]]

![[examples/waits]]

![[examples/turns]]
-- go.mod --
module m

go 1.26
-- examples/turns/main.go --
package main

import "time"

func main() {
	done := make(chan bool)
	go func() {
		for range 100 {
			time.Sleep(time.Millisecond)
			done <- true
		}
	}()
	for range 100 {
		<-done
	}
	println("on the other stream")
}
-- examples/turns/main_test.go --
package main

func Example() {
	main()
	// Output:
}
-- examples/asks/main.go --
package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
)

//notesite:args "1 2"
//notesite:stdin "ä\n"
//notesite:seed

func main() {
	in, _ := io.ReadAll(os.Stdin)
	fmt.Printf("%q %s", os.Args[1:], in)
	if len(os.Args) > 3 {
		fmt.Println(rand.Uint64())
		fmt.Fprintln(os.Stderr, "<b>too many</b>")
		os.Exit(3)
	}
}
-- examples/asks/main_test.go --
package main

func Example() {
	main()
	// Output: ["1" "2"] ä
}
-- examples/waits/main.go --
package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("first")
	time.Sleep(time.Minute)
	fmt.Println("second")
}
-- examples/waits/main_test.go --
package main

func Example() {
	main()
	// Output:
	// first
	// second
}
`)
	ctx := browsertest.New(t)
	built := mustBuild(t, cfg)
	if got := trials(built); got["asks"] != string(example.Runs) || got["waits"] != string(example.Runs) {
		t.Fatalf("trials %v", got)
	}
	complaints := browsertest.Complaints(t, ctx)
	call(t, ctx, network.Enable, network.EnableParams{})
	call(t, ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	page := fileURL(filepath.Join(cfg.Out, "a.html"))
	browsertest.Do(t, ctx, chromedp.Navigate(page))
	eval := func(script string) string {
		t.Helper()
		return browsertest.Do(t, ctx, chromedp.Evaluate[string](script))
	}
	until := func(what string) {
		t.Helper()
		if err := browsertest.Until(t, ctx, what); err != nil {
			t.Errorf("%v; it says %s", err, eval(`[...document.querySelectorAll('[data-state]')].map(p => p.innerText).join('\n')`))
		}
	}
	eval(`[globalThis.asks, globalThis.waits] = document.querySelectorAll('.output'); globalThis.press = (p, name) => { p.querySelector('[name=' + name + ']').click(); return '' }; ''`)
	if got := eval(`[asks.dataset.state, document.querySelectorAll('script[src*="modules/"]').length, waits.querySelector('[name=seed], [name=args]') === null].join()`); got != "idle,0,true" {
		t.Errorf("before anything is pressed: %s", got)
	}
	eval(`press(asks, 'run')`)
	until(`asks.dataset.state === 'identical'`)
	if got, want := eval(`asks.querySelector('[role=status]').textContent`), "Identical to the checked output, 13 bytes"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if got := eval(`location.search`); got != "?run=examples%2Fasks" {
		t.Errorf("the address says %s", got)
	}

	// Other arguments, another output; the address passes them on.
	eval(`asks.querySelector('[name=args]').value = '1 2 3'; asks.querySelector('[name=seed]').value = '7'; press(asks, 'run')`)
	until(`asks.dataset.state === 'different'`)
	if got, want := eval(`asks.querySelector('[role=status]').textContent`), "Exited with 3 · The checked output is for other input"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if got, want := eval(`notesite.compare('a\nb\n', 'a\nc', 0, false).join()`), "different,Differs from the checked output in line 2"; got != want {
		t.Errorf("with the same input: %q, want %q", got, want)
	}
	if got := eval(`asks.querySelector('samp .stderr').textContent + asks.querySelectorAll('samp b').length`); got != "<b>too many</b>\n0" {
		t.Errorf("for errors: %q", got)
	}
	printed := eval(`asks.querySelector('samp').textContent`)
	shared := eval(`location.href`)
	eval(`press(asks, 'checked')`)
	if got := eval(`asks.dataset.state + asks.querySelector('samp').textContent.trim()`); got != `idle["1" "2"] ä` {
		t.Errorf("the checked output is %q", got)
	}

	// In its own time, until it is stopped; a scrubber goes through that time.
	eval(`waits.querySelector('[name=speed]').value = '1'; press(waits, 'run')`)
	until(`waits.dataset.state === 'running' && waits.querySelector('samp').textContent === 'first\n'`)
	eval(`press(waits, 'stop')`)
	until(`waits.dataset.state === 'stopped'`)
	eval(`waits.querySelector('[name=speed]').value = ''; press(waits, 'run')`)
	until(`waits.dataset.state === 'identical'`)
	if got := eval(`(time => {
			time.value = time.max / 2
			time.dispatchEvent(new Event('input'))
			return waits.querySelector('samp').textContent + time.getAttribute('aria-valuetext').replace(/\.\d+/, '')
		})(waits.querySelector('[name=time]'))`); got != "first\n30,000 ms" {
		t.Errorf("in the middle: %q", got)
	}

	// The picture of what ran goes with it, where it is wider than its place.
	eval(`globalThis.turns = document.querySelectorAll('.output')[2]; press(turns, 'run')`)
	until(`turns.dataset.state === 'identical'`)
	at := func(part string) float64 {
		t.Helper()
		return browsertest.Do(t, ctx, chromedp.Evaluate[float64](`(time => {
			time.value = time.max * `+part+`
			time.dispatchEvent(new Event('input'))
			return turns.querySelector('.lanes-frame').scrollLeft
		})(turns.querySelector('[name=time]'))`))
	}
	if first, middle, last := at("0"), at("0.5"), at("1"); first != 0 || middle <= first || last <= middle || at("0") != 0 {
		t.Errorf("the picture is moved to %v, %v and %v", first, middle, last)
	}

	// Who is given the address sees the same.
	browsertest.Do(t, ctx, chromedp.Navigate("about:blank"))
	browsertest.Do(t, ctx, chromedp.Navigate(shared))
	eval(`globalThis.asks = document.querySelector('.output'); asks.querySelector('[name=run]').click(); ''`)
	until(`asks.dataset.state === 'different'`)
	if got := eval(`asks.querySelector('samp').textContent`); got != printed {
		t.Errorf("shared: %q, first %q", got, printed)
	}
	took := browsertest.Do(t, ctx, chromedp.Evaluate[float64](`new Promise(resolve => {
			const start = performance.now()
			new MutationObserver(() => {
				if (asks.dataset.state !== 'loading' && asks.querySelector('samp').textContent) resolve(performance.now() - start)
			}).observe(asks.querySelector('samp'), { childList: true })
			asks.querySelector('[name=run]').click()
		})`, chromedp.EvalAwaitPromise))
	t.Logf("from pressing Run to the first output, with the module loaded: %.0f ms", took)
	for _, c := range complaints() {
		t.Error(c)
	}
}

package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"notesite/internal/browsertest"
	"notesite/internal/build"
)

const programs = `
-- go.mod --
module m

go 1.26
-- notes/a.md --
![[examples/hello]]

![[examples/bad]]
-- examples/hello/main.go --
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

//notesite:args
//notesite:stdin

func main() {
	if len(os.Args) < 2 {
		fmt.Println("hello")
		return
	}
	switch os.Args[1] {
	case "read":
		in, _ := io.ReadAll(os.Stdin)
		fmt.Printf("%s %q\n", in, os.Args[2:])
		fmt.Fprintln(os.Stderr, "beside")
		os.Exit(3)
	case "flood":
		for {
			fmt.Println("again")
		}
	case "wait":
		// A child of its own, which has to go with it. Both hold the pipe.
		pipe, _ := os.OpenFile(os.Args[2], os.O_WRONLY, 0)
		cmd := exec.Command(os.Args[0], "sleep")
		cmd.ExtraFiles = []*os.File{pipe}
		_ = cmd.Start()
		fmt.Println("both run")
		_ = cmd.Wait()
	case "die":
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	case "sleep":
		time.Sleep(time.Hour)
	}
}
-- examples/hello/main_test.go --
package main

func Example() {
	main()
	// Output: hello
}
-- examples/bad/main.go --
package main

func main() { undefined() }
-- examples/shared/shared.go --
package shared
-- secret/main.go --
package main

func main() { println("secret") }
`

// writePrograms writes a site with programs.
func writePrograms(t *testing.T) build.Config {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(programs)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg := build.Config{Notes: filepath.Join(dir, "notes"), Examples: filepath.Join(dir, "examples"), Out: filepath.Join(dir, "out")}
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// startRunner serves a site with programs that pages may run.
func startRunner(t *testing.T) (*httptest.Server, *runner) {
	t.Helper()
	cfg := writePrograms(t)
	result, err := build.Build(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := newRunner(cfg)
	r.built(result)
	s := httptest.NewServer(newHandler(os.DirFS(cfg.Out), newReloader(os.DirFS(cfg.Out)), r))
	t.Cleanup(s.Close)
	return s, r
}

// ask asks a server to run a program, as its page would.
func ask(ctx context.Context, t *testing.T, s *httptest.Server, r *runner, body string, change func(*http.Request)) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, "POST", s.URL+nativeRun, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", s.URL)
	req.Header.Set(tokenHeader, r.token)
	if change != nil {
		change(req)
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// read returns all that a program has written, by streams, and how it ended.
func read(t *testing.T, res *http.Response) (written map[int]string, end event) {
	t.Helper()
	written = map[int]string{}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 2<<20)
	for lines.Scan() {
		if end.End {
			t.Errorf("behind the end: %s", lines.Text())
		}
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		if e.End {
			end = e
		} else {
			written[e.Stream] += string(e.Data)
		}
	}
	return written, end
}

func TestRun(t *testing.T) {
	s, r := startRunner(t)
	for _, c := range []struct {
		question string
		written  map[int]string
		end      event
	}{
		{`{"program":"examples/hello"}`, map[int]string{1: "hello\n"}, event{End: true}},
		{`{"program":"examples/hello","args":["read","a b"],"stdin":"in"}`, map[int]string{1: "in [\"a b\"]\n", 2: "beside\n"}, event{End: true, Exit: 3}},
	} {
		res := ask(t.Context(), t, s, r, c.question, nil)
		written, end := read(t, res)
		if diff := cmp.Diff(c.written, written); diff != "" || !cmp.Equal(end, c.end) || res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, %+v\n%s", c.question, res.StatusCode, end, diff)
		}
	}
	written, end := read(t, ask(t.Context(), t, s, r, `{"program":"examples/hello","args":["flood"]}`, nil))
	if len(written[1]) != runOutput || !cmp.Equal(end, event{End: true, Stop: "output"}) {
		t.Errorf("a flood of %d bytes ends with %+v", len(written[1]), end)
	}
	if runtime.GOOS != "windows" { // which has no signals
		if _, end := read(t, ask(t.Context(), t, s, r, `{"program":"examples/hello","args":["die"]}`, nil)); !cmp.Equal(end, event{End: true, Fault: "signal: killed"}) {
			t.Errorf("a program that is killed ends with %+v", end)
		}
	}
	if _, end := read(t, ask(t.Context(), t, s, r, `{"program":"examples/bad"}`, nil)); !strings.Contains(end.Fault, "undefined: undefined") {
		t.Errorf("what does not compile ends with %+v", end)
	}
}

// Nobody but a page of this server has anything run, and nothing but the programs.
func TestRunRefuses(t *testing.T) {
	s, r := startRunner(t)
	hello := `{"program":"examples/hello"}`
	for name, c := range map[string]struct {
		question string
		change   func(*http.Request)
		status   int
	}{
		"foreign origin":  {hello, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		"other port":      {hello, func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") }, 403},
		"no origin":       {hello, func(r *http.Request) { r.Header.Del("Origin") }, 403},
		"null origin":     {hello, func(r *http.Request) { r.Header.Set("Origin", "null") }, 403},
		"rebinding":       {hello, func(r *http.Request) { r.Host = "evil.example"; r.Header.Set("Origin", "http://evil.example") }, 403},
		"no token":        {hello, func(r *http.Request) { r.Header.Del(tokenHeader) }, 403},
		"wrong token":     {hello, func(r *http.Request) { r.Header.Set(tokenHeader, "A"+r.Header.Get(tokenHeader)[1:]+"A") }, 403},
		"get":             {hello, func(r *http.Request) { r.Method = "GET" }, 404},
		"unlisted":        {`{"program":"examples/nothing"}`, nil, 404},
		"package":         {`{"program":"examples/shared"}`, nil, 404},
		"outside":         {`{"program":"examples/../secret"}`, nil, 404},
		"below":           {`{"program":"../secret"}`, nil, 404},
		"flags":           {`{"program":"-o=/tmp/x"}`, nil, 404},
		"nothing":         {`{}`, nil, 404},
		"no question":     {`hello`, nil, 400},
		"too much":        {`{"program":"examples/hello","stdin":"` + strings.Repeat("x", maxAsked) + `"}`, nil, 400},
		"not declared":    {`{"program":"examples/bad","args":["x"]}`, nil, 400},
		"input, declared": {`{"program":"examples/bad","stdin":"x"}`, nil, 400},
	} {
		if res := ask(t.Context(), t, s, r, c.question, c.change); res.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d", name, res.StatusCode, c.status)
		}
	}
	// Where it is forbidden, there is nothing to ask.
	w := httptest.NewRecorder()
	newHandler(fstest.MapFS{}, newReloader(fstest.MapFS{}), nil).ServeHTTP(w, httptest.NewRequest("POST", "http://localhost"+nativeRun, strings.NewReader(hello)))
	if w.Code != http.StatusMethodNotAllowed && w.Code != http.StatusNotFound {
		t.Errorf("without a runner: status %d", w.Code)
	}
}

// A reader of the preview presses the button.
func TestRunInPage(t *testing.T) {
	s, _ := startRunner(t)
	ctx := browsertest.New(t) // ends before the server, which waits for its pages
	browsertest.Do(t, ctx, chromedp.Navigate(strings.Replace(s.URL, "127.0.0.1", "localhost", 1)+"/a.html"))
	press := func(i int, want string) {
		t.Helper()
		browsertest.Do(t, ctx, chromedp.Evaluate[string](`globalThis.panel = document.querySelectorAll('.output')[`+strconv.Itoa(i)+`]; panel.querySelector('[name=native]').click(); ''`))
		if err := browsertest.Until(t, ctx, `panel.dataset.state === '`+want+`'`); err != nil {
			t.Fatalf("%v: %s", err, browsertest.Do(t, ctx, chromedp.Evaluate[string](`panel.innerText`)))
		}
	}
	press(0, "identical")
	said := browsertest.Do(t, ctx, chromedp.Evaluate[string](`panel.querySelector('[role=status]').textContent + panel.querySelector('samp').textContent`))
	if said != "Identical to the checked output, 6 byteshello\n" {
		t.Errorf("it says %q", said)
	}
	press(1, "failed")
	if said := browsertest.Do(t, ctx, chromedp.Evaluate[string](`panel.querySelector('[role=status]').textContent`)); !strings.Contains(said, "undefined: undefined") {
		t.Errorf("it says %q", said)
	}
}

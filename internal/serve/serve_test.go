package serve

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"notesite/internal/browsertest"
	"notesite/internal/build"
)

func TestHandler(t *testing.T) {
	site := fstest.MapFS{
		"index.html":              {Data: []byte("<body>home</body>")},
		"404.html":                {Data: []byte("<head></head><body>nothing</body>")},
		"a b/index.html":          {Data: []byte("<body>folder</body>")},
		"note.html":               {Data: []byte("<body>note</body>")},
		"node.js.html":            {Data: []byte("<body>dots</body>")},
		"pic.png":                 {Data: []byte("PNG")},
		"empty/x.png":             {Data: []byte("PNG")},
		".notesite-manifest.json": {Data: []byte("{}")},
	}
	h := newHandler(site, newReloader(site), nil)
	tests := []struct {
		path   string
		status int
		body   string // what it holds
	}{
		{"/", 200, "home<script src=\"/-/reload.js\" data-seen="},
		{"/note.html", 200, "note"},
		{"/note", 200, "note"},
		{"/node.js.html", 200, "dots"},
		{"/pic.png", 200, "PNG"},
		{"/a%20b/", 200, "folder"},
		{"/a%20b", 301, ""},
		{"/empty/", 404, "nothing"},
		{"/nowhere", 404, "nothing"},
		{"/no/where", 404, `<head><base href="/">`},
		{"/.notesite-manifest.json", 404, "nothing"},
		{"/../serve.go", 307, "/serve.go"},
		{"/-/reload.js", 200, "EventSource"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			r := httptest.NewRequest("GET", "http://localhost:8080"+tt.path, nil)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.body) {
				t.Errorf("status %d, body %q; want %d, %q", w.Code, w.Body, tt.status, tt.body)
			}
		})
	}
}

// Pages of other sites cannot read the notes by naming this machine.
func TestHost(t *testing.T) {
	site := fstest.MapFS{"index.html": {Data: []byte("x")}}
	h := newHandler(site, newReloader(site), nil)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "127.0.0.1:9": 200, "[::1]:8080": 200,
		"evil.example": 403, "localhost.evil.example:8080": 403, "192.168.1.2": 403,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("host %s: status %d, want %d", host, w.Code, want)
		}
	}
}

func TestListen(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0:0": "not on this machine alone", "example.org:80": "not on this machine alone", "8080": "not host:port",
	} {
		s := &Server{Addr: addr}
		if ln, err := s.listen(); err == nil || !strings.Contains(err.Error(), want) {
			if ln != nil {
				ln.Close()
			}
			t.Errorf("%s: error %v, want %q", addr, err, want)
		}
	}
}

// A preview is a running server of a small vault.
type preview struct {
	url     string
	config  string // the configuration file: its title is that of the site
	failed  chan error
	notes   string
	program string // a file
	built   chan *build.Result
}

func startPreview(t *testing.T) *preview {
	t.Helper()
	dir := t.TempDir()
	p := &preview{
		notes: filepath.Join(dir, "notes"), config: filepath.Join(dir, build.ConfigFile),
		built: make(chan *build.Result, 100), failed: make(chan error, 100),
	}
	p.write(t, "index.md", "first text")
	p.program = filepath.Join(dir, "examples", "hello", "main.go")
	p.writeProgram(t, "first program")
	cfg := build.Config{
		Notes: p.notes, Examples: filepath.Join(dir, "examples"), Out: filepath.Join(dir, "out"), Theme: filepath.Join(dir, "theme"),
	}
	if err := os.MkdirAll(filepath.Join(cfg.Theme, "css"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	urls := make(chan string, 1)
	s := &Server{
		Config: cfg, Addr: "localhost:0", ConfigFile: p.config,
		Configure: func() (build.Config, error) {
			read, err := build.ReadConfig(p.config)
			changed := cfg
			changed.Site.Title = read.Site.Title
			return changed, err
		},
		Built:     func(r *build.Result) { p.built <- r },
		Failed:    func(err error) { p.failed <- err },
		Listening: func(url string) { urls <- url },
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("server: %v", err)
		}
		for len(p.failed) > 0 {
			t.Errorf("build: %v", <-p.failed)
		}
	})
	select {
	case p.url = <-urls:
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
	}
	return p
}

func (p *preview) write(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(p.notes, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (p *preview) writeProgram(t *testing.T, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(p.program), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.program, []byte("// "+text+"\npackage main\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (p *preview) get(t *testing.T, path string) string {
	t.Helper()
	res, err := http.Get(p.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// patience is how long a test waits for something that must come.
const patience = 30 * time.Second

// until waits for builds until the page at path holds text.
func (p *preview) until(t *testing.T, path, text string) {
	t.Helper()
	deadline := time.After(patience)
	for !strings.Contains(p.get(t, path), text) {
		select {
		case <-p.built:
		case <-deadline:
			t.Fatalf("%s never held %q: %s", path, text, p.get(t, path))
		}
	}
}

func TestServe(t *testing.T) {
	p := startPreview(t)
	p.until(t, "/", "first text")

	events := listen(t, p.url, "/", seen(t, p.url, "/"))

	// A changed note, a new one in a new folder, one saved as editors do.
	p.write(t, "index.md", "second text")
	p.until(t, "/", "second text")
	wait(t, "a changed note", events)
	p.write(t, "new/folder/Note.md", "third text")
	p.until(t, "/new/folder/note.html", "third text")
	p.write(t, "new/.tmp", "fourth text")
	if err := os.Rename(filepath.Join(p.notes, "new", ".tmp"), filepath.Join(p.notes, "new", "folder", "Note.md")); err != nil {
		t.Fatal(err)
	}
	p.until(t, "/new/folder/note.html", "fourth text")
	// Programs and the theme count as well.
	p.writeProgram(t, "second program")
	p.until(t, "/examples/hello.html", "second program")
	css := filepath.Join(filepath.Dir(p.notes), "theme", "css", "99.css")
	if err := os.WriteFile(css, []byte("p { color: red }"), 0o644); err != nil {
		t.Fatal(err)
	}
	p.until(t, "/assets/notesite.css", "p{color:red}")
	if err := os.Remove(filepath.Join(p.notes, "new", "folder", "Note.md")); err != nil {
		t.Fatal(err)
	}
	p.until(t, "/new/folder/note.html", "Page not found")
}

// The configuration counts as well, and is none while something is wrong with it.
func TestServeConfiguration(t *testing.T) {
	p := startPreview(t)
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(p.config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("title: One title\n")
	p.until(t, "/", "One title")
	put("titel: Another title\n")
	select {
	case err := <-p.failed:
		if !strings.Contains(err.Error(), build.ConfigFile+":1:1:") {
			t.Errorf("it says %v", err)
		}
	case <-time.After(patience):
		t.Fatal("nothing is said of a bad configuration")
	}
	p.write(t, "index.md", "second text")
	p.until(t, "/", "second text")
	if page := p.get(t, "/"); !strings.Contains(page, "One title") {
		t.Error("a bad configuration has taken the place of the good one")
	}
	put("title: Another title\n")
	p.until(t, "/", "Another title")
}

// A page that is open in a browser shows the change by itself.
func TestReload(t *testing.T) {
	ctx := browsertest.New(t)
	p := startPreview(t)
	if _, err := chromedp.Run(ctx, chromedp.Navigate(p.url)); err != nil {
		t.Fatal(err)
	}
	loads := make(chan struct{}, 100)
	err := chromedp.Listen(ctx, func(event any) {
		if _, ok := event.(*page.EventLoadEventFired); ok {
			loads <- struct{}{}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	p.write(t, "index.md", "changed text")
	deadline := time.After(patience)
	for {
		select {
		case <-loads:
		case <-deadline:
			t.Fatal("the page does not show the change")
		}
		shown, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.body.textContent.includes("changed text")`))
		if err == nil && shown {
			return
		}
	}
}

package serve

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"notesite/internal/build"
	"notesite/internal/testvault"
)

var seenData = regexp.MustCompile(`data-seen="(\w+)"`)

// seen returns what a page says that it shows.
func seen(t testing.TB, server, page string) string {
	t.Helper()
	res, err := http.Get(server + page)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if m := seenData.FindStringSubmatch(lines.Text()); m != nil {
			return m[1]
		}
	}
	t.Fatalf("%s says nothing of what it shows", page)
	return ""
}

// listen opens a page's stream of events, and returns when the server has it.
func listen(t testing.TB, server, page, state string) <-chan string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", server+reloadEvents+"?"+url.Values{"page": {page}, "seen": {state}}.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		res.Body.Close()
	})
	events := make(chan string, 100)
	go func() {
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				events <- data
			}
		}
	}()
	return events
}

func wait(t testing.TB, what string, events <-chan string) {
	t.Helper()
	select {
	case e := <-events:
		if e != "reload" {
			t.Errorf("%s: event %q", what, e)
		}
	case <-time.After(patience):
		t.Fatalf("%s: the page is not told", what)
	}
}

// Pages are told when they have changed, and no others are.
func TestReloader(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page := func(text string) string { return "<html><head></head><body>" + text + "</body></html>" }
	put("index.html", page("home"))
	put("a b/note.html", page("note"))
	put("404.html", page("not found"))
	put("assets/notesite.css", "p{}")
	r := newReloader(os.DirFS(dir))
	server := httptest.NewServer(newHandler(os.DirFS(dir), r, nil))
	defer server.CloseClientConnections() // or it would wait for the pages

	home := listen(t, server.URL, "/", seen(t, server.URL, "/"))
	note := listen(t, server.URL, "/a b/note.html", seen(t, server.URL, "/a%20b/note.html"))
	later := listen(t, server.URL, "/later", seen(t, server.URL, "/later"))
	open := r.open()
	slices.Sort(open)
	if got := fmt.Sprintf("%q", open); got != `["a b/note.html" "index.html" "later.html"]` {
		t.Errorf("open are %s", got)
	}
	r.look()
	put("a b/note.html", page("changed"))
	r.look()
	wait(t, "a changed page", note)
	put("later.html", page("here"))
	r.look()
	wait(t, "a new page", later)
	if len(home) > 0 {
		t.Error("a page is told that has not changed")
	}
	put("assets/notesite.css", "p{color:red}")
	r.look()
	wait(t, "another style sheet", home)

	state := seen(t, server.URL, "/")
	put("index.html", page("changed"))
	wait(t, "changed before it listens", listen(t, server.URL, "/", state))
	wait(t, "a page of an earlier server", listen(t, server.URL, "/", pageState([]byte(page("changed")), newReloader(os.DirFS(dir)).shared())))
}

// BenchmarkSave measures the time from saving a note until its open page is told,
// and shows the change.
func BenchmarkSave(b *testing.B) {
	for _, notes := range []int{1000, 5000, 10000} {
		b.Run(fmt.Sprintf("notes=%d", notes), func(b *testing.B) {
			dir := b.TempDir()
			cfg := build.Config{Notes: filepath.Join(dir, "notes"), Out: filepath.Join(dir, "out")}
			if _, err := testvault.Write(cfg.Notes, testvault.Default(notes)); err != nil {
				b.Fatal(err)
			}
			if err := cfg.Complete(); err != nil {
				b.Fatal(err)
			}
			built, urls := make(chan *build.Result, 100), make(chan string, 1)
			s := &Server{
				Config: cfg, Addr: "localhost:0",
				Built:     func(r *build.Result) { built <- r },
				Failed:    func(err error) { b.Errorf("build: %v", err) },
				Listening: func(url string) { urls <- url },
			}
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			go func() { ended <- s.Run(ctx) }()
			server := <-urls
			<-built
			page := "/area-0/topic-0/note-7.html"
			file := filepath.Join(cfg.Notes, filepath.FromSlash(testvault.Path(7)))
			b.ResetTimer()
			for i := range b.N {
				b.StopTimer()
				events := listen(b, server, page, seen(b, server, page))
				b.StartTimer()
				if err := os.WriteFile(file, fmt.Appendf(nil, "Text %d, with a link to [[%s]].\n", i, testvault.Name(9)), 0o644); err != nil {
					b.Fatal(err)
				}
				wait(b, "a saved note", events)
				if _, err := http.Get(server + page); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				<-built
			}
			cancel()
			if err := <-ended; err != nil {
				b.Error(err)
			}
		})
	}
}

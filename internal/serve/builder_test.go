package serve

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"notesite/internal/build"
)

// A site is there before the programs are compiled for its pages, and whole after
// that.
func TestBuilder(t *testing.T) {
	cfg := writePrograms(t)
	cfg.Run = true
	cfg.Cache = t.TempDir()
	type state struct {
		uncompiled int
		runs       bool // the page can run the program
		soon       bool // it says that it will
	}
	built := make(chan state, 10)
	site := &build.Builder{Config: cfg}
	b := newBuilder(site, newReloader(os.DirFS(cfg.Out)), func(r *build.Result) {
		page, err := os.ReadFile(filepath.Join(cfg.Out, "a.html"))
		if err != nil {
			t.Error(err)
		}
		built <- state{r.Uncompiled, strings.Contains(string(page), "data-module="), strings.Contains(string(page), "being compiled")}
	}, func(err error) { t.Errorf("build: %v", err) })
	defer b.stop()
	next := func() state {
		t.Helper()
		select {
		case s := <-built:
			return s
		case <-time.After(patience):
			t.Fatal("nothing is built")
			return state{}
		}
	}
	wantNext := func(what string, want state) {
		t.Helper()
		if got := next(); got != want {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	draft, whole := state{1, false, true}, state{0, true, false}
	b.changed(t.Context())
	wantNext("at first", draft)
	wantNext("compiled", whole)
	b.changed(t.Context())
	wantNext("unchanged", whole)

	// What is changed while the compiler works is not lost, and is not waited for.
	source := filepath.Join(cfg.Examples, "hello", "main.go")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	change := func(comment string) {
		t.Helper()
		if err := os.WriteFile(source, append([]byte("// "+comment+"\n"), text...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change("One.")
	b.changed(t.Context())
	wantNext("changed", draft)
	change("Two.")
	b.changed(t.Context())
	if s := next(); s == whole {
		wantNext("changed after it was compiled", draft)
	} else if s != draft {
		t.Errorf("changed again: %+v", s)
	}
	wantNext("compiled again", whole)
	page, err := os.ReadFile(filepath.Join(cfg.Out, "examples", "hello.html"))
	if err != nil || !strings.Contains(string(page), "Two.") {
		t.Errorf("the page of the program is an old one, %v", err)
	}
}

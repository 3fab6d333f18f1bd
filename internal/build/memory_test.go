package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"notesite/internal/problem"
)

const remembered = `
-- notes/a.md --
See [[b]].
-- notes/b.md --
first text
-- notes/c.canvas --
{"nodes":[{"id":"1","type":"text","text":"card","x":0,"y":0,"width":100,"height":50}],"edges":[]}
-- go.mod --
module m

go 1.26
-- examples/one/main.go --
// One prints.
package main

import "m/lib"

func main() { lib.Do() }
-- lib/lib.go --
package lib

func Do() {}
`

// age has all files of a site be an hour old.
func age(t *testing.T, cfg Config) {
	t.Helper()
	hourAgo := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(filepath.Dir(cfg.Notes), func(name string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(name, hourAgo, hourAgo)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMemory(t *testing.T) {
	cfg := writePrograms(t, remembered)
	age(t, cfg)
	b := &Builder{Config: cfg}
	build := func() *Result {
		t.Helper()
		r, err := b.Build(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(filepath.Dir(cfg.Notes), filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page := func() string { return tree(t, cfg.Out)["b.html"] }

	first, again := build(), build()
	if again.Site.Notes[0].Note != first.Site.Notes[0].Note || again.Site.Canvases[0].Canvas != first.Site.Canvases[0].Canvas {
		t.Error("what has not changed is read again")
	}
	if first.Site.Programs.Programs[0].Program.Trial == nil {
		t.Error("nothing is said of what a page can run")
	}
	b.Config.Run = false
	if p := build().Site.Programs.Programs[0].Program; p.Trial != nil {
		t.Errorf("where pages run nothing, a program has the trial %+v", p.Trial)
	}
	b.Config.Run = true
	if again.Site.Programs.Programs[0].Program != first.Site.Programs.Programs[0].Program {
		t.Error("programs are read again")
	}
	put("notes/b.md", "other text")
	changed := build()
	if changed.Site.Notes[0].Note != first.Site.Notes[0].Note || !strings.Contains(page(), "other text") {
		t.Error("a note that has changed is not read, or the others are")
	}

	// A change that leaves size and time as they were is seen, where it can be: soon
	// after the one before.
	file := filepath.Join(cfg.Notes, "b.md")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	put("notes/b.md", "third text")
	if err := os.Chtimes(file, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	build()
	if !strings.Contains(page(), "third text") {
		t.Error("a quick change is not seen")
	}

	// What programs import of their own module counts as well.
	known := build().Site.Programs.Programs[0].Program
	put("lib/lib.go", "package lib\n\n// Do does it.\nfunc Do() {}\n")
	if p := build().Site.Programs.Programs[0].Program; known != first.Site.Programs.Programs[0].Program || p == known {
		t.Errorf("before the package changed, the program is known: %t; then: %t", known == first.Site.Programs.Programs[0].Program, p == known)
	}

	put("examples/one/main.go", "// One prints nothing.\npackage main\n\nfunc main() {}\n")
	if p := build().Site.Programs.Programs[0].Program; !strings.Contains(p.Doc, "nothing") {
		t.Errorf("of the program that has changed it knows %q", p.Doc)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	r := build()
	if len(r.Site.Notes) != 1 || len(r.Site.Problems) != 1 || r.Site.Problems[0].Rule != problem.BrokenLink {
		t.Errorf("without the note there are %d, and the problems %v", len(r.Site.Notes), r.Site.Problems)
	}
}

// The pages that somebody looks at are there before the others. A build that is
// ended then can be gone on with.
func TestOpenFirst(t *testing.T) {
	cfg := write(t, "-- notes/a.md --\nSee [[b]].\n-- notes/b.md --\ntext\n-- notes/c.md --\ntext\n")
	ctx, cancel := context.WithCancel(t.Context())
	ready := false
	b := &Builder{Config: cfg, Open: func() []string { return []string{"b.html", "nothing.html"} }}
	b.Ready = func() {
		ready = true
		files := tree(t, cfg.Out)
		if files["a.html"] != "" || files["c.html"] != "" || !strings.Contains(files["b.html"], "text") {
			t.Errorf("there are a.html %t, b.html %t, c.html %t", files["a.html"] != "", files["b.html"] != "", files["c.html"] != "")
		}
		cancel()
	}
	if _, err := b.Build(ctx); !errors.Is(err, context.Canceled) || !ready {
		t.Errorf("it ends with %v, ready %t", err, ready)
	}
	b.Ready = nil
	if _, err := b.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	crawl(t, "gone on with", tree(t, cfg.Out))
}

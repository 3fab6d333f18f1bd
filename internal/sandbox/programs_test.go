package sandbox

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"notesite/internal/example"
)

// leastPrograms is how many of the project's programs run in a page.
const leastPrograms = 17

// Every program that prints here what its Example says prints it in a browser as
// well, at the same times, whatever the seed.
func TestPrograms(t *testing.T) {
	programs, err := example.LoadAll(os.DirFS("../../examples"), "examples")
	if err != nil {
		t.Fatal(err)
	}
	var packages []string
	for _, p := range programs {
		if p.Main && p.Checked {
			packages = append(packages, "../../"+p.Dir)
		}
	}
	dir := compileAll(t, packages...)
	modules := map[string][]byte{}
	outputs := map[string]string{}
	for _, p := range programs {
		if !p.Main || !p.Checked {
			continue
		}
		built, err := os.ReadFile(filepath.Join(dir, path.Base(p.Dir)))
		if err != nil {
			t.Fatal(err)
		}
		if modules[p.Name()], err = LimitMemory(built, MemoryPages); err != nil {
			t.Fatal(err)
		}
		outputs[p.Name()] = strings.TrimSpace(p.Output)
	}
	config := func(name string, seed uint32) Config {
		limits := Default
		limits.Real = time.Minute
		return Config{Args: []string{name}, Seed: seed, Limits: limits}
	}
	seeds := []uint32{1, 2, 1 << 31}
	here := map[string]*[3]*Transcript{}
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for name, wasm := range modules {
		m := compile(t, wasm)
		here[name] = &[3]*Transcript{}
		for i, seed := range seeds {
			g.Go(func() error {
				got, err := m.Run(context.Background(), config(name, seed))
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				mu.Lock()
				defer mu.Unlock()
				here[name][i] = got
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	for name, runs := range here {
		if said := runs[0].Stdout(); strings.HasPrefix(said, name+" needs ") && strings.Count(said, "\n") == 1 {
			delete(modules, name) // it says why it cannot run
			continue
		}
		for i, got := range runs {
			if diff := cmp.Diff(outputs[name], strings.TrimSpace(got.Stdout())); diff != "" {
				t.Errorf("%s with the seed %d does not print what its Example says:\n%s", name, seeds[i], diff)
			}
		}
	}
	if len(modules) < leastPrograms {
		t.Errorf("only %d programs run", len(modules))
	}
	p := newPage(t, modules)
	for name := range modules {
		for i, seed := range seeds {
			if diff := cmp.Diff(here[name][i], p.run(name, config(name, seed))); diff != "" {
				t.Errorf("%s with the seed %d, here and in a browser:\n%s", name, seed, diff)
			}
		}
	}
}

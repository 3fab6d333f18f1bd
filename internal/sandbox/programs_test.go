package sandbox

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"notesite/internal/example"
)

// leastPrograms is how many of the project's programs run in a page.
const leastPrograms = 12

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
		if modules[p.Name()], err = LimitMemory(built, memoryPages); err != nil {
			t.Fatal(err)
		}
		outputs[p.Name()] = strings.TrimSpace(p.Output)
	}
	config := func(name string, seed uint32) Config {
		return Config{Args: []string{name}, Seed: seed, Limits: Default}
	}
	compiled := map[string]*Module{}
	for name, wasm := range modules {
		m := compile(t, wasm)
		got, err := m.Run(context.Background(), config(name, 1))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if strings.TrimSpace(got.Stdout()) == outputs[name] {
			compiled[name] = m
			continue
		}
		delete(modules, name)
		if said := got.Stdout(); !strings.HasPrefix(said, name+" needs ") || strings.Count(said, "\n") != 1 {
			t.Errorf("%s prints neither what its Example says nor what it needs:\n%s", name, said)
		}
	}
	if len(modules) < leastPrograms {
		t.Errorf("only %d programs run", len(modules))
	}
	p := newPage(t, modules)
	for name, m := range compiled {
		for _, seed := range []uint32{1, 2, 1 << 31} {
			want, err := m.Run(context.Background(), config(name, seed))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := strings.TrimSpace(want.Stdout()); got != outputs[name] {
				t.Errorf("%s with the seed %d prints\n%s\nand its Example says\n%s", name, seed, got, outputs[name])
			}
			if diff := cmp.Diff(want, p.run(name, config(name, seed))); diff != "" {
				t.Errorf("%s with the seed %d, here and in a browser:\n%s", name, seed, diff)
			}
		}
	}
}

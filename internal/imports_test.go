// Package internal_test holds what is true of all packages together.
package internal_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers are the packages in the order in which they build on each other: a
// package imports only those before it. ARCHITECTURE.md draws them.
var layers = []string{
	"problem", "words", "memo", "sandbox", "search", "layout", "highlight", "math", "canvas", "base", "mermaid", "card", "note", "example", "site", "render", "testvault", "browsertest", "build", "serve",
}

// pure are the packages that neither touch the disk nor the network.
var pure = []string{"problem", "words", "memo", "sandbox", "search", "layout", "highlight", "math", "canvas", "base", "mermaid", "card", "note", "example", "site", "render"}

func TestImports(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(layers, e.Name()) {
			t.Errorf("package %s has no place among the layers", e.Name())
		}
	}
	for i, pkg := range layers {
		files, err := filepath.Glob(filepath.Join(pkg, "*.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("no package %s: %v", pkg, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Error(err)
				continue
			}
			for _, spec := range f.Imports {
				path, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Error(err)
				}
				if slices.Contains(pure, pkg) && impure(path) {
					t.Errorf("%s imports %s; only build and serve touch the world", file, path)
				}
				if ours, ok := strings.CutPrefix(path, "notesite/internal/"); ok && !slices.Contains(layers[:i], ours) {
					t.Errorf("%s imports %s, which stands above it", file, path)
				}
			}
		}
	}
}

// impure reports whether a package of the standard library reaches the disk,
// the network, other processes or the clock's whims.
func impure(path string) bool {
	switch path {
	case "os", "os/exec", "os/signal", "net", "net/http", "syscall", "math/rand", "math/rand/v2", "io/ioutil":
		return true
	}
	return false
}

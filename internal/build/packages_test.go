package build

import (
	"strings"
	"testing"

	"notesite/internal/problem"
)

// names is a vault with one program, which imports a package of its own, one of
// the standard library and one that does not compile.
const names = `
-- notes/a.md --
![[examples/p]]
-- examples/p/main.go --
package main

import (
	"fmt"

	"example.com/examples/q"
)

func main() { fmt.Println(q.One, two) }

const two = 2
-- examples/q/q.go --
// Package q counts.
package q

// One is the first. There are others.
const One = 1
-- examples/bad/main.go --
package main

func main() { fmt.Println(three) }
`

// Names lead to documentation and to declarations; those of a program that does
// not type-check do not, and it is shown.
func TestNames(t *testing.T) {
	cfg := write(t, names)
	cfg.Examples = strings.Replace(cfg.Notes, "notes", "examples", 1)
	r := mustBuild(t, cfg)
	files := tree(t, cfg.Out)
	for page, want := range map[string][]string{
		"examples/p.html": {
			`href="https://pkg.go.dev/fmt#Println" aria-description="func fmt.Println(a ...any) (n int, err error)` + "\n" + `Println formats `,
			`href="q.html" aria-description="package q` + "\n" + `Package q counts."`,
			`href="q.html#q.go-L5" aria-description="const q.One untyped int = 1` + "\n" + `One is the first."`,
			`href="#main.go-L11" aria-description="const main.two untyped int = 2"`,
		},
		"a.html":            {`href="examples/q.html#q.go-L5"`, `href="examples/p.html#main.go-L11"`},
		"examples/bad.html": {"three"},
	} {
		for _, want := range want {
			if !strings.Contains(files[page], want) {
				t.Errorf("%s has no %s:\n%s", page, want, files[page])
			}
		}
	}
	if strings.Contains(files["examples/bad.html"], `class="name"`) {
		t.Error("a program that does not type-check has names")
	}
	var got []string
	for _, p := range r.Site.Problems {
		got = append(got, p.String())
	}
	const hint = " (the program is shown, and its names lead nowhere) [bad-program]"
	want := "examples/bad/main.go:3:15: undefined: fmt" + hint + "\nexamples/bad/main.go:3:27: undefined: three" + hint
	if strings.Join(got, "\n") != want {
		t.Errorf("problems\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// Without Go a site is built, and says what it lacks.
func TestNamesWithoutGo(t *testing.T) {
	cfg := write(t, names)
	cfg.Examples = strings.Replace(cfg.Notes, "notes", "examples", 1)
	t.Setenv("PATH", t.TempDir())
	r := mustBuild(t, cfg)
	if ps := r.Site.Problems; len(ps) != 1 || ps[0].Rule != problem.NoNames || ps[0].Severity != problem.Warning {
		t.Errorf("problems %v", ps)
	}
	if !strings.Contains(tree(t, cfg.Out)["a.html"], "Println") {
		t.Error("the program is not shown")
	}
}

func TestDocumentation(t *testing.T) {
	published := func() *listedModule { return &listedModule{Path: "example.com/m", Version: "v1.2.0"} }
	tests := []struct {
		name string
		pkg  listedPackage
		want string
	}{
		{"standard", listedPackage{ImportPath: "net/http", Standard: true}, "https://pkg.go.dev/net/http"},
		{"module", listedPackage{ImportPath: "example.com/m", Module: published()}, "https://pkg.go.dev/example.com/m@v1.2.0"},
		{"in_module", listedPackage{ImportPath: "example.com/m/a/b", Module: published()}, "https://pkg.go.dev/example.com/m@v1.2.0/a/b"},
		{"own", listedPackage{ImportPath: "example.com/m/a", Module: &listedModule{Path: "example.com/m", Main: true}}, ""},
		{"replaced_by_fork", listedPackage{ImportPath: "example.com/m/a", Module: &listedModule{
			Path: "example.com/m", Version: "v1.2.0", Replace: &listedModule{Path: "example.com/fork", Version: "v1.3.0"},
		}}, "https://pkg.go.dev/example.com/fork@v1.3.0/a"},
		{"replaced_by_folder", listedPackage{ImportPath: "example.com/m/a", Module: &listedModule{
			Path: "example.com/m", Version: "v1.2.0", Replace: &listedModule{Path: "../m"},
		}}, ""},
		{"unknown", listedPackage{ImportPath: "no/such"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.pkg.documentation(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

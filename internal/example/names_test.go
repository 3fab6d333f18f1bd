package example

import (
	"errors"
	"fmt"
	"go/build"
	"go/importer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"notesite/internal/problem"
)

// fromSource gives packages of the standard library as their source has them.
func fromSource(imports []string) (*Packages, error) {
	fset := token.NewFileSet()
	docs := map[string]PackageDoc{}
	for _, imp := range append(imports, "builtin", "io") {
		docs[imp] = PackageDoc{"https://pkg.go.dev/" + imp, "Package " + imp + " is known."}
	}
	return &Packages{
		Fset: fset, Importer: importer.ForCompiler(fset, "source", nil), Docs: docs,
		ReadFile: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.FromSlash(strings.Replace(name, "$GOROOT", build.Default.GOROOT, 1)))
		},
	}, nil
}

func resolve(t *testing.T, files map[string]string) []*Program {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	programs, err := LoadAll(fsys, "examples")
	if err != nil {
		t.Fatal(err)
	}
	if err := Resolve(programs, fromSource); err != nil {
		t.Fatal(err)
	}
	return programs
}

func TestNames(t *testing.T) {
	files := map[string]string{
		"internal/queue/queue.go": `// Package queue keeps [[Task queue|tasks]] in order.
package queue

// A Queue holds what [Queue.Push] was given. There is more.
type Queue[T any] struct {
	items []T
	Max   int // at most so many
}

// Push adds to it.
func (q *Queue[T]) Push(item T) { q.items = append(q.items, item) }
`,
		"use/main.go": `package main

import (
	"fmt"
	str "strings"

	"example.com/examples/internal/queue"
)

const limit = 3

// A worker works.
type worker struct{ *str.Builder }

func (w worker) run(local int) { w.WriteString(fmt.Sprint(local)) }

func main() {
	q := queue.Queue[string]{Max: limit}
	q.Push("a")
	var w worker
	w.run(len(w.String()))
	w.run(limit)
}
`,
		"use/other.go": "//go:build ignore\n\npackage main\n\nvar x = limit\n",
		"use/main_test.go": `package main

import "testing"

func TestRun(t *testing.T) { t.Log(limit) }
`,
		"use/out_test.go": `package main_test

import "testing"

func TestOut(t *testing.T) { t.Fail() }
`,
	}
	want := map[string][]string{
		"queue.go": {
			"Queue.Push: func (*queue.Queue[T]).Push(item T); Push adds to it. -> examples/internal/queue/queue.go:11",
			"Queue: type queue.Queue[T any] struct; A Queue holds what Queue.Push was given. -> examples/internal/queue/queue.go:5",
			"append: func append(slice []Type, elems ...Type) []Type; The append built-in function appends elements to the end of a slice. -> https://pkg.go.dev/builtin#append",
			"items: field items []T;  -> examples/internal/queue/queue.go:6",
		},
		"main.go": {
			`example.com/examples/internal/queue: package queue; Package queue keeps tasks in order. -> examples/internal/queue/:0`,
			`fmt: package fmt; Package fmt is known. -> https://pkg.go.dev/fmt`,
			`strings: package strings; Package strings is known. -> https://pkg.go.dev/strings`,
			"Builder: type strings.Builder struct; A Builder is used to efficiently build a string using Builder.Write methods. -> https://pkg.go.dev/strings#Builder",
			"Max: field Max int; at most so many -> examples/internal/queue/queue.go:7",
			"Push: func (*queue.Queue[T]).Push(item T); Push adds to it. -> examples/internal/queue/queue.go:11",
			"Queue: type queue.Queue[T any] struct; A Queue holds what Queue.Push was given. -> examples/internal/queue/queue.go:5",
			"Sprint: func fmt.Sprint(a ...any) string; Sprint formats using the default formats for its operands and returns the resulting string. -> https://pkg.go.dev/fmt#Sprint",
			"String: func (*strings.Builder).String() string; String returns the accumulated string. -> https://pkg.go.dev/strings#Builder.String",
			"WriteString: func (*strings.Builder).WriteString(s string) (int, error); WriteString appends the contents of s to b's buffer. -> https://pkg.go.dev/strings#Builder.WriteString",
			"len: func len(v Type) int; The len built-in function returns the length of v, according to its type: -> https://pkg.go.dev/builtin#len",
			"limit: const main.limit untyped int = 3;  -> examples/use/main.go:10",
			"run: func (main.worker).run(local int);  -> examples/use/main.go:15",
			"worker: type main.worker struct; A worker works. -> examples/use/main.go:13",
		},
		"other.go": nil,
		"main_test.go": {
			`testing: package testing; Package testing is known. -> https://pkg.go.dev/testing`,
			"Log: func (*testing.common).Log(args ...any); Log formats its arguments using default formatting, analogous to fmt.Println, and records the text in the error log. -> https://pkg.go.dev/testing#T.Log",
			"T: type testing.T struct; T is a type passed to Test functions to manage test state and support formatted test logs. -> https://pkg.go.dev/testing#T",
			"limit: const main.limit untyped int = 3;  -> examples/use/main.go:10",
		},
		"out_test.go": {
			`testing: package testing; Package testing is known. -> https://pkg.go.dev/testing`,
			"Fail: func (*testing.common).Fail(); Fail marks the function as having failed but continues execution. -> https://pkg.go.dev/testing#T.Fail",
			"T: type testing.T struct; T is a type passed to Test functions to manage test state and support formatted test logs. -> https://pkg.go.dev/testing#T",
		},
	}
	programs := resolve(t, files)
	for _, p := range programs {
		for _, problem := range p.Problems {
			t.Error(problem)
		}
		for _, f := range p.Files {
			var got []string
			seen := map[*Declaration]bool{}
			for i, n := range f.Names {
				if i > 0 && n.Start < f.Names[i-1].End {
					t.Errorf("%s: names overlap at %d", f.Name, n.Start)
				}
				to := n.URL
				if n.Program != nil {
					to = fmt.Sprintf("%s/%s:%d", n.Program.Dir, n.File, n.Line)
				}
				if !seen[n.Declaration] {
					seen[n.Declaration] = true
					got = append(got, fmt.Sprintf("%s: %s; %s -> %s", f.Source[n.Start:n.End], n.Signature, n.Doc, to))
				}
			}
			slices.Sort(got)
			slices.Sort(want[f.Name])
			if !slices.Equal(got, want[f.Name]) {
				t.Errorf("%s:\n%s\nwant\n%s", f.Name, strings.Join(got, "\n"), strings.Join(want[f.Name], "\n"))
			}
		}
	}
}

func TestResolveProblems(t *testing.T) {
	tests := []struct {
		name, source string
		want         []string
	}{
		{"undefined", "package main\n\nfunc main() { gone() }\n", []string{"examples/p/main.go:3:15: undefined: gone"}},
		{"columns_are_characters", "package main\n\nfunc main() { /* äöü */ gone() }\n", []string{"examples/p/main.go:3:25: undefined: gone"}},
		{"unused", "package main\n\nimport \"fmt\"\n\nfunc main() { x := 1 }\n", []string{
			`examples/p/main.go:3:8: "fmt" imported and not used`, "examples/p/main.go:5:15: declared and not used: x",
		}},
		{"no_such_package", "package main\n\nimport _ \"no/such\"\n\nfunc main() {}\n", []string{`examples/p/main.go:3:10: could not import no/such`}},
		{"line_directive", "package main\n\n//line /dev/zero:7\nfunc main() { gone() }\n", []string{"examples/p/main.go:4:15: undefined: gone"}},
		{"follows", "package main\n\nimport \"no/such\"\n\nvar t such.T\n\nfunc (t such.T) m() { t.x() }\n", []string{`examples/p/main.go:3:8: could not import no/such`}},
		{"imports_itself", "package main\n\nimport _ \"x/examples/p\"\n\nfunc main() {}\n", []string{`examples/p/main.go:3:10: could not import x/examples/p (examples/p imports itself)`}},
		{"does_not_parse", "package main\n\nfunc main() {\n", []string{"examples/p/main.go:3:15: expected '}', found 'EOF'"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := resolve(t, map[string]string{"p/main.go": tt.source})[0]
			if p.Files[0].Names != nil {
				t.Errorf("names %v", p.Files[0].Names)
			}
			problem.Sort(p.Problems)
			if len(p.Problems) != len(tt.want) {
				t.Fatalf("problems %v", p.Problems)
			}
			for i, want := range tt.want {
				if got := p.Problems[i].String(); !strings.HasPrefix(got, want) {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}
		})
	}
}

func TestDocLinks(t *testing.T) {
	files := map[string]string{
		"internal/q/q.go": "package q\n\ntype Q struct{ Max int }\n\nfunc (*Q) Push() {}\n",
		"use/doc.go":      "// Use is [q.Q], [rd.Reader], [*W], [q].\npackage main\n",
		"use/main.go": `package main

import (
	rd "io"

	"example.com/examples/internal/q"
)

// W is a [q.Q.Push] with [W.Close], a [W.q.Max] and [W.Max]; [rd.EOF], and [io.EOF].
type W struct {
	rd.Closer
	q.Q
}

/* No links: x[W], [W](w.md), [W][w], [[W]], ` + "`[W]`" + `, [3]W, []W, [other], [w], []string[W]. */
var _ W

// But these, and what is not there: ([W.Gone]), [main.W], “[q.Nix]”.
func main() {}
`,
	}
	programs := resolve(t, files)
	var problems []string
	got := map[string]map[string]string{}
	for _, p := range programs {
		for _, problem := range p.Problems {
			problems = append(problems, problem.String())
		}
		for _, f := range p.Files {
			got[f.Name] = f.DocLinks
			for _, n := range f.Names {
				if text := f.Source[n.Start:n.End]; strings.ContainsAny(string(text), "[]* ") {
					t.Errorf("%s: the name %s", f.Name, text)
				}
			}
		}
	}
	want := map[string]map[string]string{
		"q.go": {},
		"doc.go": {
			"q": "examples/internal/q", "q.Q": "examples/internal/q#Q", "W": "examples/use#W",
		},
		"main.go": {
			"q.Q.Push": "examples/internal/q#Q.Push", "W.Close": "https://pkg.go.dev/io#Closer.Close", "W.Max": "examples/internal/q#Q",
			"rd.EOF": "https://pkg.go.dev/io#EOF", "io.EOF": "https://pkg.go.dev/io#EOF",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantProblems := []string{
		"examples/use/main.go:18:40: type W has no field or method Gone (write the name as it is, or without the brackets) [missing-part]",
		"examples/use/main.go:18:62: package q has no Nix (write the name as it is, or without the brackets) [missing-part]",
	}
	if diff := cmp.Diff(wantProblems, problems); diff != "" {
		t.Error(diff)
	}
}

// Without the packages that programs import, nothing is said against them.
func TestResolveWithoutPackages(t *testing.T) {
	programs, err := LoadAll(fstest.MapFS{"p/main.go": {Data: []byte("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n")}}, "examples")
	if err != nil {
		t.Fatal(err)
	}
	sentinel := errors.New("no go")
	if err := Resolve(programs, func([]string) (*Packages, error) { return nil, sentinel }); !errors.Is(err, sentinel) {
		t.Errorf("error %v", err)
	}
	if len(programs[0].Problems) > 0 {
		t.Errorf("problems %v", programs[0].Problems)
	}
}

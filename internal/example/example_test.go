package example

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// Symbols are found by their names, with the lines of their comments; names
// in groups, fields, methods of generic types and regions among them.
func TestSymbols(t *testing.T) {
	fsys := fstest.MapFS{
		"p/main.go": file("package main\n\n// Run runs.\nfunc Run() {\n}\n\nfunc (l *Loop[T]) Run() {}\n\n// Loop loops.\ntype Loop[T any] struct {\n\t// n counts.\n\tn, m int\n}\n\n" +
			"// Two of them.\nconst (\n\t// A is first.\n\tA = iota\n\tB\n)\n\nvar x, _ = 1, 2\n\n// #region tail\n\nfunc run() {}\n// #endregion tail\n"),
		"p/main.cjs": file("a\n/* #region one */\nb\n// #region two\nc\n// #endregion\n// #endregion one\n# #region open\n"),
	}
	p, err := Load(fsys, "p", "examples/p")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Symbol{
		"Run":      {"Run", "main.go", 3, 5},
		"run":      {"run", "main.go", 26, 26},
		"Loop.Run": {"Loop.Run", "main.go", 7, 7},
		"Loop":     {"Loop", "main.go", 9, 13},
		"loop.N":   {"Loop.n", "main.go", 11, 12},
		"Loop.m":   {"Loop.m", "main.go", 11, 12},
		"A":        {"A", "main.go", 17, 18},
		"B":        {"B", "main.go", 19, 19},
		"x":        {"x", "main.go", 22, 22},
		"tail":     {"tail", "main.go", 25, 26},
		"one":      {"one", "main.cjs", 3, 6},
		"two":      {"two", "main.cjs", 5, 5},
	} {
		if got, ok := p.Symbol("", name); !ok || got != want {
			t.Errorf("symbol %q: %v, %v; want %v", name, got, ok, want)
		}
	}
	for _, name := range []string{"_", "open", "None"} {
		if s, ok := p.Symbol("", name); ok {
			t.Errorf("symbol %q: %v, want none", name, s)
		}
	}
	if _, ok := p.Symbol("main.cjs", "Run"); ok {
		t.Error("Run is not in the twin")
	}
	if s, _ := p.At("main.go", 12); s.Name != "Loop.n" && s.Name != "Loop.m" {
		t.Errorf("line 12 is in %v", s)
	}
	if len(p.Problems) != 1 || p.Problems[0].Pos.Line != 8 {
		t.Errorf("problems %v, want the open region", p.Problems)
	}
}

// A file is told passage by passage, every line of it once.
func TestPassages(t *testing.T) {
	f := File{Name: "main.go", Lang: "go", Source: []byte("//go:build unix\n\n// P is.\npackage main\n\n// F does.\n//\n// More.\nfunc F() {\n\tx() // beside\n\t// inside\n\ty()\n}\n\n//go:noinline\nfunc G() {}\n// end\n")}
	want := []Passage{
		{"", 1, 1, 2}, {"", 3, 4, 5}, {"F does.\n\nMore.\n", 6, 9, 10}, {"inside\n", 11, 12, 16}, {"end\n", 17, 18, 17},
	}
	if diff := cmp.Diff(want, f.Passages()); diff != "" {
		t.Errorf("passages (-want +got):\n%s", diff)
	}
	for _, src := range []string{"", "package", "package a", "// a", "/* a */ package b", "package a\n/* x\n*/ var b = 1\n"} {
		at := 1
		for _, p := range (File{Name: "x.go", Lang: "go", Source: []byte(src)}).Passages() {
			if p.Start != at || p.Code < p.Start || p.End < p.Code-1 {
				t.Errorf("%q: passage %+v at line %d", src, p, at)
			}
			at = p.End + 1
		}
	}
	if p := (File{Lang: "javascript", Source: []byte("// a\n")}).Passages(); p != nil {
		t.Errorf("passages of a script: %v", p)
	}
}

// Links are in comments, and not in strings.
func TestLinks(t *testing.T) {
	fsys := fstest.MapFS{
		"p/main.go":  file("// See [[A]] and\n// ü [[B#C|d]], not [[1, [2]]] or [[]].\npackage main\n\nvar s = \"// [[No]]\" /* [[D]]\n\t[[E]] */\n"),
		"p/main.cjs": file("let a = '// [[No]]', b = `\n// [[No]]`, c = \"\\\"// [[No]]\"; // [[F]]\n/* x\n![[G]] */ x = y / z\n// [[H]]"),
	}
	p, err := Load(fsys, "p", "examples/p")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range p.Links {
		src := p.File(l.File).Source
		got = append(got, l.Pos.String()+" "+l.Path()+" "+string(src[l.Start:l.End]))
	}
	want := []string{
		"examples/p/main.go:1:8 A [[A]]", "examples/p/main.go:2:6 B#C [[B#C|d]]", "examples/p/main.go:5:24 D [[D]]", "examples/p/main.go:6:2 E [[E]]",
		"examples/p/main.cjs:2:35 F [[F]]", "examples/p/main.cjs:4:1 G ![[G]]", "examples/p/main.cjs:5:4 H [[H]]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}

// Results are medians of the runs, in the order of the file, and stale when a
// file that they depend on has changed since.
func TestBenchmarks(t *testing.T) {
	fsys := fstest.MapFS{
		"p/main.go":       file("package main\n\nimport _ \"m/examples/lib\"\n"),
		"p/main_test.go":  file("package main\n"),
		"p/bench_test.go": file("package main\n\nfunc BenchmarkA(b *testing.B) {}\n"),
		"lib/lib.go":      file("package lib\n"),
		"other/main.go":   file("package main\n"),
	}
	load := func() *Program {
		programs, err := LoadAll(fsys, "examples")
		if err != nil {
			t.Fatal(err)
		}
		return programs[2]
	}
	hash := load().Hash()
	fsys["p/bench.txt"] = file("date: 2026-11-23\nsource: " + hash + "\ngo: go1.26\ngoos: linux\ngoarch: amd64\ncpu: Chip\n" +
		"BenchmarkA/x-2 \t 1 \t 3 widgets/s \t 10 ns/op\nBenchmarkA/y-2 \t 1 \t 7 widgets/s\n" +
		"BenchmarkA/x-2 \t 1 \t 9 widgets/s \t 30 ns/op\nBenchmarkA/x-2 \t 1 \t 4 widgets/s \t 20 ns/op\nBenchmarkB \t 1 \t 5 ns/op\n")
	p := load()
	want := &Measured{Date: "2026-11-23", Machine: "Chip, linux/amd64, go1.26", Benchmarks: []Benchmark{
		{"A", []Chart{{"widgets/s", []Bar{{"x", 4}, {"y", 7}}}, {"ns/op", []Bar{{"x", 20}}}}},
		{"B", []Chart{{"ns/op", []Bar{{"B", 5}}}}},
	}}
	if diff := cmp.Diff(want, p.Measured); diff != "" {
		t.Errorf("measured (-want +got):\n%s", diff)
	}
	for name, stale := range map[string]bool{"p/main_test.go": false, "other/main.go": false, "p/main.go": true, "p/bench_test.go": true, "lib/lib.go": true} {
		before := fsys[name]
		fsys[name] = file(string(before.Data) + "\n// changed\n")
		if got := load().Measured.Stale; got != stale {
			t.Errorf("after a change of %s, stale is %v", name, got)
		}
		fsys[name] = before
	}
	fsys["p/bench.txt"] = file("BenchmarkA 1 x ns/op\n")
	if p := load(); len(p.Problems) != 1 || p.Problems[0].Pos.Line != 1 {
		t.Errorf("problems %v, want one in line 1", p.Problems)
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestLoad(t *testing.T) {
	fsys := fstest.MapFS{
		"loop/main.go":           file("// Loop shows it.\n//\n// More.\npackage main\n\nfunc main() {}\n"),
		"loop/more.go":           file("package main\n"),
		"loop/a_unix.go":         file("//go:build unix\n\npackage main\n"),
		"loop/main_test.go":      file("package main\n\nfunc Example() {\n\tmain()\n\t// Output:\n\t// a\n\t//   b\n}\n\nfunc ExampleX() {\n\t// Output: no\n}\n"),
		"loop/main.cjs":          file("x"),
		"loop/README.md":         file("x"),
		"loop/.hidden.go":        file("x"),
		"loop/testdata/other.go": file("package other"),
		"internal/lib/lib.go":    file("// Package lib.\npackage lib\n"),
		"internal/lib/x_test.go": file("package lib\n"),
		"quiet/main.go":          file("package main\n"),
		"quiet/main_test.go":     file("package main\n\nfunc Example() {\n\t// Output:\n}\n"),
		"unchecked/main.go":      file("package main\n"),
		"unchecked/main_test.go": file("package main\n\nfunc Example() {}\n"),
		"tests_test.go":          file("package examples\n"),
		"_off/main.go":           file("package main\n"),
	}
	programs, err := LoadAll(fsys, "examples")
	if err != nil {
		t.Fatal(err)
	}
	type fact struct {
		Dir           string
		Main, Checked bool
		Doc, Output   string
		Files         string
	}
	var got []fact
	for _, p := range programs {
		f := fact{Dir: p.Dir, Main: p.Main, Checked: p.Checked, Doc: p.Doc, Output: p.Output}
		for _, file := range p.Files {
			f.Files += file.Name + " "
		}
		if len(p.Problems) > 0 {
			t.Errorf("%s: %v", p.Dir, p.Problems)
		}
		got = append(got, f)
	}
	want := []fact{
		{Dir: "examples/internal/lib", Doc: "Package lib.\n", Files: "lib.go x_test.go "},
		{Dir: "examples/loop", Main: true, Checked: true, Doc: "Loop shows it.\n\nMore.\n", Output: "a\n  b\n", Files: "main.go a_unix.go more.go main.cjs main_test.go "},
		{Dir: "examples/quiet", Main: true, Checked: true, Files: "main.go main_test.go "},
		{Dir: "examples/unchecked", Main: true, Files: "main.go main_test.go "},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("programs (-want +got):\n%s", diff)
	}
	loop := programs[1]
	if f := loop.File("MAIN.go"); f == nil || f.Name != "main.go" {
		t.Errorf("File ignores case: %v", f)
	}
	if f := loop.Twin(); f == nil || f.Name != "main.cjs" {
		t.Errorf("twin %v", f)
	}
}

// A program that does not parse is shown, and is a problem where it breaks.
func TestBroken(t *testing.T) {
	p, err := Load(fstest.MapFS{
		"main.go":      file("package main\n\nfunc main( {\n"),
		"main_test.go": file("not go"),
		"bad.cjs":      file("}"),
	}, ".", "examples/x")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Files) != 3 || len(p.Problems) < 2 {
		t.Fatalf("%d files, problems %v", len(p.Files), p.Problems)
	}
	if got := p.Problems[0].String(); !strings.HasPrefix(got, "examples/x/main.go:3:12: ") || !strings.Contains(got, "[bad-program]") {
		t.Errorf("problem %q", got)
	}
}

// unreadable is a file system of which one file cannot be read.
type unreadable struct{ fstest.MapFS }

func (u unreadable) ReadFile(name string) ([]byte, error) {
	if name == "extra.go" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("permission denied")}
	}
	return u.MapFS.ReadFile(name)
}

func TestUnreadable(t *testing.T) {
	p, err := Load(unreadable{fstest.MapFS{"main.go": file("package main\n"), "extra.go": file("package main\n")}}, ".", "examples/x")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Problems) != 1 || p.Problems[0].String() != "examples/x/extra.go: cannot be read: permission denied [unreadable]" {
		t.Errorf("problems %v", p.Problems)
	}
}

// Whatever a file holds, what is found in it lies inside, and the passages are
// all of its lines, each once.
func FuzzLoad(f *testing.F) {
	f.Add("// P.\npackage main\n\n// [[A]] b\nfunc (x *T[K]) F() { /* [[B]] */ }\n", "// #region a\n'[[no]]' /* [[C]]\n*/ `x`\n// #endregion", "date: x\nBenchmarkA/b-2 1 2 c/d\n")
	f.Add("package\n//go:build x\nvar (\n\t// a\n\tb, _ = 1, `\n// [[x]]`\n)\ntype S struct{ a, b int }", "\"\\", "BenchmarkA 1 NaN ns/op\nBenchmarkA 1 Inf ns/op")
	f.Add("package a\r\n\r\n/* x\r\n*/ type I interface{ M() }\r\n", "# #endregion", "Unit x\n")
	f.Fuzz(func(t *testing.T, goSource, script, results string) {
		p, err := Load(fstest.MapFS{"p/main.go": file(goSource), "p/main.cjs": file(script), "p/bench.txt": file(results)}, "p", "examples/p")
		if err != nil || p == nil {
			t.Fatal(p, err)
		}
		p.readBenchmarks(fstest.MapFS{"p/bench.txt": file(results)}, "p")
		for _, l := range p.Links {
			src := string(p.File(l.File).Source)
			if l.Start < 0 || l.End > len(src) || !strings.HasSuffix(src[l.Start:l.End], "]]") || l.Pos.Line < 1 || l.Pos.Column < 1 {
				t.Errorf("link %+v", l)
			}
		}
		for _, f := range p.Files {
			lines := strings.Count(string(f.Source), "\n") + 1
			at := 1
			for _, passage := range f.Passages() {
				if passage.Start != at || passage.Code < passage.Start || passage.End < passage.Code-1 || passage.End > lines+1 {
					t.Errorf("passage %+v, at line %d of %d", passage, at, lines)
				}
				at = passage.End + 1
			}
			for _, s := range p.Symbols {
				if s.File == f.Name && (s.Start < 1 || s.End < s.Start || s.End > lines) {
					t.Errorf("symbol %+v in %d lines", s, lines)
				}
			}
		}
	})
}

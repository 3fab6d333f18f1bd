package example

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

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

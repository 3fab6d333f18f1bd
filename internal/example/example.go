// Package example reads the programs that notes show.
//
// A program is a folder with Go files: [LoadAll] finds them below a folder,
// [Load] reads one into a [Program]: its files, its introduction (the package
// comment), its Node.js twin, and the output that go test checks, which
// go/doc reads from the Example function of the test file. There is no other
// copy of that output. What its benchmarks measured is read from a file, with
// a mark that says whether the program is still the same. [Resolve]
// type-checks the programs and says of each [Name] in them what it means.
// Nothing is run here; package site makes the programs targets of links, and
// package render shows them.
package example

import (
	"errors"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"notesite/internal/problem"
)

// A Program is one folder of Go code.
type Program struct {
	// Dir is the folder as notes write it: "examples/loop".
	Dir string
	// Main says that it is a command, which go run can run; other packages
	// are shared by commands.
	Main bool
	// Doc is the package comment, as Markdown source, and DocPos where it
	// begins.
	Doc    string
	DocPos token.Position
	// Files are the program's files: Go, twin, tests; main.go first.
	Files []File
	// Output is what the program prints, as checked by go test. It has a
	// meaning only if Checked.
	Output  string
	Checked bool
	// Symbols are the declarations and regions of its files.
	Symbols []Symbol
	// Links are the wikilinks in its comments, file by file.
	Links []CodeLink
	// Measured is what its benchmarks measured, nil if there is no BenchFile.
	Measured *Measured
	// Trial is what it did in the sandbox, nil if it was not tried.
	Trial *Trial
	// Problems are what could not be read.
	Problems []problem.Problem

	imports     []string   // import paths
	testImports []string   // those of its tests
	uses        []*Program // those of the imports that are among the programs
}

// A Role says what a file is to its program.
type Role int

// The roles, in the order in which files are shown.
const (
	Source Role = iota // Go code
	Twin               // the same program for Node.js
	Test               // a Go test
)

// A File is one file of a program.
type File struct {
	Name   string // in the folder: "main.go"
	Role   Role
	Lang   string // for highlighting: "go", "javascript"
	Source []byte

	// Names are set by Resolve, and DocLinks: what the doc links in its comments
	// lead to, by their names. That is the destination of a Markdown link:
	// "examples/internal/loop#Loop.Post", "https://pkg.go.dev/net#ErrClosed".
	Names    []Name
	DocLinks map[string]string
}

// Name returns the program's short name: "loop".
func (p *Program) Name() string { return path.Base(p.Dir) }

// File returns the file of that name, ignoring case, or nil.
func (p *Program) File(name string) *File {
	for i := range p.Files {
		if strings.EqualFold(p.Files[i].Name, name) {
			return &p.Files[i]
		}
	}
	return nil
}

// Twin returns the Node.js twin, or nil.
func (p *Program) Twin() *File {
	for i := range p.Files {
		if p.Files[i].Role == Twin {
			return &p.Files[i]
		}
	}
	return nil
}

// LoadAll reads the programs below the root of fsys, in the order of their
// paths. name is what notes call the root, "examples"; folders that begin
// with "." or "_" and testdata are passed over, as go build does.
func LoadAll(fsys fs.FS, name string) ([]*Program, error) {
	var programs []*Program
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			return nil
		}
		if base := d.Name(); p != "." && (base == "testdata" || base[0] == '.' || base[0] == '_') {
			return fs.SkipDir
		}
		program, err := Load(fsys, p, path.Join(name, p))
		if err != nil {
			return err
		}
		if program != nil {
			programs = append(programs, program)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load programs of %q: %w", name, err)
	}
	slices.SortFunc(programs, func(a, b *Program) int { return strings.Compare(a.Dir, b.Dir) })
	for _, p := range programs {
		for _, q := range programs {
			if slices.ContainsFunc(p.imports, func(imp string) bool { return strings.HasSuffix(imp, "/"+q.Dir) }) {
				p.uses = append(p.uses, q)
			}
		}
	}
	for _, p := range programs {
		p.readBenchmarks(fsys, strings.TrimPrefix(strings.TrimPrefix(p.Dir, name), "/"))
	}
	return programs, nil
}

// Load reads the program in one folder of fsys; dir is what notes call it.
// It returns nil for a folder without Go code other than tests.
func Load(fsys fs.FS, folder, dir string) (*Program, error) {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return nil, fmt.Errorf("read folder %q: %w", dir, err)
	}
	p := &Program{Dir: dir}
	for _, e := range entries {
		f := File{Name: e.Name()}
		switch ext := path.Ext(e.Name()); {
		case e.IsDir() || e.Name()[0] == '.' || e.Name()[0] == '_':
			continue
		case strings.HasSuffix(e.Name(), "_test.go"):
			f.Role, f.Lang = Test, "go"
		case ext == ".go":
			f.Role, f.Lang = Source, "go"
		case ext == ".cjs" || ext == ".mjs" || ext == ".js":
			f.Role, f.Lang = Twin, "javascript"
		default:
			continue
		}
		if f.Source, err = fs.ReadFile(fsys, path.Join(folder, e.Name())); err != nil {
			p.Problems = append(p.Problems, problem.Problem{
				Pos:  token.Position{Filename: path.Join(dir, e.Name())},
				Rule: problem.Unreadable, Severity: problem.Error, Message: reason(err),
			})
			continue
		}
		p.Files = append(p.Files, f)
	}
	slices.SortStableFunc(p.Files, func(a, b File) int {
		if a.Role != b.Role {
			return int(a.Role) - int(b.Role)
		}
		if a.Name == "main.go" {
			return -1
		}
		if b.Name == "main.go" {
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	if len(p.Files) == 0 || p.Files[0].Role != Source {
		return nil, nil
	}
	p.read()
	return p, nil
}

// reason says why a file could not be read, without the path that the
// problem's position names already.
func reason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return "cannot be read: " + pathErr.Err.Error()
	}
	return "cannot be read: " + err.Error()
}

// read parses the Go files for what the pages need to know of them.
func (p *Program) read() {
	fset := token.NewFileSet()
	var tests []*ast.File
	for _, f := range p.Files {
		p.addRegions(f)
		p.addLinks(f)
		if f.Lang != "go" {
			continue
		}
		name := path.Join(p.Dir, f.Name)
		file, err := parser.ParseFile(fset, name, f.Source, parser.ParseComments|parser.SkipObjectResolution)
		p.addProblems(name, err)
		if file == nil {
			continue
		}
		p.addDeclarations(f.Name, fset, file)
		if f.Role == Test {
			tests = append(tests, file)
			p.testImports = append(p.testImports, importsOf(file)...)
			continue
		}
		p.Main = p.Main || file.Name.Name == "main"
		p.imports = append(p.imports, importsOf(file)...)
		if p.Doc == "" && file.Doc != nil {
			p.Doc, p.DocPos = file.Doc.Text(), fset.Position(file.Doc.Pos())
		}
	}
	for _, ex := range doc.Examples(tests...) {
		if ex.Name == "" && (ex.Output != "" || ex.EmptyOutput) {
			p.Output, p.Checked = ex.Output, true
		}
	}
}

// importsOf returns the import paths of a file.
func importsOf(file *ast.File) []string {
	var imports []string
	for _, spec := range file.Imports {
		if imp, err := strconv.Unquote(spec.Path.Value); err == nil {
			imports = append(imports, imp)
		}
	}
	return imports
}

func (p *Program) addProblems(name string, err error) {
	if err == nil {
		return
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		list = scanner.ErrorList{{Pos: token.Position{Filename: name}, Msg: err.Error()}}
	}
	for _, e := range list {
		p.Problems = append(p.Problems, problem.Problem{
			Pos: e.Pos, Rule: problem.BadProgram, Severity: problem.Error, Message: e.Msg,
			Hint: "the file is shown as it is",
		})
	}
}

package example

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"notesite/internal/problem"
)

// A Name is an identifier of a Go file that leads to what it means. Names of
// local variables are not among them: what they mean stands close by.
type Name struct {
	Start, End int // offsets in the file's source
	*Declaration
}

// Packages are those that programs import and that are no programs: what the
// go command knows of them.
type Packages struct {
	// Fset has the positions of what Importer gives.
	Fset     *token.FileSet
	Importer types.Importer
	// Docs are the packages' documentations, by import path. A package without
	// one is published nowhere.
	Docs map[string]PackageDoc
	// ReadFile returns a file that a position names. "$GOROOT" stands at the
	// beginning of the names of the standard library's files.
	ReadFile func(name string) ([]byte, error)

	comments map[string]comments // by file name
}

// A PackageDoc is where a package is documented, and the first sentence of
// that.
type PackageDoc struct{ URL, Synopsis string }

// ErrPackages is in the chain of an error of Packages.Importer if nothing is
// wrong with the program that imports.
var ErrPackages = errors.New("packages cannot be read")

// Resolve type-checks the programs with go/types and sets the Names of their
// Go files. find is given the paths of what they import besides each other. A
// program that does not type-check has no names, and has problems. Files that
// are not for this system are left out.
func Resolve(programs []*Program, find func(imports []string) (*Packages, error)) error {
	imports := map[string]bool{}
	r := &resolver{
		programs: programs, files: map[string]*ast.File{}, checked: map[*Program]*checked{},
		declarations: map[types.Object]*Declaration{}, imported: map[string]*Declaration{},
		comments: map[string]comments{}, fields: map[*types.Package]map[*types.Var]string{},
	}
	for _, p := range programs {
		for _, imp := range slices.Concat(p.imports, p.testImports) {
			if imp != "unsafe" && imp != "C" && r.program(imp) == nil {
				imports[imp] = true
			}
		}
	}
	var err error
	if r.packages, err = find(slices.Sorted(maps.Keys(imports))); err != nil {
		return err
	}
	if r.packages.comments == nil {
		r.packages.comments = map[string]comments{}
	}
	defer func() {
		for _, file := range r.files { // the file set stays for another Resolve
			r.packages.Fset.RemoveFile(r.packages.Fset.File(file.FileStart))
		}
	}()
	for _, p := range programs {
		if _, err := r.check(p); errors.Is(err, ErrPackages) {
			return err
		}
	}
	for _, p := range programs {
		if err := r.checkTests(p); errors.Is(err, ErrPackages) {
			return err
		}
	}
	return nil
}

// A resolver is one run of Resolve.
type resolver struct {
	programs     []*Program
	packages     *Packages
	files        map[string]*ast.File // of the programs, by name
	checked      map[*Program]*checked
	declarations map[types.Object]*Declaration
	imported     map[string]*Declaration // by import path
	comments     map[string]comments     // by file name
	fields       map[*types.Package]map[*types.Var]string
}

// checked is what go/types says of a program; pkg and err are nil while it is
// at it.
type checked struct {
	pkg *types.Package
	err error
}

// program returns the program with an import path, or with the path that it has
// for go/types, or nil.
func (r *resolver) program(imp string) *Program {
	for _, p := range r.programs {
		if imp == p.Dir || strings.HasSuffix(imp, "/"+p.Dir) {
			return p
		}
	}
	return nil
}

// Import implements types.Importer: programs are checked as they are shown.
func (r *resolver) Import(imp string) (*types.Package, error) {
	if p := r.program(imp); p != nil {
		return r.check(p)
	}
	if imp == "unsafe" {
		return types.Unsafe, nil
	}
	return r.packages.Importer.Import(imp)
}

// check type-checks a program without its tests, once.
func (r *resolver) check(p *Program) (*types.Package, error) {
	if c := r.checked[p]; c != nil {
		if c.pkg == nil && c.err == nil {
			return nil, fmt.Errorf("%s imports itself", p.Dir)
		}
		return c.pkg, c.err
	}
	c := &checked{}
	r.checked[p] = c
	c.pkg, c.err = r.checkFiles(p, r, func(f *File, _ *ast.File) bool { return f.Role == Source }, Source)
	return c.pkg, c.err
}

// checkTests type-checks the tests of a program: those of its own package
// together with it, then those of the package beside it.
func (r *resolver) checkTests(p *Program) error {
	if r.checked[p].err != nil || !slices.ContainsFunc(p.Files, func(f File) bool { return f.Role == Test }) {
		return nil
	}
	outside := func(file *ast.File) bool { return strings.HasSuffix(file.Name.Name, "_test") }
	pkg, err := r.checkFiles(p, r, func(f *File, file *ast.File) bool { return f.Lang == "go" && !outside(file) }, Test)
	if err != nil {
		return err
	}
	_, err = r.checkFiles(p, withPackage{r, p, pkg}, func(f *File, file *ast.File) bool { return f.Role == Test && outside(file) }, Test)
	return err
}

// withPackage imports one program as it is with its tests.
type withPackage struct {
	*resolver
	program *Program
	pkg     *types.Package
}

func (w withPackage) Import(imp string) (*types.Package, error) {
	if w.resolver.program(imp) == w.program {
		return w.pkg, nil
	}
	return w.resolver.Import(imp)
}

// checkFiles type-checks some files of a program and sets the names of those
// of a role.
func (r *resolver) checkFiles(p *Program, importer types.Importer, some func(*File, *ast.File) bool, role Role) (*types.Package, error) {
	var files []*ast.File
	var named []*File
	for i := range p.Files {
		f := &p.Files[i]
		if f.Lang != "go" || !f.builds() {
			continue
		}
		file, err := r.parse(p, f)
		if err != nil {
			return nil, err // a problem already
		}
		if !some(f, file) {
			continue
		}
		files = append(files, file)
		if f.Role == role {
			named = append(named, f)
		}
	}
	if len(files) == 0 {
		return types.NewPackage(p.Dir, path.Base(p.Dir)), nil
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	var found []types.Error
	var failed error // an error of the importer
	conf := types.Config{
		Importer: importerFunc(func(imp string) (*types.Package, error) {
			pkg, err := importer.Import(imp)
			if errors.Is(err, ErrPackages) {
				failed = err
			}
			return pkg, err
		}),
		Error:       func(err error) { found = append(found, err.(types.Error)) },
		Sizes:       types.SizesFor("gc", runtime.GOARCH),
		FakeImportC: true,
	}
	pkg, err := conf.Check(p.Dir, r.packages.Fset, files, info)
	if failed != nil {
		return nil, failed
	}
	lacksImport := func(e types.Error) bool { return strings.HasPrefix(e.Msg, "could not import") }
	if slices.ContainsFunc(found, lacksImport) { // all else follows from that
		found = slices.DeleteFunc(found, func(e types.Error) bool { return !lacksImport(e) })
	}
	for _, e := range found {
		p.addTypeProblem(e)
	}
	if err != nil {
		return nil, fmt.Errorf("%s does not type-check", p.Dir)
	}
	for _, f := range named {
		r.nameFile(p, f, pkg, info)
	}
	return pkg, nil
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// parse parses a file of a program, once.
func (r *resolver) parse(p *Program, f *File) (*ast.File, error) {
	name := path.Join(p.Dir, f.Name)
	if file := r.files[name]; file != nil {
		return file, nil
	}
	file, err := parser.ParseFile(r.packages.Fset, name, f.Source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	r.files[name] = file
	return file, nil
}

// builds reports whether a Go file is for this system.
func (f *File) builds() bool {
	ctx := build.Default
	ctx.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.Source)), nil }
	ok, err := ctx.MatchFile("", f.Name)
	return ok && err == nil
}

// maxTypeProblems is how many errors of one program are told; most of them
// follow from the first.
const maxTypeProblems = 10

func (p *Program) addTypeProblem(e types.Error) {
	pos := e.Fset.PositionFor(e.Pos, false)
	f := p.File(path.Base(pos.Filename))
	if strings.HasPrefix(e.Msg, "\t") || f == nil {
		return // more about the error before
	}
	n := 0
	for _, q := range p.Problems {
		if q.Rule == problem.BadProgram {
			n++
		}
	}
	if n >= maxTypeProblems {
		return
	}
	at := position(f.Source, pos.Offset)
	at.Filename = pos.Filename
	q := problem.Problem{
		Pos: at, Rule: problem.BadProgram, Severity: problem.Error, Message: e.Msg,
		Hint: "the program is shown, and its names lead nowhere",
	}
	if !slices.Contains(p.Problems, q) {
		p.Problems = append(p.Problems, q)
	}
}

// nameFile sets the names in a file, from top to bottom, and its doc links.
func (r *resolver) nameFile(p *Program, f *File, pkg *types.Package, info *types.Info) {
	file := r.files[path.Join(p.Dir, f.Name)]
	var names []Name
	add := func(start, end token.Pos, d *Declaration) {
		pos := r.packages.Fset.PositionFor(start, false)
		if d == nil || d.Program == p && d.File == path.Base(pos.Filename) && d.Line == pos.Line {
			return
		}
		names = append(names, Name{Start: pos.Offset, End: pos.Offset + int(end-start), Declaration: d})
	}
	selected := map[*ast.Ident]*types.Selection{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			if imp, err := strconv.Unquote(n.Path.Value); err == nil {
				add(n.Path.Pos()+1, n.Path.End()-1, r.packageDeclaration(imp)) // without the quotes
			}
		case *ast.SelectorExpr:
			selected[n.Sel] = info.Selections[n]
		case *ast.Ident:
			if obj := info.Uses[n]; obj != nil {
				add(n.Pos(), n.End(), r.declaration(obj, selected[n]))
			}
		}
		return true
	})
	f.DocLinks = map[string]string{}
	r.docLinks(p, file, pkg, func(name string, start, end token.Pos, d *Declaration) {
		add(start, end, d)
		if to := d.target(name); to != "" {
			f.DocLinks[name] = to
		}
	})
	slices.SortFunc(names, func(a, b Name) int { return cmp.Compare(a.Start, b.Start) })
	f.Names = names
}

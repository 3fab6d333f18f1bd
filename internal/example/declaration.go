package example

import (
	"go/types"
	"path"
	"strings"
)

// A Declaration is what names mean: something that is declared in a program,
// or in a package that has its documentation elsewhere.
type Declaration struct {
	// Signature is the declaration in one line:
	// "func fmt.Println(a ...any) (n int, err error)".
	Signature string
	// Doc is the first sentence of its comment; it may be empty.
	Doc string
	// Program, File and Line say where it stands, if in a program. A program
	// itself has no Line.
	Program *Program
	File    string
	Line    int
	// URL is where its documentation is, if anywhere else.
	URL string
}

// maxSignature bounds a signature, in bytes.
const maxSignature = 200

// declaration returns what an object is, or nil for what is not told: local
// variables, labels, predeclared types and constants.
func (r *resolver) declaration(obj types.Object, sel *types.Selection) *Declaration {
	switch o := obj.(type) {
	case *types.PkgName:
		return r.packageDeclaration(o.Imported().Path())
	case *types.Builtin:
		if o.Pkg() == nil {
			return r.builtin(o)
		}
	case *types.Var:
		obj = o.Origin()
	case *types.Func:
		obj = o.Origin()
	}
	if obj.Pkg() == nil || !isMember(obj) && obj.Parent() != obj.Pkg().Scope() {
		return nil
	}
	if d, ok := r.declarations[obj]; ok {
		return d
	}
	d := &Declaration{Signature: signature(obj)}
	pos := r.packages.Fset.PositionFor(obj.Pos(), false)
	d.Doc = r.commentsOf(pos.Filename).synopsis(obj.Name(), pos.Line)
	if p := r.programAt(pos.Filename); p != nil {
		d.Program, d.File, d.Line = p, path.Base(pos.Filename), pos.Line
	} else if doc, ok := r.packages.Docs[obj.Pkg().Path()]; ok {
		d.URL = doc.URL
		if name := r.documentedName(obj, sel); name != "" {
			d.URL += "#" + name
		}
	}
	r.declarations[obj] = d
	return d
}

// isMember reports whether an object is a field or a method.
func isMember(obj types.Object) bool {
	switch o := obj.(type) {
	case *types.Var:
		return o.IsField()
	case *types.Func:
		return o.Signature().Recv() != nil
	}
	return false
}

func (r *resolver) programAt(filename string) *Program {
	if r.files[filename] == nil {
		return nil
	}
	for _, p := range r.programs {
		if p.Dir == path.Dir(filename) {
			return p
		}
	}
	return nil
}

// packageDeclaration returns what an import path means.
func (r *resolver) packageDeclaration(imp string) *Declaration {
	p := r.program(imp)
	if p != nil {
		imp = p.Dir
	}
	if d, ok := r.imported[imp]; ok {
		return d
	}
	var d *Declaration
	if p != nil {
		d = &Declaration{Signature: "package " + p.Name(), Doc: synopsis(p.Doc), Program: p}
	} else if doc, ok := r.packages.Docs[imp]; ok {
		d = &Declaration{Signature: "package " + imp, Doc: synopsis(doc.Synopsis), URL: doc.URL}
	}
	r.imported[imp] = d
	return d
}

// builtin returns a predeclared function as package builtin documents it.
func (r *resolver) builtin(obj types.Object) *Declaration {
	if d, ok := r.declarations[obj]; ok {
		return d
	}
	var d *Declaration
	if c, ok := r.commentsOf(builtinFile)[place{obj.Name(), 0}]; ok {
		d = &Declaration{Signature: c.signature, Doc: synopsis(c.text), URL: r.packages.Docs["builtin"].URL + "#" + obj.Name()}
	}
	r.declarations[obj] = d
	return d
}

// signature writes the declaration of an object in one line. Packages are
// written by their names.
func signature(obj types.Object) string {
	named := func(pkg *types.Package) string { return pkg.Name() }
	var s string
	switch o := obj.(type) {
	case *types.TypeName:
		s = "type " + types.TypeString(o.Type(), named)
		switch u := o.Type().Underlying().(type) {
		case *types.Struct:
			s += " struct"
		case *types.Interface:
			s += " interface"
		default:
			s += " " + types.TypeString(u, named)
		}
		if o.IsAlias() {
			s = types.ObjectString(o, named)
		}
	case *types.Const:
		s = types.ObjectString(o, named) + " = " + o.Val().String()
	default:
		s = types.ObjectString(o, named)
	}
	if len(s) > maxSignature {
		s = strings.ToValidUTF8(s[:maxSignature], "") + "..."
	}
	return s
}

// documentedName returns the name under which pkg.go.dev has an object:
// "Println", "Conn.Close"; empty if it has not.
func (r *resolver) documentedName(obj types.Object, sel *types.Selection) string {
	owner := ""
	switch o := obj.(type) {
	case *types.Var:
		if o.IsField() {
			return r.fieldsOf(o.Pkg())[o]
		}
	case *types.Func:
		if recv := o.Signature().Recv(); recv != nil {
			owner = exportedType(recv.Type(), o.Pkg())
			if owner == "" && sel != nil {
				owner = holder(sel, o.Pkg()) // promoted from a type that is not exported
			}
			if owner == "" {
				return ""
			}
		}
	}
	if !obj.Exported() {
		return ""
	}
	if owner != "" {
		return owner + "." + obj.Name()
	}
	return obj.Name()
}

// exportedType returns the name of a type, or of what it points to, if that is
// an exported one of pkg.
func exportedType(t types.Type, pkg *types.Package) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || !named.Obj().Exported() || named.Obj().Pkg() != pkg {
		return ""
	}
	return named.Obj().Name()
}

// holder returns the last exported type of pkg on the way to what is selected.
func holder(sel *types.Selection, pkg *types.Package) string {
	t := sel.Recv()
	owner := exportedType(t, pkg)
	for _, i := range sel.Index()[:len(sel.Index())-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		s, ok := t.Underlying().(*types.Struct)
		if !ok {
			break
		}
		t = s.Field(i).Type()
		if name := exportedType(t, pkg); name != "" {
			owner = name
		}
	}
	return owner
}

// fieldsOf returns the names of a package's exported fields: "Server.Addr".
func (r *resolver) fieldsOf(pkg *types.Package) map[*types.Var]string {
	if fields, ok := r.fields[pkg]; ok {
		return fields
	}
	fields := map[*types.Var]string{}
	for _, name := range pkg.Scope().Names() {
		t, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || !t.Exported() || t.IsAlias() {
			continue
		}
		if s, ok := t.Type().Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				if f.Exported() {
					fields[f] = name + "." + f.Name()
				}
			}
		}
	}
	r.fields[pkg] = fields
	return fields
}

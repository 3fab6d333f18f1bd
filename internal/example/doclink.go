package example

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"notesite/internal/problem"
)

// bracketed finds what may be a doc link: "[Name]", "[Type.Method]",
// "[package.Name]", or one of these with a star.
var bracketed = regexp.MustCompile(`\[\*?([\pL_][\pL\d_]*(?:\.[\pL_][\pL\d_]*){0,2})\]`)

// docLinks finds the doc links in the comments of a file, as go doc has them
// (https://go.dev/doc/comment#doclinks): names of the package itself and of
// what it imports. What does not begin with such a name is no link. each
// is given where the name stands, and what it means.
func (r *resolver) docLinks(p *Program, file *ast.File, pkg *types.Package, each func(name string, start, end token.Pos, d *Declaration)) {
	for _, group := range file.Comments {
		for _, c := range group.List {
			for _, at := range bracketed.FindAllStringSubmatchIndex(c.Text, -1) {
				if !standsAlone(c.Text[:at[0]], c.Text[at[1]:]) {
					continue
				}
				name, start := c.Text[at[2]:at[3]], c.Pos()+token.Pos(at[2])
				d, lacks := r.docLink(file, pkg, name)
				if lacks != "" {
					pos := r.packages.Fset.PositionFor(start, false)
					f := p.File(path.Base(pos.Filename))
					told := position(f.Source, pos.Offset)
					told.Filename = pos.Filename
					p.Problems = append(p.Problems, problem.Problem{
						Pos: told, Rule: problem.MissingPart, Severity: problem.Error,
						Message: lacks, Hint: "write the name as it is, or without the brackets",
					})
				}
				if d != nil {
					each(name, start, start+token.Pos(at[3]-at[2]), d)
				}
			}
		}
	}
}

// standsAlone reports whether there is no letter or bracket at either side: an
// index, the type of an array and Markdown's own links are no doc links.
func standsAlone(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	part := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_' || c == ']' }
	return !part(last) && !part(next) && !strings.ContainsRune("[!)`", last) && !strings.ContainsRune("[(:`", next)
}

// docLink returns what the name of a doc link means, or nil; lacks says what
// it names that is not there.
func (r *resolver) docLink(file *ast.File, pkg *types.Package, name string) (d *Declaration, lacks string) {
	first, rest, more := strings.Cut(name, ".")
	obj := pkg.Scope().Lookup(first)
	if obj == nil {
		imported := r.importNamed(file, pkg, first)
		if imported == nil {
			return nil, ""
		}
		if !more {
			return r.packageDeclaration(imported.Path()), ""
		}
		pkg = imported
		first, rest, more = strings.Cut(rest, ".")
		if obj = pkg.Scope().Lookup(first); obj == nil {
			return nil, "package " + pkg.Name() + " has no " + first
		}
	}
	if !more {
		return r.declaration(obj, nil), ""
	}
	t, ok := obj.(*types.TypeName)
	if !ok || strings.Contains(rest, ".") {
		return nil, ""
	}
	member, _, _ := types.LookupFieldOrMethod(t.Type(), true, pkg, rest)
	if member == nil {
		return nil, "type " + first + " has no field or method " + rest
	}
	return r.declaration(member, nil), ""
}

// importNamed returns the package that a file imports under a name, or another
// file of its package, or nil.
func (r *resolver) importNamed(file *ast.File, pkg *types.Package, name string) *types.Package {
	for _, spec := range file.Imports {
		imp, err := strconv.Unquote(spec.Path.Value)
		if err != nil || spec.Name != nil && spec.Name.Name != name {
			continue
		}
		if pkg, err := r.Import(imp); err == nil && (spec.Name != nil || pkg.Name() == name) {
			return pkg
		}
	}
	if i := slices.IndexFunc(pkg.Imports(), func(p *types.Package) bool { return p.Name() == name }); i >= 0 {
		return pkg.Imports()[i]
	}
	return nil
}

// target returns what a doc link leads to as the destination of a Markdown
// link: a program's part as notes name it, or an address.
func (d *Declaration) target(name string) string {
	if d.Program == nil {
		return d.URL
	}
	if d.Line == 0 {
		return d.Program.Dir
	}
	for more := true; more; _, name, more = strings.Cut(name, ".") { // "loop.Loop.Post" is Loop.Post in its program
		if s, ok := d.Program.Symbol(d.File, name); ok {
			return d.Program.Dir + "#" + s.Name
		}
	}
	if s, ok := d.Program.At(d.File, d.Line); ok { // Max of an embedded type
		return d.Program.Dir + "#" + s.Name
	}
	return d.Program.Dir
}

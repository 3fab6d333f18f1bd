package example

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
)

// builtinFile declares what is predeclared, for documentation.
const builtinFile = "$GOROOT/src/builtin/builtin.go"

// comments are those of a file's declarations. Export data has the lines of
// declarations and not their columns.
type comments map[place]comment

// A place is where a name is declared. Line 0 is any: the last one.
type place struct {
	name string
	line int
}

type comment struct {
	text      string
	signature string // of a function
}

func (c comments) synopsis(name string, line int) string { return synopsis(c[place{name, line}].text) }

// commentsOf reads a file's comments, once. A file that cannot be read has
// none.
func (r *resolver) commentsOf(filename string) comments {
	known := r.packages.comments // those of packages stay for another Resolve
	fset, file := r.packages.Fset, r.files[filename]
	if file != nil {
		known = r.comments
	}
	if c, ok := known[filename]; ok {
		return c
	}
	c := comments{}
	known[filename] = c
	if file == nil {
		src, err := r.packages.ReadFile(filename)
		if err != nil {
			return c
		}
		fset = token.NewFileSet()
		if file, err = parser.ParseFile(fset, filename, src, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			return c
		}
	}
	add := func(name *ast.Ident, docs ...*ast.CommentGroup) {
		for _, d := range docs {
			if d != nil {
				c[place{name.Name, fset.PositionFor(name.Pos(), false).Line}] = comment{text: d.Text()}
				return
			}
		}
	}
	var addMembers func(ast.Expr)
	addMembers = func(t ast.Expr) {
		for _, f := range members(t) {
			for _, name := range f.Names {
				add(name, f.Doc, f.Comment)
			}
			addMembers(f.Type)
		}
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			add(decl.Name, decl.Doc)
			if filename == builtinFile {
				c[place{decl.Name.Name, 0}] = comment{decl.Doc.Text(), declText(fset, decl)}
			}
		case *ast.GenDecl:
			single := decl.Doc
			if len(decl.Specs) > 1 {
				single = nil // it is the group's
			}
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						add(name, spec.Doc, spec.Comment, single)
					}
				case *ast.TypeSpec:
					add(spec.Name, spec.Doc, spec.Comment, single)
					addMembers(spec.Type)
				}
			}
		}
	}
	return c
}

// declText writes a function's declaration without its body.
func declText(fset *token.FileSet, decl *ast.FuncDecl) string {
	var b bytes.Buffer
	if err := format.Node(&b, fset, &ast.FuncDecl{Name: decl.Name, Type: decl.Type}); err != nil {
		return ""
	}
	return b.String()
}

// A docLink is "[Name]" in a doc comment, or a wikilink with or without
// another text.
var docLink = regexp.MustCompile(`\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|\[([^\[\]\s]+)\]`)

// synopsis returns the first sentence of a comment, as plain text.
func synopsis(text string) string {
	return docLink.ReplaceAllString(new(doc.Package).Synopsis(text), "$1$2")
}

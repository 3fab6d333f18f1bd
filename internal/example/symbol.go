package example

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strings"

	"notesite/internal/problem"
)

// A Symbol is a part of a file that has a name: a declaration of Go, or a
// region of any file.
type Symbol struct {
	// Name is "Run" for a function, type, variable or constant, "Loop.Run"
	// for a method or field, and whatever a region is called.
	Name       string
	File       string
	Start, End int // lines, from 1, the comment above among them
}

// Symbol returns the symbol of that name in a file, or in any file if that is
// empty. Case counts only when two names differ in nothing else.
func (p *Program) Symbol(file, name string) (Symbol, bool) {
	var found *Symbol
	for i := range p.Symbols {
		s := &p.Symbols[i]
		switch {
		case file != "" && !strings.EqualFold(s.File, file):
		case s.Name == name:
			return *s, true
		case found == nil && strings.EqualFold(s.Name, name):
			found = s
		}
	}
	if found == nil {
		return Symbol{}, false
	}
	return *found, true
}

// At returns the innermost symbol around a line of a file.
func (p *Program) At(file string, line int) (Symbol, bool) {
	var found Symbol
	for _, s := range p.Symbols {
		if s.File == file && s.Start <= line && line <= s.End && (found.Name == "" || s.End-s.Start < found.End-found.Start) {
			found = s
		}
	}
	return found, found.Name != ""
}

// addDeclarations adds the symbols of a Go file.
func (p *Program) addDeclarations(name string, fset *token.FileSet, file *ast.File) {
	add := func(symbol string, doc *ast.CommentGroup, node ast.Node) {
		if symbol == "_" {
			return
		}
		s := Symbol{symbol, name, fset.Position(node.Pos()).Line, fset.Position(node.End()).Line}
		if doc != nil {
			s.Start = min(s.Start, fset.Position(doc.Pos()).Line)
		}
		p.Symbols = append(p.Symbols, s)
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			symbol := decl.Name.Name
			if receiver := receiverName(decl); receiver != "" {
				symbol = receiver + "." + symbol
			}
			add(symbol, decl.Doc, decl)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				var node ast.Node = spec
				doc := decl.Doc
				if decl.Lparen.IsValid() {
					doc = nil // it is the group's
				} else {
					node = decl
				}
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					if doc == nil {
						doc = spec.Doc
					}
					for _, n := range spec.Names {
						add(n.Name, doc, node)
					}
				case *ast.TypeSpec:
					if doc == nil {
						doc = spec.Doc
					}
					add(spec.Name.Name, doc, node)
					for _, f := range members(spec.Type) {
						for _, n := range f.Names {
							add(spec.Name.Name+"."+n.Name, f.Doc, f)
						}
					}
				}
			}
		}
	}
}

// members returns the fields of a struct, or the methods of an interface.
func members(t ast.Expr) []*ast.Field {
	switch t := t.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	}
	return nil
}

// receiverName returns the name of the type that a method belongs to.
func receiverName(decl *ast.FuncDecl) string {
	if decl.Recv == nil || len(decl.Recv.List) == 0 {
		return ""
	}
	t := decl.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// regionMark is a comment that begins or ends a region, as editors fold it:
// "// #region name" and "// #endregion name", whatever a comment begins with.
var regionMark = regexp.MustCompile(`^\s*(?://|#|--|/\*|<!--)\s*#(end)?region\b[ \t]*(.*?)\s*(?:\*/|-->)?\s*$`)

// addRegions adds the regions of a file, each without its marks.
func (p *Program) addRegions(f File) {
	if !strings.Contains(string(f.Source), "#region") {
		return
	}
	var open []Symbol
	line := 0
	for text := range strings.Lines(string(f.Source)) {
		line++
		m := regionMark.FindStringSubmatch(strings.TrimRight(text, "\r\n"))
		switch {
		case m == nil:
		case m[1] == "":
			open = append(open, Symbol{Name: m[2], File: f.Name, Start: line + 1})
		case len(open) == 0:
			p.regionProblem(f.Name, line, "no region begins before its end here", "write // #region name where it begins")
		default:
			s := open[len(open)-1]
			open = open[:len(open)-1]
			if m[2] != "" && m[2] != s.Name {
				p.regionProblem(f.Name, line, fmt.Sprintf("region %q ends here, and %q is open", m[2], s.Name), "end the inner one first")
			}
			s.End = line - 1
			if s.Name != "" && s.End >= s.Start {
				p.Symbols = append(p.Symbols, s)
			}
		}
	}
	for _, s := range open {
		p.regionProblem(f.Name, s.Start-1, fmt.Sprintf("region %q does not end", s.Name), "write // #endregion where it does")
	}
}

func (p *Program) regionProblem(file string, line int, message, hint string) {
	p.Problems = append(p.Problems, problem.Problem{
		Pos:  token.Position{Filename: path.Join(p.Dir, file), Line: line, Column: 1},
		Rule: problem.BadProgram, Severity: problem.Error, Message: message, Hint: hint,
	})
}

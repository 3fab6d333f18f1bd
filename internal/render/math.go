package render

import (
	"errors"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"notesite/internal/math"
	"notesite/internal/mermaid"
	"notesite/internal/note"
	"notesite/internal/problem"
)

// formulas is shared by all renderers, so that a formula is made once however
// often a site is built while somebody works on it.
var formulas = math.New()

// math writes a formula as MathML, or as its source with what is wrong.
func (b *body) math(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	b.page.wants(showFigures)
	switch node := node.(type) {
	case *note.MathBlock:
		_, _ = w.WriteString(`<div class="math-block" tabindex="0"`)
		idAttr(w, node)
		_ = w.WriteByte('>')
		writeFormula(w, node.TeX(src), true)
		_, _ = w.WriteString("</div>\n")
	case *note.Math:
		writeFormula(w, node.TeX, node.Display)
	}
	return ast.WalkSkipChildren, nil
}

// Check returns what is wrong with the formulas and diagrams of a note: they
// are shown as their source.
func Check(n *note.Note) []problem.Problem {
	var problems []problem.Problem
	for _, f := range n.Formulas {
		if _, err := formulas.HTML(f.TeX, f.Display); err != nil {
			problems = append(problems, problem.Problem{
				Pos: n.Position(f.Start), Rule: problem.BadFormula, Severity: problem.Error,
				Message: "the formula cannot be read: " + err.Error(), Hint: "it is shown as its source",
			})
		}
	}
	for _, f := range n.Fences {
		if f.Lang != "mermaid" {
			continue
		}
		if _, err := diagrams.SVG(f.Code, mermaid.Place{}); err != nil && !errors.Is(err, mermaid.ErrKind) {
			problems = append(problems, problem.Problem{
				Pos: n.Position(f.Start), Rule: problem.BadDiagram, Severity: problem.Error,
				Message: "the diagram cannot be drawn: " + err.Error(), Hint: "it is shown as its source",
			})
		}
	}
	return problems
}

func writeFormula(w util.BufWriter, tex string, display bool) {
	formula, err := formulas.HTML(tex, display)
	if err != nil {
		fmt.Fprintf(w, `<code class="math-wrong" title="%s">%s</code>`, esc(err.Error()), esc(tex))
		return
	}
	_, _ = w.WriteString(formula)
}

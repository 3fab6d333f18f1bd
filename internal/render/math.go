package render

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"notesite/internal/note"
)

// math writes a formula.
func (b *body) math(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	switch node := node.(type) {
	case *note.MathBlock:
		_, _ = w.WriteString(`<div class="math math-display"`)
		idAttr(w, node)
		_, _ = w.WriteString(`><code>` + esc(node.TeX(src)) + "</code></div>\n")
	case *note.Math:
		_, _ = w.WriteString(`<code class="math">` + esc(node.TeX) + `</code>`)
	}
	return ast.WalkSkipChildren, nil
}

package render

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"notesite/internal/note"
)

// callout writes the shape that Obsidian gives callouts (rule 171), as
// <details> when it folds, so that it folds without a script.
func (b *body) callout(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	c := node.(*note.Callout)
	tag := "div"
	if c.Fold != note.NoFold {
		tag = "details"
	}
	if !entering {
		if c.ChildCount() > 1 {
			_, _ = w.WriteString("</div>\n")
		}
		fmt.Fprintf(w, "</%s>\n", tag)
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(w, `<%s class="callout callout-%s" data-callout="%s"`, tag, c.ShownAs(), esc(c.Name))
	if c.Fold != note.NoFold {
		fmt.Fprintf(w, ` data-callout-fold="%s"`, c.Fold)
	}
	if c.Metadata != "" {
		fmt.Fprintf(w, ` data-callout-metadata="%s"`, esc(c.Metadata))
	}
	idAttr(w, node)
	if c.Fold == note.Open {
		_, _ = w.WriteString(" open")
	}
	_, _ = w.WriteString(">\n")
	return ast.WalkContinue, nil
}

func (b *body) calloutTitle(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	c, ok := node.Parent().(*note.Callout)
	if !ok {
		return ast.WalkContinue, nil
	}
	tag, inner := "div", "div"
	if c.Fold != note.NoFold {
		tag, inner = "summary", "span"
	}
	if entering {
		fmt.Fprintf(w, `<%s class="callout-title"><span class="callout-icon" aria-hidden="true"></span><%s class="callout-title-inner">`, tag, inner)
		if node.FirstChild() == nil {
			title := c.DefaultTitle()
			if key := "callout." + c.Name; b.r.words.Has(key) {
				title = b.r.words.Say(key)
			}
			_, _ = w.WriteString(esc(title))
		}
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(w, "</%s></%s>\n", inner, tag)
	if node.NextSibling() != nil {
		_, _ = w.WriteString(`<div class="callout-content">` + "\n")
	}
	return ast.WalkContinue, nil
}

package note

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
)

// Hidden returns what of the source no reader sees, in order: comments of
// Obsidian's and of HTML (rules 142-150), and the ids of blocks (rule 77).
func (t *Tree) Hidden() []Span {
	var spans []Span
	_ = ast.Walk(t.Root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *Comment:
			spans = append(spans, node.Span)
			return ast.WalkSkipChildren, nil
		case *CommentBlock:
			end := node.Lines().At(node.Lines().Len() - 1).Stop
			if node.Closed {
				end += len("%%")
			}
			spans = append(spans, Span{node.start, end})
			return ast.WalkSkipChildren, nil
		case *BlockID:
			spans = append(spans, node.Span)
		case *BlockIDLine:
			spans = append(spans, node.Span)
		case *ast.RawHTML:
			if n := node.Segments.Len(); n > 0 {
				spans = t.htmlComments(spans, Span{node.Segments.At(0).Start, node.Segments.At(n - 1).Stop})
			}
		case *ast.HTMLBlock:
			if n := node.Lines().Len(); n > 0 {
				whole := Span{node.Lines().At(0).Start, node.Lines().At(n - 1).Stop}
				whole.End = max(whole.End, node.ClosureLine.Stop)
				spans = t.htmlComments(spans, whole)
			}
		}
		return ast.WalkContinue, nil
	})
	return spans
}

// htmlComments adds the comments in a piece of HTML.
func (t *Tree) htmlComments(spans []Span, within Span) []Span {
	for at := within.Start; ; {
		open := bytes.Index(t.Source[at:within.End], []byte("<!--"))
		if open < 0 {
			return spans
		}
		c := Span{at + open, within.End}
		if end := bytes.Index(t.Source[c.Start:within.End], []byte("-->")); end >= 0 {
			c.End = c.Start + end + len("-->")
		}
		spans = append(spans, c)
		at = c.End
	}
}

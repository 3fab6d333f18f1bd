package note

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A Section is what stands under one heading, up to the next of any level, as
// plain text: what can be searched. Code and captions are in it; comments, and
// what is embedded, are not.
type Section struct {
	Heading int // ordinal in Note.Headings; -1 for what stands before the first
	Text    string
}

// Sections returns the sections of a note, from top to bottom, also those
// without text. The first one has no heading.
func (t *Tree) Sections() []Section {
	sections := []Section{{Heading: -1}}
	var b strings.Builder
	end := func() {
		sections[len(sections)-1].Text = strings.Join(strings.Fields(b.String()), " ")
		b.Reset()
	}
	_ = ast.Walk(t.Root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if node.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *Comment, *CommentBlock, *ast.HTMLBlock, *ast.RawHTML:
			return ast.WalkSkipChildren, nil
		case *ast.Heading:
			if i, ok := t.Headings[node]; ok {
				end()
				sections = append(sections, Section{Heading: i})
				return ast.WalkSkipChildren, nil
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range node.Lines().Len() {
				line := node.Lines().At(i)
				b.Write(line.Value(t.Source))
			}
			return ast.WalkSkipChildren, nil
		}
		writePlain(&b, node, t.Source, entering)
		return ast.WalkContinue, nil
	})
	end()
	return sections
}

// Paragraphs returns the text of each paragraph, item and cell, as plain text,
// without headings, code and comments.
func (t *Tree) Paragraphs() []string {
	var texts []string
	_ = ast.Walk(t.Root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node.Kind() {
		case KindCommentBlock, ast.KindHeading:
			return ast.WalkSkipChildren, nil
		case ast.KindParagraph, ast.KindTextBlock, extast.KindTableCell:
			if text := plainText(node, t.Source); text != "" {
				texts = append(texts, text)
			}
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return texts
}

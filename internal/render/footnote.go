package render

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"notesite/internal/note"
)

// footnoteRef writes the number that leads to a footnote.
func (b *body) footnoteRef(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	for i, f := range b.tree.Footnotes {
		k := slices.Index(f.Refs, node)
		if k < 0 {
			continue
		}
		if !slices.Contains(b.used, i) {
			b.used = append(b.used, i)
		}
		fmt.Fprintf(w, `<sup id="%s"><a class="footnote-ref" href="#%s" aria-label="%s">%d</a></sup>`,
			b.footnoteID("fnref", i, k), b.footnoteID("fn", i, 0), esc(b.r.words.Say("footnote", "number", i+1)), i+1)
		break
	}
	return ast.WalkSkipChildren, nil
}

// footnoteID returns the id of a footnote, or of its n-th reference. No
// heading has a dot in its id.
func (b *body) footnoteID(kind string, i, n int) string {
	id := b.prefix + kind + "." + strconv.Itoa(i+1)
	if n > 0 {
		id += "." + strconv.Itoa(n+1)
	}
	return id
}

// writeFootnotes writes the footnotes that were referred to, as a list at the
// end. Footnotes may refer to others in turn.
func (b *body) writeFootnotes(w io.Writer, md renderer.Renderer) error {
	if len(b.used) == 0 {
		return nil
	}
	fmt.Fprintf(w, "<section class=\"footnotes\" aria-label=\"%s\">\n<ol>\n", esc(b.r.words.Say("footnotes")))
	for n := 0; n < len(b.used); n++ {
		slices.Sort(b.used[n:])
		i := b.used[n]
		fmt.Fprintf(w, `<li id="%s" value="%d">`, b.footnoteID("fn", i, 0), i+1)
		if err := md.Render(w, b.tree.Source, b.footnoteText(i)); err != nil {
			return err
		}
		fmt.Fprint(w, "</li>\n")
	}
	fmt.Fprint(w, "</ol>\n</section>\n")
	return nil
}

// footnoteText returns what footnote i says, as a document of its own that
// ends in links back to the text.
func (b *body) footnoteText(i int) *ast.Document {
	f := b.tree.Footnotes[i]
	doc := ast.NewDocument()
	var into ast.Node = doc
	if _, inline := f.Node.(*note.InlineFootnote); inline {
		into = ast.NewParagraph()
		doc.AppendChild(doc, into)
	}
	for child := f.Node.FirstChild(); child != nil; child = f.Node.FirstChild() {
		into.AppendChild(into, child)
	}
	liftEmbeds(doc, b)
	direct(doc, b.tree.Source, b.r.noteDir(b.note.Note))
	last, ok := doc.LastChild().(*ast.Paragraph)
	if !ok {
		last = ast.NewParagraph()
		doc.AppendChild(doc, last)
	}
	last.AppendChild(last, &backReferences{footnote: i, refs: len(f.Refs)})
	return doc
}

var kindBackReferences = ast.NewNodeKind("BackReferences")

// backReferences are the links from a footnote back to the text.
type backReferences struct {
	ast.BaseInline
	footnote, refs int
}

// Kind implements ast.Node.
func (*backReferences) Kind() ast.NodeKind { return kindBackReferences }

// Dump implements ast.Node.
func (r *backReferences) Dump(source []byte, level int) { ast.DumpHelper(r, source, level, nil, nil) }

func (b *body) backReferences(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		r := node.(*backReferences)
		arrow := "↩"
		if b.r.noteDir(b.note.Note) == "rtl" {
			arrow = "↪"
		}
		for n := range r.refs {
			fmt.Fprintf(w, ` <a class="footnote-back" href="#%s" aria-label="%s">%s&#xfe0e;</a>`,
				b.footnoteID("fnref", r.footnote, n), esc(b.r.words.Say("backToText")), arrow)
		}
	}
	return ast.WalkContinue, nil
}

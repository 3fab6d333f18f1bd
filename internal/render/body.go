package render

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"html/template"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"notesite/internal/note"
	"notesite/internal/site"
)

// maxEmbeds is how many a page holds: notes that embed each other many times
// over multiply with each level.
const maxEmbeds = 1000

// A body renders the text of one note into one page. Embedded notes get a
// body of their own, which shares the host's page.
type body struct {
	r    *Renderer
	page *hostPage
	note *site.NotePage // whose text this is
	tree *note.Tree
	// chain is the embeds that led here, the host's note first.
	chain []embed
	// prefix keeps the ids of an embed's footnotes apart from the host's.
	prefix string
	// used are the footnotes that what is shown refers to.
	used []int // ordinals in tree.Footnotes
}

// A hostPage is what all bodies on one page share.
type hostPage struct {
	url      string
	embeds   int  // so far
	programs int  // so far
	rawHTML  bool // a note holds HTML of its own
	strict   bool // one newline is a space
	diagrams int  // so far
	jobs     []job
	held     [][]byte
}

// wants says that the page loads the scripts for a job.
func (p *hostPage) wants(j job) { p.jobs = append(p.jobs, j) }

// What is of our own making, such as a picture, must not go through sanitize
// with an author's HTML. Until then a mark stands for it: a number behind a
// word that no author can guess, so that none can put a picture where it would
// break the page, such as into an attribute. No mark is left in a page.
var (
	markStart = "\uFDD0" + rand.Text()
	markEnd   = "\uFDD1"
)

// hold keeps HTML until the body is safe, and returns its mark.
func (p *hostPage) hold(html []byte) string {
	p.held = append(p.held, html)
	return markStart + strconv.Itoa(len(p.held)-1) + markEnd
}

// fill puts what is held in the places of the marks.
func (p *hostPage) fill(out []byte) []byte {
	if len(p.held) == 0 {
		return out
	}
	var filled bytes.Buffer
	p.fillBelow(&filled, out, len(p.held))
	return filled.Bytes()
}

// fillBelow fills in what was held before the piece of that number: a piece
// can have only earlier ones in it.
func (p *hostPage) fillBelow(w *bytes.Buffer, out []byte, below int) {
	for {
		before, rest, found := bytes.Cut(out, []byte(markStart))
		w.Write(before)
		if !found {
			return
		}
		number, after, _ := bytes.Cut(rest, []byte(markEnd))
		i, err := strconv.Atoi(string(number))
		if err != nil || i < 0 || i >= below {
			out = rest
			continue
		}
		p.fillBelow(w, p.held[i], i)
		out = after
	}
}

// An embed is one step of a chain of embeds.
type embed struct {
	note *site.NotePage
	part site.Part
}

// body renders the text of a note on a page.
func (r *Renderer) body(page *hostPage, p *site.NotePage, tree *note.Tree) (template.HTML, error) {
	b := &body{r: r, page: page, note: p, tree: tree, chain: []embed{{p, site.Whole{}}}}
	out, err := b.render(site.Whole{})
	if err != nil {
		return "", err
	}
	if page.rawHTML {
		out, err = sanitize(out)
	}
	return template.HTML(page.fill(out)), err
}

// inner renders what an embed shows, with ids of its own, as safe HTML of
// whole elements.
func (b *body) inner(e embed) ([]byte, error) {
	b.page.embeds++
	inner := &body{
		r: b.r, page: b.page, note: e.note, tree: e.note.Note.Tree(),
		chain:  append(b.chain[:len(b.chain):len(b.chain)], e),
		prefix: fmt.Sprintf("e%d.", b.page.embeds),
	}
	outer := b.page.rawHTML
	b.page.rawHTML = false
	out, err := inner.render(e.part)
	if err == nil && b.page.rawHTML {
		out, err = sanitize(out)
	}
	b.page.rawHTML = outer
	return out, err
}

// intro renders a program's package comment. Comments are broken into lines
// for an editor's width, which says nothing to a reader.
func (r *Renderer) intro(page *hostPage, p *site.ProgramPage) (template.HTML, error) {
	page.strict = true
	return r.body(page, p.Intro, p.Intro.Note.Tree())
}

// render renders a part of the note's tree.
func (b *body) render(part site.Part) ([]byte, error) {
	if !b.embedded() {
		b.setIDs()
	}
	root := b.cut(part)
	liftEmbeds(root, b)
	direct(root, b.tree.Source, b.r.noteDir(b.note.Note))
	var out bytes.Buffer
	md := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(html.NewRenderer(html.WithUnsafe()), 1000),
		util.Prioritized(b, 100),
	))
	if err := md.Render(&out, b.tree.Source, root); err != nil {
		return nil, err
	}
	err := b.writeFootnotes(&out, md)
	return out.Bytes(), err
}

func (b *body) embedded() bool { return b.prefix != "" }

// setIDs gives blocks their ids. Embedded blocks have none: an id is unique
// in a page, and links lead to the block's own note.
func (b *body) setIDs() {
	for i, node := range b.tree.Blocks {
		if _, has := node.AttributeString("id"); !has {
			node.SetAttributeString("id", []byte(site.BlockFragment(b.note.Note.Blocks[i].ID)))
		}
	}
}

// cut returns the part of the tree that is shown: all of it, a section
// (rule 90), or a block (rule 91).
func (b *body) cut(part site.Part) ast.Node {
	doc := ast.NewDocument()
	move := func(node ast.Node) {
		node.Parent().RemoveChild(node.Parent(), node)
		doc.AppendChild(doc, node)
	}
	switch part := part.(type) {
	case site.HeadingPart:
		level := 0
		for node := b.tree.Root.FirstChild(); node != nil; {
			next := node.NextSibling()
			if h, ok := node.(*ast.Heading); ok {
				switch i, known := b.tree.Headings[h]; {
				case known && i == int(part):
					level = h.Level
				case level > 0 && h.Level <= level:
					level = -1
				}
			}
			if level > 0 {
				move(node)
			}
			node = next
		}
	case site.BlockPart:
		node := b.tree.Blocks[part]
		if item, ok := node.(*ast.ListItem); ok {
			// An item is shown in a list of its own.
			from := item.Parent().(*ast.List)
			list := ast.NewList(from.Marker)
			list.Start, list.IsTight = from.Start, from.IsTight
			move(item)
			list.AppendChild(list, item)
			doc.AppendChild(doc, list)
		} else {
			move(node)
		}
	default:
		return b.tree.Root
	}
	return doc
}

// liftEmbeds splits each paragraph around the embeds in it that are blocks,
// so that no block stands inside a <p>.
func liftEmbeds(root ast.Node, b *body) {
	var paragraphs []*ast.Paragraph
	_ = ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if p, ok := node.(*ast.Paragraph); ok && entering {
			paragraphs = append(paragraphs, p)
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	for _, p := range paragraphs {
		var blocks []ast.Node
		for child := p.FirstChild(); child != nil; child = child.NextSibling() {
			if b.isBlock(child) {
				blocks = append(blocks, child)
			}
		}
		parent := p.Parent()
		for _, node := range blocks {
			before := ast.NewParagraph()
			for child := p.FirstChild(); child != node; child = p.FirstChild() {
				before.AppendChild(before, child)
			}
			if !blank(before, b.tree.Source) {
				parent.InsertBefore(parent, p, before)
			}
			holder := ast.NewTextBlock()
			holder.AppendChild(holder, node)
			parent.InsertBefore(parent, p, holder)
			if id, ok := p.AttributeString("id"); ok && len(blocks) == 1 {
				node.SetAttributeString("id", id)
			}
		}
		if len(blocks) > 0 && blank(p, b.tree.Source) {
			parent.RemoveChild(parent, p)
		}
	}
}

// blank reports whether inline nodes show nothing but space.
func blank(p ast.Node, src []byte) bool {
	for child := p.FirstChild(); child != nil; child = child.NextSibling() {
		switch child := child.(type) {
		case *ast.Text:
			if !util.IsBlank(child.Segment.Value(src)) {
				return false
			}
		case *note.BlockID, *note.Comment:
		default:
			return false
		}
	}
	return true
}

// RegisterFuncs implements renderer.NodeRenderer.
func (b *body) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(note.KindWikilink, b.wikilink)
	reg.Register(note.KindTag, b.tag)
	reg.Register(note.KindHighlight, b.highlight)
	reg.Register(note.KindComment, skip)
	reg.Register(note.KindCommentBlock, skip)
	reg.Register(note.KindBlockID, skip)
	reg.Register(note.KindBlockIDLine, skip)
	reg.Register(note.KindTask, b.task)
	reg.Register(note.KindCallout, b.callout)
	reg.Register(note.KindCalloutTitle, b.calloutTitle)
	reg.Register(ast.KindHeading, b.heading)
	reg.Register(ast.KindText, b.text)
	reg.Register(ast.KindLink, b.link)
	reg.Register(ast.KindImage, b.image)
	reg.Register(ast.KindAutoLink, b.autoLink)
	reg.Register(ast.KindFencedCodeBlock, b.code)
	reg.Register(ast.KindCodeBlock, b.code)
	reg.Register(ast.KindListItem, b.listItem)
	reg.Register(ast.KindRawHTML, b.rawHTML)
	reg.Register(ast.KindHTMLBlock, b.htmlBlock)
	reg.Register(extast.KindTable, b.table)
	reg.Register(extast.KindTableHeader, b.tableHeader)
	reg.Register(extast.KindTableRow, b.tableRow)
	reg.Register(extast.KindTableCell, b.tableCell)
	reg.Register(extast.KindStrikethrough, b.strikethrough)
	reg.Register(note.KindFootnoteRef, b.footnoteRef)
	reg.Register(note.KindInlineFootnote, b.footnoteRef)
	reg.Register(note.KindFootnoteDef, skip) // shown at the end
	reg.Register(kindBackReferences, b.backReferences)
	reg.Register(note.KindMath, b.math)
	reg.Register(note.KindMathBlock, b.math)
}

func skip(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

func esc(s string) string { return template.HTMLEscapeString(s) }

// idAttr writes the node's id and direction, if it has them.
func idAttr(w util.BufWriter, node ast.Node) {
	if id, ok := node.AttributeString("id"); ok {
		fmt.Fprintf(w, ` id="%s"`, esc(string(id.([]byte))))
	}
	dirAttr(w, node)
}

func dirAttr(w util.BufWriter, node ast.Node) {
	if dir, ok := node.AttributeString("dir"); ok {
		fmt.Fprintf(w, ` dir="%s"`, dir)
	}
}

func (b *body) heading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	h := node.(*ast.Heading)
	i, known := b.tree.Headings[h]
	if !entering {
		if known && !b.embedded() && b.note.Note.Headings[i].Plain != "" {
			heading := b.note.Note.Headings[i]
			fmt.Fprintf(w, `<a class="anchor" href="#%s" aria-label="%s"></a>`,
				esc(fragment(heading.ID)), esc(b.r.words.Say("linkTo", "heading", heading.Plain)))
		}
		fmt.Fprintf(w, "</h%d>\n", h.Level)
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(w, "<h%d", h.Level)
	if known && !b.embedded() {
		fmt.Fprintf(w, ` id="%s"`, esc(b.note.Note.Headings[i].ID))
	}
	dirAttr(w, node)
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

// text writes text; a newline is a line break unless the site is strict
// about them (rule 186).
func (b *body) text(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Text)
	value := n.Segment.Value(src)
	if _, ok := n.NextSibling().(*note.BlockID); ok {
		value = bytes.TrimRight(value, " \t")
	}
	if n.IsRaw() {
		html.DefaultWriter.RawWrite(w, value)
	} else {
		html.DefaultWriter.Write(w, value)
		switch {
		case n.HardLineBreak(), n.SoftLineBreak() && !b.page.strict:
			// A line break before a block or the end is nothing to see.
			if next := n.NextSibling(); next != nil && !b.isBlock(next) {
				_, _ = w.WriteString("<br>")
			}
			_ = w.WriteByte('\n')
		case n.SoftLineBreak():
			_ = w.WriteByte('\n')
		}
	}
	return ast.WalkContinue, nil
}

func (b *body) tag(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		name := node.(*note.TagNode).Name
		key := site.TagKey(name)
		for _, t := range b.note.Tags {
			if site.TagKey(t.Tag) == key {
				fmt.Fprintf(w, `<a class="tag in-text" href="%s">#%s</a>`, esc(href(b.page.url, t.URL, "")), esc(name))
				return ast.WalkContinue, nil
			}
		}
		_, _ = w.WriteString("#" + esc(name))
	}
	return ast.WalkContinue, nil
}

func (b *body) highlight(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	return wrap(w, entering, "mark")
}

func (b *body) strikethrough(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	return wrap(w, entering, "del")
}

func wrap(w util.BufWriter, entering bool, tag string) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<" + tag + ">")
	} else {
		_, _ = w.WriteString("</" + tag + ">")
	}
	return ast.WalkContinue, nil
}

func (b *body) task(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		checked, label := "", b.r.words.Say("todo")
		if node.(*note.Task).Done() {
			checked, label = " checked", b.r.words.Say("done")
		}
		fmt.Fprintf(w, `<input type="checkbox" disabled%s aria-label="%s">`, checked, esc(label))
	}
	return ast.WalkContinue, nil
}

func (b *body) listItem(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</li>\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<li")
	idAttr(w, node)
	if first := node.FirstChild(); first != nil {
		if task, ok := first.FirstChild().(*note.Task); ok {
			fmt.Fprintf(w, ` class="task" data-task="%s"`, esc(task.Status))
		}
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

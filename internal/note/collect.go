package note

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"

	"notesite/internal/problem"
)

// collect fills the note's facts from its tree.
func (n *Note) collect(t *Tree) {
	n.Links = slices.Grow(n.Links, len(t.Links))
	ids := idMaker{}
	comments := 0
	_ = ast.Walk(t.Root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		switch node.(type) {
		case *Comment, *CommentBlock:
			if entering {
				comments++
			} else {
				comments--
			}
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		if t.linking[node] {
			n.collectLinks(t, node, comments > 0)
		}
		switch node := node.(type) {
		case *ast.Heading:
			if _, ok := t.Headings[node]; ok {
				n.Headings = append(n.Headings, n.heading(node, &ids))
			}
		case *TagNode:
			n.Tags = append(n.Tags, Tag{Name: node.Name, Comment: comments > 0, Span: node.Span})
		case *BlockID:
			n.Blocks = append(n.Blocks, Block{ID: node.ID, Span: n.blockSpan(enclosingBlock(node), node.Span)})
		case *BlockIDLine:
			if block := namedBlock(node); block != nil {
				n.Blocks = append(n.Blocks, Block{ID: node.ID, Span: n.blockSpan(block, node.Span)})
			}
		case *ast.RawHTML:
			n.Anchors = append(n.Anchors, anchors(node.Segments.Value(t.Source))...)
		case *ast.HTMLBlock:
			n.Anchors = append(n.Anchors, anchors(node.Lines().Value(t.Source))...)
		case *Math:
			if comments == 0 {
				n.Formulas = append(n.Formulas, Formula{node.TeX, node.Display, node.Start})
			}
		case *MathBlock:
			if comments == 0 {
				n.Formulas = append(n.Formulas, Formula{node.TeX(t.Source), true, node.start})
			}
		case *ast.FencedCodeBlock:
			if node.Info != nil && comments == 0 {
				n.Fences = append(n.Fences, fence(node, t.Source))
			}
		case *CommentBlock:
			if !node.Closed {
				n.warn(node.start, problem.UnclosedComment, "the comment that begins here is not closed",
					"close it with %%; all that follows is hidden")
			}
		case *ast.Paragraph:
			if n.Summary == "" && node.Parent() == t.Root {
				n.Summary = shorten(plainText(node, t.Source), 200)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, pipe := range t.tablePipes {
		n.warn(pipe, problem.TablePipe, "this | cuts the link in Obsidian, where it ends the table's cell", `write \| instead`)
	}
	if h, ok := t.Root.FirstChild().(*ast.Heading); ok && h.Level == 1 {
		n.StartsWithTitle = true
	}
}

func fence(node *ast.FencedCodeBlock, src []byte) Fence {
	f := Fence{Info: string(node.Info.Value(src)), Lang: strings.ToLower(string(node.Language(src))), Start: node.Info.Segment.Start}
	if lines := node.Lines(); lines.Len() > 0 {
		f.Start = lines.At(0).Start
		f.Code = strings.ReplaceAll(string(lines.Value(src)), "\r\n", "\n")
	}
	return f
}

// anchors returns the ids and names in a piece of HTML.
func anchors(src []byte) []string {
	if !bytes.Contains(src, []byte("=")) {
		return nil
	}
	var found []string
	z := html.NewTokenizer(bytes.NewReader(src))
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			return found
		}
		if tt != html.StartTagToken && tt != html.SelfClosingTagToken {
			continue
		}
		tag := z.Token()
		for _, a := range tag.Attr {
			if a.Val != "" && (a.Key == "id" || a.Key == "name" && tag.Data == "a") {
				found = append(found, a.Val)
			}
		}
	}
}

func (n *Note) heading(h *ast.Heading, ids *idMaker) Heading {
	plain := plainText(h, n.Source)
	out := Heading{Level: h.Level, Plain: plain, ID: ids.make(plain)}
	lines := h.Lines()
	if lines.Len() == 0 {
		out.Start = h.Pos()
		out.End = out.Start + h.Level
		return out
	}
	var raw []string
	for i := range lines.Len() {
		seg := lines.At(i)
		raw = append(raw, strings.TrimSpace(string(seg.Value(n.Source))))
	}
	out.Text = strings.Join(raw, "\n")
	out.Start = h.Pos()
	last := lines.At(lines.Len() - 1)
	out.End = last.Stop
	// Closing #s and the underline of a setext heading belong to it.
	if end := bytes.IndexByte(n.Source[last.Start:], '\n'); end >= 0 {
		out.End = last.Start + end
	} else {
		out.End = len(n.Source)
	}
	for out.End > out.Start && strings.IndexByte(" \t\r", n.Source[out.End-1]) >= 0 {
		out.End--
	}
	return out
}

// blockSpan returns the range of a block and of the id that names it.
func (n *Note) blockSpan(block ast.Node, id Span) Span {
	span := id
	_ = ast.Walk(block, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && node.Type() == ast.TypeBlock {
			if p := node.Pos(); p >= 0 {
				span.Start = min(span.Start, p)
			}
			if lines := node.Lines(); lines.Len() > 0 {
				span.Start = min(span.Start, lines.At(0).Start)
				span.End = max(span.End, lines.At(lines.Len()-1).Stop)
			}
		}
		return ast.WalkContinue, nil
	})
	for span.End > span.Start && unicode.IsSpace(rune(n.Source[span.End-1])) {
		span.End--
	}
	return span
}

// collectLinks adds the links among the inline nodes of one block, each
// with the sentence around it.
func (n *Note) collectLinks(t *Tree, block ast.Node, inComment bool) {
	var b strings.Builder
	type placed struct{ link, start, end int }
	var found []placed
	var open []int // in found: links that are being read, an image in a link say
	comments := 0
	_ = ast.Walk(block, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if node.Type() == ast.TypeBlock && node != block {
			return ast.WalkSkipChildren, nil
		}
		if _, ok := node.(*Comment); ok {
			if entering {
				comments++
			} else {
				comments--
			}
		}
		if _, ok := t.Links[node]; ok {
			if entering {
				link := n.link(t, node)
				link.Comment = inComment || comments > 0
				n.Links = append(n.Links, link)
				open = append(open, len(found))
				found = append(found, placed{len(n.Links) - 1, b.Len(), -1})
			}
		}
		if comments == 0 {
			writePlain(&b, node, t.Source, entering)
		}
		if _, ok := t.Links[node]; ok && !entering {
			found[open[len(open)-1]].end = b.Len()
			open = open[:len(open)-1]
		}
		return ast.WalkContinue, nil
	})
	plain := b.String()
	for _, f := range found {
		link := &n.Links[f.link]
		if link.Kind == MarkdownLink && link.Alias == "" {
			link.Alias = strings.TrimSpace(plain[f.start:max(f.start, f.end)])
		}
		link.Context = Quote(plain, f.start, max(f.start, f.end))
	}
}

func (n *Note) link(t *Tree, node ast.Node) Link {
	switch node := node.(type) {
	case *Wikilink:
		return Link{
			Kind: WikiLink, Embed: node.Embed, Target: node.Target, Sub: node.Sub, Alias: node.Alias, Span: node.Span,
			Written: node.Target + node.Sub,
		}
	case *ast.Link:
		l := Link{Kind: MarkdownLink, Span: Span{node.Pos(), t.ends[node]}, Written: string(node.Destination)}
		l.Target, l.Sub = splitDestination(node.Destination)
		return l
	case *ast.Image:
		l := Link{Kind: MarkdownLink, Embed: true, Span: Span{node.Pos(), t.ends[node]}, Written: string(node.Destination)}
		l.Target, l.Sub = splitDestination(node.Destination)
		return l
	}
	panic("note: not a link: " + node.Kind().String())
}

// plainText returns what a block shows, without markup.
func plainText(block ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(block, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		switch node.(type) {
		case *Comment, *InlineFootnote:
			return ast.WalkSkipChildren, nil
		}
		writePlain(&b, node, src, entering)
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// writePlain writes what one inline node itself shows.
func writePlain(b *strings.Builder, node ast.Node, src []byte, entering bool) {
	if !entering {
		return
	}
	switch node := node.(type) {
	case *ast.Text:
		b.Write(unescapeText(node, src))
		if node.SoftLineBreak() || node.HardLineBreak() {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(node.Value)
	case *ast.AutoLink:
		b.Write(node.Label(src))
	case *Wikilink:
		if !node.Embed {
			b.WriteString(node.Display())
		}
	case *TagNode:
		b.WriteString("#" + node.Name)
	case *Math:
		b.WriteString(node.TeX)
	}
}

// maxContext is how much of a sentence is quoted on each side of a link, in
// bytes.
const maxContext = 160

// Quote cuts the sentence around text[start:end] out of text.
func Quote(text string, start, end int) Excerpt {
	e := Excerpt{Label: strings.TrimSpace(text[start:end])}
	before := text[:start]
	if i := lastSentenceEnd(before); i >= 0 {
		before = before[i:]
	}
	if len(before) > maxContext {
		cut := len(before) - maxContext
		if i := strings.IndexByte(before[cut:], ' '); i >= 0 {
			cut += i
		}
		for cut < len(before) && !utf8.RuneStart(before[cut]) {
			cut++
		}
		before = "… " + strings.TrimSpace(before[cut:]) + trailingSpace(before)
	}
	e.Before = strings.TrimLeft(before, " \t\n")
	after := text[end:]
	if i := sentenceEnd(after); i >= 0 {
		after = after[:i]
	}
	if len(after) > maxContext {
		after = leadingSpace(after) + shorten(after, maxContext)
	}
	e.After = strings.TrimRight(after, " \t\n")
	// The excerpt is kept as long as the site, the text of the block is not.
	return Excerpt{strings.Clone(e.Before), strings.Clone(e.Label), strings.Clone(e.After)}
}

func leadingSpace(s string) string {
	if strings.HasPrefix(s, " ") {
		return " "
	}
	return ""
}

func trailingSpace(s string) string {
	if strings.HasSuffix(s, " ") {
		return " "
	}
	return ""
}

// shorten cuts text at a word so that it has at most size bytes.
func shorten(text string, size int) string {
	text = strings.TrimSpace(text)
	if len(text) <= size {
		return text
	}
	cut := size
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	if i := strings.LastIndexByte(text[:cut], ' '); i > size/2 {
		cut = i
	}
	return strings.TrimRight(text[:cut], " ,;:") + " …"
}

// sentenceEnd returns the offset behind the first sentence of s, or -1.
func sentenceEnd(s string) int {
	for i, r := range s {
		size := utf8.RuneLen(r)
		switch r {
		case '.', '!', '?':
			if i+1 == len(s) || s[i+1] == ' ' {
				return i + 1
			}
		case '。', '！', '？':
			return i + size
		}
		if i > 2*maxContext {
			break
		}
	}
	return -1
}

// lastSentenceEnd returns the offset behind the last whole sentence of s,
// or -1. It looks no further back than an excerpt is long.
func lastSentenceEnd(s string) int {
	from := max(0, len(s)-2*maxContext)
	for from < len(s) && !utf8.RuneStart(s[from]) {
		from++
	}
	last := -1
	for at := from; ; {
		i := sentenceEnd(s[at:])
		if i < 0 {
			return last
		}
		at += i
		if at >= len(s) {
			return last
		}
		last = at
	}
}

// unescapeText returns what a text node shows: its backslash escapes and
// entities resolved.
func unescapeText(node *ast.Text, src []byte) []byte {
	raw := node.Segment.Value(src)
	if node.IsRaw() {
		return raw
	}
	return resolveText(raw)
}

package note

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// KindComment and KindCommentBlock are the kinds of Obsidian's comments.
var (
	KindComment      = ast.NewNodeKind("Comment")
	KindCommentBlock = ast.NewNodeKind("CommentBlock")
)

// A Comment is %%hidden%% text in a paragraph (rules 142-150). Its children
// are read, since Obsidian indexes them, and never shown.
type Comment struct {
	ast.BaseInline
	Span // with its marks
}

// Kind implements ast.Node.
func (*Comment) Kind() ast.NodeKind { return KindComment }

// Dump implements ast.Node.
func (c *Comment) Dump(source []byte, level int) { ast.DumpHelper(c, source, level, nil, nil) }

// A CommentBlock is a comment that begins a line; it runs to the next %%,
// across blank lines (rule 143).
type CommentBlock struct {
	ast.BaseBlock
	Closed bool
	start  int
}

// Kind implements ast.Node.
func (*CommentBlock) Kind() ast.NodeKind { return KindCommentBlock }

// Dump implements ast.Node.
func (c *CommentBlock) Dump(source []byte, level int) { ast.DumpHelper(c, source, level, nil, nil) }

// commentBlockParser reads comments that begin a line.
type commentBlockParser struct{}

func (commentBlockParser) Trigger() []byte { return []byte{'%'} }

func (commentBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 || commentMark(line[at:]) != 0 {
		return nil, parser.NoChildren
	}
	rest := line[at+2:]
	if stop := commentMark(rest); stop >= 0 {
		// It closes on its line: a block only if nothing follows it.
		if len(bytes.TrimSpace(rest[stop+2:])) > 0 {
			return nil, parser.NoChildren
		}
		c := &CommentBlock{Closed: true, start: seg.Start + at}
		c.Lines().Append(text.NewSegment(seg.Start+at+2, seg.Start+at+2+stop))
		reader.AdvanceToEOL()
		return c, parser.Close
	}
	c := &CommentBlock{start: seg.Start + at}
	c.Lines().Append(text.NewSegment(seg.Start+at+2, seg.Stop))
	reader.AdvanceToEOL()
	return c, parser.NoChildren
}

func (commentBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	c := node.(*CommentBlock)
	if c.Closed {
		return parser.Close
	}
	line, seg := reader.PeekLine()
	if stop := commentMark(line); stop >= 0 {
		c.Closed = true
		c.Lines().Append(text.NewSegment(seg.Start, seg.Start+stop))
		if len(bytes.TrimSpace(line[stop+2:])) > 0 {
			reader.Advance(stop + 2)
			return parser.Close
		}
		reader.AdvanceToEOL()
		return parser.Continue | parser.NoChildren
	}
	c.Lines().Append(seg)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (commentBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

func (commentBlockParser) CanInterruptParagraph() bool { return true }

func (commentBlockParser) CanAcceptIndentedLine() bool { return false }

// commentMark returns where the first run of exactly two % begins (rule
// 145), or -1.
func commentMark(b []byte) int {
	for i := 0; i < len(b); i++ {
		if b[i] != '%' {
			continue
		}
		run := i
		for i < len(b) && b[i] == '%' {
			i++
		}
		if i-run == 2 {
			return run
		}
	}
	return -1
}

// commentParser reads %% inside a paragraph.
type commentParser struct{}

func (commentParser) Trigger() []byte { return []byte{'%'} }

func (commentParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, seg := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 2, &commentDelimiter{})
	if d == nil || d.OriginalLength != 2 {
		return runOf(block)
	}
	d.CanOpen, d.CanClose = true, true
	d.Segment = seg.WithStop(seg.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

// A commentDelimiter belongs to one %%. Where it opens a comment, goldmark asks
// it for the node next after it was asked about the mark that closes.
type commentDelimiter struct{ match Span }

func (*commentDelimiter) IsDelimiter(b byte) bool { return b == '%' }

func (d *commentDelimiter) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	d.match = Span{opener.Segment.Start, closer.Segment.Stop}
	return opener.Char == closer.Char
}

func (d *commentDelimiter) OnMatch(int) ast.Node { return &Comment{Span: d.match} }

// runOf reads a run of one character as plain text, at once: a run that is
// no delimiter is none either when looked at from its second character.
func runOf(block text.Reader) ast.Node {
	line, seg := block.PeekLine()
	n := 1
	for n < len(line) && line[n] == line[0] {
		n++
	}
	if n == 1 {
		return nil
	}
	block.Advance(n)
	return ast.NewTextSegment(seg.WithStop(seg.Start + n))
}

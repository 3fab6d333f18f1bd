package note

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// KindBlockID and KindBlockIDLine are the kinds of block ids.
var (
	KindBlockID     = ast.NewNodeKind("BlockID")
	KindBlockIDLine = ast.NewNodeKind("BlockIDLine")
)

// A BlockID is ^id at the end of a block's text (rule 77).
type BlockID struct {
	ast.BaseInline
	ID string
	Span
}

// Kind implements ast.Node.
func (*BlockID) Kind() ast.NodeKind { return KindBlockID }

// Dump implements ast.Node.
func (b *BlockID) Dump(source []byte, level int) {
	ast.DumpHelper(b, source, level, map[string]string{"ID": b.ID}, nil)
}

// A BlockIDLine is ^id on a line of its own; it names the block before it
// (rules 80-84).
type BlockIDLine struct {
	ast.BaseBlock
	ID string
	Span
}

// Kind implements ast.Node.
func (*BlockIDLine) Kind() ast.NodeKind { return KindBlockIDLine }

// Dump implements ast.Node.
func (b *BlockIDLine) Dump(source []byte, level int) {
	ast.DumpHelper(b, source, level, map[string]string{"ID": b.ID}, nil)
}

// blockIDLength returns how many bytes of b are ^id, if nothing but white
// space follows it on the line, or 0 (rule 78).
func blockIDLength(b []byte) int {
	i := 1
	for i < len(b) && (b[i] == '-' || b[i] >= '0' && b[i] <= '9' || b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z') {
		i++
	}
	if i == 1 || len(bytes.TrimSpace(b[i:])) > 0 {
		return 0
	}
	return i
}

// blockIDParser reads ^id at the end of a paragraph, heading or item.
type blockIDParser struct{}

func (blockIDParser) Trigger() []byte { return []byte{'^'} }

func (blockIDParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if before := block.PrecendingCharacter(); before != ' ' && before != '\t' {
		return nil
	}
	line, seg := block.PeekLine()
	size := blockIDLength(line)
	lines := parent.Lines()
	if size == 0 || lines.Len() == 0 || seg.Stop < lines.At(lines.Len()-1).Stop {
		return nil
	}
	block.AdvanceToEOL()
	return &BlockID{ID: string(line[1:size]), Span: Span{seg.Start, seg.Start + size}}
}

// blockIDLineParser reads ^id on a line of its own. It may interrupt a
// paragraph, so that the line is not swallowed by a quote above it (rule 81).
type blockIDLineParser struct{}

func (blockIDLineParser) Trigger() []byte { return []byte{'^'} }

func (blockIDLineParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 {
		return nil, parser.NoChildren
	}
	size := blockIDLength(line[at:])
	if size == 0 {
		return nil, parser.NoChildren
	}
	start := seg.Start + at
	reader.AdvanceToEOL()
	return &BlockIDLine{ID: string(line[at+1 : at+size]), Span: Span{start, start + size}}, parser.NoChildren
}

func (blockIDLineParser) Continue(ast.Node, text.Reader, parser.Context) parser.State {
	return parser.Close
}

func (blockIDLineParser) Close(ast.Node, text.Reader, parser.Context) {}

func (blockIDLineParser) CanInterruptParagraph() bool { return true }

func (blockIDLineParser) CanAcceptIndentedLine() bool { return false }

// namedBlock returns the block that an id on a line of its own names, or nil.
func namedBlock(line *BlockIDLine) ast.Node {
	before := line.PreviousSibling()
	if before == nil {
		// First in an item or quote: the item or quote itself.
		if _, ok := line.Parent().(*ast.Document); ok {
			return nil
		}
		return line.Parent()
	}
	list, ok := before.(*ast.List)
	if !ok {
		if item, ok := line.Parent().(*ast.ListItem); ok {
			return item // rule 83
		}
		return before
	}
	if line.HasBlankPreviousLines() {
		return list // rule 84
	}
	// Directly below a list: its last item, however deep.
	for {
		item := list.LastChild()
		if deeper, ok := item.LastChild().(*ast.List); ok {
			list = deeper
			continue
		}
		return item
	}
}

package note

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// KindHighlight is the kind of a [Highlight].
var KindHighlight = ast.NewNodeKind("Highlight")

// A Highlight is ==marked== text (rules 151-156).
type Highlight struct{ ast.BaseInline }

// Kind implements ast.Node.
func (*Highlight) Kind() ast.NodeKind { return KindHighlight }

// Dump implements ast.Node.
func (h *Highlight) Dump(source []byte, level int) { ast.DumpHelper(h, source, level, nil, nil) }

type highlightParser struct{}

func (highlightParser) Trigger() []byte { return []byte{'='} }

func (highlightParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, seg := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 2, highlightDelimiter{})
	if d == nil || d.OriginalLength != 2 {
		return runOf(block)
	}
	// The marks must touch the text and nothing else is asked of them
	// (rule 152): not the rules about punctuation that * and _ follow.
	after := byte('\n')
	if len(line) > 2 {
		after = line[2]
	}
	d.CanOpen = after != ' ' && after != '\t' && after != '\n' && after != '\r'
	d.CanClose = before != ' ' && before != '\t' && before != '\n'
	d.Segment = seg.WithStop(seg.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

type highlightDelimiter struct{}

func (highlightDelimiter) IsDelimiter(b byte) bool { return b == '=' }

func (highlightDelimiter) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (highlightDelimiter) OnMatch(int) ast.Node { return &Highlight{} }

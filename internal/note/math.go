package note

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// KindMath and KindMathBlock are the kinds of math.
var (
	KindMath      = ast.NewNodeKind("Math")
	KindMathBlock = ast.NewNodeKind("MathBlock")
)

// Math is $…$ or $$…$$ in a paragraph (rules 173-177).
type Math struct {
	ast.BaseInline
	TeX     string
	Display bool // written with $$
	Span
}

// Kind implements ast.Node.
func (*Math) Kind() ast.NodeKind { return KindMath }

// Dump implements ast.Node.
func (m *Math) Dump(source []byte, level int) {
	ast.DumpHelper(m, source, level, map[string]string{"TeX": m.TeX}, nil)
}

// A MathBlock is $$…$$ that begins a line and has nothing behind it; blank
// lines may stand in it. Its Lines are the TeX.
type MathBlock struct {
	ast.BaseBlock
	start int
	done  bool
}

// Kind implements ast.Node.
func (*MathBlock) Kind() ast.NodeKind { return KindMathBlock }

// IsRaw implements ast.Node: there is no Markdown in math (rule 177).
func (*MathBlock) IsRaw() bool { return true }

// Dump implements ast.Node.
func (m *MathBlock) Dump(source []byte, level int) { ast.DumpHelper(m, source, level, nil, nil) }

// TeX returns the block's text.
func (m *MathBlock) TeX(source []byte) string {
	var b bytes.Buffer
	for i := range m.Lines().Len() {
		seg := m.Lines().At(i)
		b.Write(seg.Value(source))
	}
	return string(bytes.TrimSpace(b.Bytes()))
}

// mathEnd returns where the next $$ that no backslash escapes begins, or -1.
func mathEnd(b []byte) int {
	for i := 0; i+1 < len(b); i++ {
		switch {
		case b[i] == '\\':
			i++
		case b[i] == '$' && b[i+1] == '$':
			return i
		}
	}
	return -1
}

// mathBlockParser reads $$ that begins a line.
type mathBlockParser struct{}

func (mathBlockParser) Trigger() []byte { return []byte{'$'} }

// noMathEndKey holds the offset from which on the note has no $$.
var noMathEndKey = parser.NewContextKey()

func (mathBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 || !bytes.HasPrefix(line[at:], []byte("$$")) {
		return nil, parser.NoChildren
	}
	m := &MathBlock{start: seg.Start + at}
	from := seg.Start + at + 2
	if stop := mathEnd(line[at+2:]); stop >= 0 {
		if len(bytes.TrimSpace(line[at+2+stop+2:])) > 0 || stop == 0 {
			return nil, parser.NoChildren // something follows: it is in a paragraph
		}
		m.Lines().Append(text.NewSegment(from, from+stop))
		m.done = true
		reader.AdvanceToEOL()
		return m, parser.NoChildren
	}
	// It must close further on, or all that follows would be math.
	if none, ok := pc.Get(noMathEndKey).(int); ok && seg.Stop >= none {
		return nil, parser.NoChildren
	}
	if mathEnd(reader.Source()[seg.Stop:]) < 0 {
		pc.Set(noMathEndKey, seg.Stop)
		return nil, parser.NoChildren
	}
	m.Lines().Append(text.NewSegment(from, seg.Stop))
	reader.AdvanceToEOL()
	return m, parser.NoChildren
}

func (mathBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	m := node.(*MathBlock)
	if m.done {
		return parser.Close
	}
	line, seg := reader.PeekLine()
	if stop := mathEnd(line); stop >= 0 {
		m.Lines().Append(text.NewSegment(seg.Start, seg.Start+stop))
		m.done = true
		if len(bytes.TrimSpace(line[stop+2:])) > 0 {
			reader.Advance(stop + 2)
			return parser.Close
		}
	} else {
		m.Lines().Append(seg)
	}
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (mathBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

func (mathBlockParser) CanInterruptParagraph() bool { return true }

func (mathBlockParser) CanAcceptIndentedLine() bool { return false }

// mathParser reads math in a paragraph.
type mathParser struct{}

func (mathParser) Trigger() []byte { return []byte{'$'} }

func (mathParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if bytes.HasPrefix(line, []byte("$$")) {
		return displayMath(parent, block, pc)
	}
	// No space behind the opening sign, none before the closing one, and no
	// digit behind that (rule 173): "$5 to $10" is money.
	if len(line) < 3 || isSpace(line[1]) {
		return nil
	}
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '$':
			if i == 1 || isSpace(line[i-1]) || i+1 < len(line) && line[i+1] >= '0' && line[i+1] <= '9' {
				return nil
			}
			m := &Math{TeX: tex(parent, line[1:i]), Span: Span{seg.Start, seg.Start + i + 1}}
			block.Advance(i + 1)
			return m
		}
	}
	return nil
}

// noDisplayKey holds the block in which no further $$ closes.
var noDisplayKey = parser.NewContextKey()

// displayMath reads $$…$$, which may run over lines of the paragraph (rule
// 174).
func displayMath(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if pc.Get(noDisplayKey) == parent {
		return runOf(block)
	}
	line, pos := block.Position()
	_, seg := block.PeekLine()
	start := seg.Start
	block.Advance(2)
	var b bytes.Buffer
	for {
		rest, seg := block.PeekLine()
		if rest == nil {
			block.SetPosition(line, pos)
			pc.Set(noDisplayKey, parent)
			return runOf(block)
		}
		if stop := mathEnd(rest); stop >= 0 {
			b.Write(rest[:stop])
			block.Advance(stop + 2)
			return &Math{TeX: tex(parent, bytes.TrimSpace(b.Bytes())), Display: true, Span: Span{start, seg.Start + stop + 2}}
		}
		b.Write(rest)
		block.AdvanceLine()
	}
}

// tex returns what the author meant: in a table cell \| is a bar (rule 183).
func tex(parent ast.Node, raw []byte) string {
	if parent.Kind() == extast.KindTableCell {
		raw = bytes.ReplaceAll(raw, []byte(`\|`), []byte("|"))
	}
	return string(raw)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

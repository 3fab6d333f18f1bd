package note

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// KindFootnoteRef, KindFootnoteDef and KindInlineFootnote are the kinds of
// footnotes.
var (
	KindFootnoteRef    = ast.NewNodeKind("ObsidianFootnoteRef")
	KindFootnoteDef    = ast.NewNodeKind("ObsidianFootnoteDef")
	KindInlineFootnote = ast.NewNodeKind("InlineFootnote")
)

// A FootnoteRef is [^label] in the text, where the note defines that label
// (rules 178 and 181).
type FootnoteRef struct {
	ast.BaseInline
	Def *FootnoteDef
}

// Kind implements ast.Node.
func (*FootnoteRef) Kind() ast.NodeKind { return KindFootnoteRef }

// Dump implements ast.Node.
func (f *FootnoteRef) Dump(source []byte, level int) {
	ast.DumpHelper(f, source, level, map[string]string{"Label": f.Def.Label}, nil)
}

// A FootnoteDef is [^label]: text, and what is indented below it (rule 180).
// It stays where it is written; whoever shows the note puts it at the end.
type FootnoteDef struct {
	ast.BaseBlock
	Label string
}

// Kind implements ast.Node.
func (*FootnoteDef) Kind() ast.NodeKind { return KindFootnoteDef }

// Dump implements ast.Node.
func (f *FootnoteDef) Dump(source []byte, level int) {
	ast.DumpHelper(f, source, level, map[string]string{"Label": f.Label}, nil)
}

// An InlineFootnote is ^[text] (rule 179): reference and footnote in one.
type InlineFootnote struct {
	ast.BaseInline
	closed bool
}

// Kind implements ast.Node.
func (*InlineFootnote) Kind() ast.NodeKind { return KindInlineFootnote }

// Dump implements ast.Node.
func (f *InlineFootnote) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// footnoteLabel returns the length of [^label] at the beginning of b, or 0.
// A label has no space in it.
func footnoteLabel(b []byte) int {
	if !bytes.HasPrefix(b, []byte("[^")) {
		return 0
	}
	stop := bytes.IndexAny(b, "] \t\r\n")
	if stop < 3 || b[stop] != ']' || bytes.IndexByte(b[2:stop], '[') >= 0 {
		return 0
	}
	return stop + 1
}

var footnotesKey = parser.NewContextKey()

// footnoteDefs returns the definitions found so far, by label.
func footnoteDefs(pc parser.Context) map[string]*FootnoteDef {
	defs, _ := pc.Get(footnotesKey).(map[string]*FootnoteDef)
	if defs == nil {
		defs = map[string]*FootnoteDef{}
		pc.Set(footnotesKey, defs)
	}
	return defs
}

// footnoteDefParser reads definitions.
type footnoteDefParser struct{}

func (footnoteDefParser) Trigger() []byte { return []byte{'['} }

func (footnoteDefParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 {
		return nil, parser.NoChildren
	}
	size := footnoteLabel(line[at:])
	if size == 0 || at+size >= len(line) || line[at+size] != ':' {
		return nil, parser.NoChildren
	}
	def := &FootnoteDef{Label: string(line[at+2 : at+size-1])}
	if defs := footnoteDefs(pc); defs[def.Label] == nil {
		defs[def.Label] = def
	}
	rest := at + size + 1
	for rest < len(line) && (line[rest] == ' ' || line[rest] == '\t') {
		rest++
	}
	reader.Advance(min(rest, len(line)) - seg.Padding)
	return def, parser.HasChildren
}

func (footnoteDefParser) Continue(_ ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		return parser.Continue | parser.HasChildren
	}
	if indent, _ := util.IndentWidth(line, reader.LineOffset()); indent < 2 {
		return parser.Close
	}
	width := 4
	if indent, _ := util.IndentWidth(line, reader.LineOffset()); indent < 4 {
		width = indent
	}
	pos, padding := util.IndentPosition(line, reader.LineOffset(), width)
	if pos < 0 {
		return parser.Close
	}
	reader.AdvanceAndSetPadding(pos, padding)
	return parser.Continue | parser.HasChildren
}

func (footnoteDefParser) Close(ast.Node, text.Reader, parser.Context) {}

func (footnoteDefParser) CanInterruptParagraph() bool { return true }

func (footnoteDefParser) CanAcceptIndentedLine() bool { return false }

// footnoteRefParser reads references. All definitions are known by then.
type footnoteRefParser struct{}

func (footnoteRefParser) Trigger() []byte { return []byte{'['} }

func (footnoteRefParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	size := footnoteLabel(line)
	if size == 0 {
		return nil
	}
	def := footnoteDefs(pc)[string(line[2:size-1])]
	if def == nil {
		return nil
	}
	block.Advance(size)
	return &FootnoteRef{Def: def}
}

// inlineFootnoteParser reads ^[text]. The end is found first; when the
// reader gets there, what was read since becomes the footnote's children.
type inlineFootnoteParser struct{}

func (inlineFootnoteParser) Trigger() []byte { return []byte{'^', ']'} }

// An openFootnote is an inline footnote that is being read.
type openFootnote struct {
	node   *InlineFootnote
	end    int      // offset of its ]
	bottom ast.Node // the delimiter before it
}

var openFootnoteKey = parser.NewContextKey()

func (inlineFootnoteParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	open, _ := pc.Get(openFootnoteKey).(*openFootnote)
	if line[0] == ']' {
		if open == nil || seg.Start != open.end {
			return nil
		}
		pc.Set(openFootnoteKey, nil)
		if open.node.Parent() != parent {
			return nil
		}
		parser.ProcessDelimiters(open.bottom, pc)
		for child := open.node.NextSibling(); child != nil; child = open.node.NextSibling() {
			open.node.AppendChild(open.node, child)
		}
		open.node.closed = true
		block.Advance(1)
		// The parser wants a node for what was read; this one is empty.
		return ast.NewTextSegment(text.NewSegment(seg.Start, seg.Start))
	}
	if open != nil && seg.Start < open.end || len(line) < 4 || line[1] != '[' {
		return nil // none within another
	}
	end, ok := lineBrackets(block.Source(), seg, pc)[seg.Start+1]
	if !ok {
		return nil
	}
	node := &InlineFootnote{}
	pc.Set(openFootnoteKey, &openFootnote{node: node, end: end, bottom: lastDelimiter(pc)})
	block.Advance(2)
	return node
}

func lastDelimiter(pc parser.Context) ast.Node {
	if d := pc.LastDelimiter(); d != nil {
		return d
	}
	return nil
}

var bracketsKey = parser.NewContextKey()

// A bracketLine says which [ and ] of one line belong together.
type bracketLine struct {
	end   int         // offset of the line's end
	close map[int]int // offset of each [ that is closed -> that of its ]
}

// lineBrackets returns, for the rest of a line, the offset of the ] for each
// [ that has one: brackets nest, and those in code and behind a backslash do
// not count. A line is read once, however many footnotes begin in it.
func lineBrackets(src []byte, rest text.Segment, pc parser.Context) map[int]int {
	if known, ok := pc.Get(bracketsKey).(bracketLine); ok && known.end == rest.Stop {
		return known.close
	}
	found := map[int]int{}
	var open []int
	for i := rest.Start; i < rest.Stop; i++ {
		switch src[i] {
		case '\\':
			i++
		case '`':
			if stop := bytes.IndexByte(src[i+1:rest.Stop], '`'); stop >= 0 {
				i += stop + 1
			}
		case '[':
			open = append(open, i)
		case ']':
			if len(open) > 0 {
				found[open[len(open)-1]] = i
				open = open[:len(open)-1]
			}
		}
	}
	pc.Set(bracketsKey, bracketLine{rest.Stop, found})
	return found
}

// A Footnote is one footnote of a note, in the order of the numbers.
type Footnote struct {
	Node ast.Node   // a FootnoteDef or InlineFootnote
	Refs []ast.Node // what refers to it, in order
}

// footnotes numbers the footnotes by their first reference in the text (rule
// 178); those that only other footnotes refer to come last.
func footnotes(root ast.Node) []*Footnote {
	var all []*Footnote
	numbers := map[ast.Node]*Footnote{}
	refer := func(to, ref ast.Node) {
		f := numbers[to]
		if f == nil {
			f = &Footnote{Node: to}
			numbers[to] = f
			all = append(all, f)
		}
		f.Refs = append(f.Refs, ref)
	}
	visit := func(from ast.Node) {
		_ = ast.Walk(from, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch node := node.(type) {
			case *FootnoteDef:
				if node != from {
					return ast.WalkSkipChildren, nil
				}
			case *FootnoteRef:
				refer(node.Def, node)
			case *InlineFootnote:
				if node != from {
					refer(node, node)
					return ast.WalkSkipChildren, nil
				}
			}
			return ast.WalkContinue, nil
		})
	}
	visit(root)
	for i := 0; i < len(all); i++ {
		visit(all[i].Node)
	}
	return all
}

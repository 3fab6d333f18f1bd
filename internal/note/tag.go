package note

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// KindTag is the kind of a [TagNode].
var KindTag = ast.NewNodeKind("Tag")

// A TagNode is a #tag in the text (rules 133-141).
type TagNode struct {
	ast.BaseInline
	Name string // without the #
	Span
}

// Kind implements ast.Node.
func (*TagNode) Kind() ast.NodeKind { return KindTag }

// Dump implements ast.Node.
func (t *TagNode) Dump(source []byte, level int) {
	ast.DumpHelper(t, source, level, map[string]string{"Name": t.Name}, nil)
}

type tagParser struct{}

func (tagParser) Trigger() []byte { return []byte{'#'} }

func (tagParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if size := referenceLength(line); size > 0 && block.PrecendingCharacter() == '&' {
		return characterReference(parent, block, seg.Start, size)
	}
	if !tagMayFollow(parent, block.PrecendingCharacter()) {
		return nil
	}
	size := tagLength(line[1:])
	if size == 0 {
		return nil
	}
	name := string(line[1 : 1+size])
	block.Advance(1 + size)
	return &TagNode{Name: name, Span: Span{seg.Start, seg.Start + 1 + size}}
}

// referenceLength returns how many bytes at the beginning of b are what
// follows the & of a numeric character reference: "#35;", "#xA0;".
func referenceLength(b []byte) int {
	i := 1
	if i < len(b) && b[i]|0x20 == 'x' {
		i++
	}
	for start := i; i < len(b) && i-start < 8; i++ {
		c := b[i] | 0x20
		if b[i] == ';' && i > start {
			return i + 1
		}
		if (b[i] < '0' || b[i] > '9') && (c < 'a' || c > 'f') {
			break
		}
	}
	return 0
}

// characterReference puts the rest of a character reference to the text that
// its & ends: goldmark makes a new node of what follows a sign that some
// parser asks for, and a reference in two nodes is none.
func characterReference(parent ast.Node, block text.Reader, start, size int) ast.Node {
	before, ok := parent.LastChild().(*ast.Text)
	if !ok || before.Segment.Stop != start {
		return nil
	}
	before.Segment.Stop = start + size
	block.Advance(size)
	return ast.NewTextSegment(text.NewSegment(start+size, start+size))
}

// tagMayFollow reports whether a tag can begin here: at the beginning of a
// line, after white space, right after another tag, or after an escaped
// character (rules 134 and 135).
func tagMayFollow(parent ast.Node, before rune) bool {
	if unicode.IsSpace(before) || before == '\uFEFF' {
		return true
	}
	_, afterTag := parent.LastChild().(*TagNode)
	return afterTag
}

// tagLength returns how many bytes at the beginning of b are a tag's name.
func tagLength(b []byte) int {
	i, letter := 0, false
	for i < len(b) {
		r, size := utf8.DecodeRune(b[i:])
		if !tagRune(r) {
			break
		}
		if !unicode.IsDigit(r) && r != '/' {
			letter = true
		}
		i += size
	}
	if !letter {
		return 0 // #1984 is a number (rule 133)
	}
	return i
}

// tagRune reports whether a tag may hold r (rule 133).
func tagRune(r rune) bool {
	switch {
	case unicode.IsSpace(r) || unicode.IsControl(r):
		return false
	case r >= 0x2000 && r <= 0x206F, r >= 0x2E00 && r <= 0x2E7F:
		// General punctuation holds the zero width joiner of emoji.
		return r == 0x200D
	}
	return !strings.ContainsRune("'!\"#$%&()*+,.:;<=>?@^`{|}~[]\\", r)
}

func validTag(s string) bool { return s != "" && tagLength([]byte(s)) == len(s) }

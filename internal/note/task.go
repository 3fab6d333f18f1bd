package note

import (
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// KindTask is the kind of a [Task].
var KindTask = ast.NewNodeKind("Task")

// A Task is the [ ] at the beginning of a list item. Any character makes
// one; x and X say that it is done (rule 188).
type Task struct {
	ast.BaseInline
	Status string // the character between the brackets
}

// Kind implements ast.Node.
func (*Task) Kind() ast.NodeKind { return KindTask }

// Dump implements ast.Node.
func (t *Task) Dump(source []byte, level int) {
	ast.DumpHelper(t, source, level, map[string]string{"Status": t.Status}, nil)
}

// Done reports whether the task is struck through.
func (t *Task) Done() bool { return t.Status == "x" || t.Status == "X" }

type taskParser struct{}

func (taskParser) Trigger() []byte { return []byte{'['} }

func (taskParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	item, ok := parent.Parent().(*ast.ListItem)
	if !ok || item.FirstChild() != parent || parent.HasChildren() {
		return nil
	}
	line, _ := block.PeekLine()
	r, size := utf8.DecodeRune(line[1:])
	if size == 0 || r == '\n' || len(line) < size+3 || line[1+size] != ']' {
		return nil
	}
	if after := line[2+size]; after != ' ' && after != '\t' {
		return nil
	}
	block.Advance(3 + size)
	return &Task{Status: string(r)}
}

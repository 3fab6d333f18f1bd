package example

import (
	"go/parser"
	"go/token"
	"strings"
)

// A Passage is a comment of a Go file and the code that it stands over: what
// is read together on the program's page.
type Passage struct {
	// Text is the comment as Markdown, empty for code without one.
	Text string
	// The comment is lines Start to Code-1, the code lines Code to End, all
	// from 1.
	Start, Code, End int
}

// Passages returns a Go file from top to bottom, each of its lines once. A
// comment begins a passage if it has its lines to itself; the package comment
// has no text here, since it introduces the program. Of other files, and of
// what cannot be parsed, there are none.
func (f File) Passages() []Passage {
	if f.Lang != "go" {
		return nil
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, f.Name, f.Source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(string(f.Source), "\n"), "\n")
	passages := []Passage{{Start: 1, Code: 1}}
	for _, group := range file.Comments {
		start, end := fset.Position(group.Pos()), fset.Position(group.End())
		text := group.Text()
		if strings.TrimSpace(lines[start.Line-1][:start.Column-1]) != "" || text == "" {
			continue // beside code, or nothing but a directive
		}
		if group == file.Doc {
			text = ""
		}
		passages[len(passages)-1].End = start.Line - 1
		passages = append(passages, Passage{Text: text, Start: start.Line, Code: end.Line + 1})
	}
	last := &passages[len(passages)-1]
	last.End = max(len(lines), last.Code-1)
	if passages[0].End < 1 {
		passages = passages[1:]
	}
	return passages
}

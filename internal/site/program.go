package site

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"notesite/internal/example"
	"notesite/internal/note"
	"notesite/internal/problem"
)

// A LinesPart is some lines of one file of a program, from 1.
type LinesPart struct {
	File       string
	Symbol     string // what stands there, empty when the link names lines
	Start, End int
}

func (LinesPart) part() {}

// FileID is the id of a file on its program's page.
func FileID(name string) string { return strings.ToLower(name) }

// LineID is the id of a line there.
func LineID(file string, line int) string { return fmt.Sprintf("%s-L%d", FileID(file), line) }

// lineRange is "#L10" or "#L10-L20".
var lineRange = regexp.MustCompile(`^#[Ll](\d{1,7})(?:-[Ll]?(\d{1,7}))?$`)

// programSub completes an answer that leads to a program with the part that l
// names: a file, the output, a benchmark, a symbol, or lines.
func (a *answerer) programSub(ans Answer, p programPart, l note.Link) Answer {
	program, name := p.page.Program, strings.TrimPrefix(l.Sub, "#")
	if p.file == "" {
		switch {
		case strings.EqualFold(name, "output") && program.Checked:
			ans.Part, ans.Fragment = OutputPart{}, OutputID
			return ans
		case strings.EqualFold(name, BenchmarksID) && program.Measured != nil:
			ans.Part, ans.Fragment = BenchmarkPart(""), BenchmarksID
			return ans
		}
		if b := benchmark(program, name); b != nil {
			ans.Part, ans.Fragment = BenchmarkPart(b.Name), BenchmarkID(b.Name)
			return ans
		}
		if f := program.File(name); f != nil {
			ans.Part, ans.Fragment = FilePart(f.Name), FileID(f.Name)
			return ans
		}
	} else if lines, ok := linesOf(program.File(p.file), l.Sub); ok {
		ans.Part, ans.Fragment = lines, LineID(lines.File, lines.Start)
		return ans
	}
	if s, ok := program.Symbol(p.file, name); ok {
		ans.Part, ans.Fragment = LinesPart{s.File, s.Name, s.Start, s.End}, LineID(s.File, s.Start)
		return ans
	}
	ans.missing("part", l.Target, name)
	return ans
}

// benchmark returns the benchmark that a link names by its function.
func benchmark(p *example.Program, name string) *example.Benchmark {
	const prefix = "Benchmark"
	if len(name) < len(prefix) || !strings.EqualFold(name[:len(prefix)], prefix) {
		return nil
	}
	return p.Benchmark(name[len(prefix):])
}

// linesOf returns the lines of f that "#L10-L20" names.
func linesOf(f *example.File, sub string) (LinesPart, bool) {
	m := lineRange.FindStringSubmatch(sub)
	if m == nil {
		return LinesPart{}, false
	}
	lines := LinesPart{File: f.Name}
	lines.Start, _ = strconv.Atoi(m[1])
	lines.End, _ = strconv.Atoi(m[2])
	lines.End = max(lines.End, lines.Start)
	return lines, lines.Start > 0 && lines.End <= bytes.Count(f.Source, []byte("\n"))
}

// isLines reports whether a link names lines by their numbers.
func isLines(ans Answer) bool {
	lines, ok := ans.Part.(LinesPart)
	return ok && lines.Symbol == ""
}

// adviseSymbol warns of a link that names lines: they move when the program
// changes, and nobody notices.
func adviseSymbol(p *problem.Problem, program *example.Program, lines LinesPart) {
	p.Rule, p.Severity = problem.LineLink, problem.Warning
	p.Message = fmt.Sprintf("lines %d to %d of %s may be others when it changes", lines.Start, lines.End, lines.File)
	p.Hint = "write // #region name and // #endregion around them, and #name"
	if s, ok := program.At(lines.File, lines.Start); ok {
		p.Hint = fmt.Sprintf("write #%s", s.Name)
	}
}

// newWalk tells a file.
func newWalk(p *ProgramPage, f example.File) Walk {
	w := Walk{File: f, Passages: f.Passages()}
	for _, passage := range w.Passages {
		var text *NotePage
		if passage.Text != "" {
			src := passage.Text
			if s, ok := p.Program.At(f.Name, passage.Code); ok {
				src = quoteName(src, s.Name)
			}
			text = &NotePage{Head: Head{URL: p.URL, Title: p.Title}, Note: commentNote(src, &f)}
		}
		w.Texts = append(w.Texts, text)
	}
	return w
}

// commentNote reads a comment of a file as a note. To Markdown, a doc link is a
// link by reference; the definitions stand behind the text, where they move
// nothing. Markdown does not tell [Loop] from [loop]: in a text with both, neither
// is a link.
func commentNote(text string, f *example.File) *note.Note {
	if f == nil || !strings.Contains(text, "[") {
		return note.Parse("", []byte(text))
	}
	var definitions strings.Builder
	folded := strings.ToLower(text)
	for _, name := range slices.Sorted(maps.Keys(f.DocLinks)) {
		for _, label := range []string{name, "*" + name} {
			label = "[" + label + "]"
			if n := strings.Count(text, label); n > 0 && n == strings.Count(folded, strings.ToLower(label)) {
				fmt.Fprintf(&definitions, "\n%s: <%s>", label, f.DocLinks[name])
			}
		}
	}
	if definitions.Len() > 0 {
		text += "\n" + definitions.String() + "\n"
	}
	return note.Parse("", []byte(text))
}

// quoteName sets the name of the declaration, with which its comment begins,
// as code.
func quoteName(text, name string) string {
	name = name[strings.LastIndexByte(name, '.')+1:]
	if rest, ok := strings.CutPrefix(text, name); ok && (rest == "" || strings.ContainsAny(rest[:1], " \n,;:")) {
		return "`" + name + "`" + rest
	}
	return text
}

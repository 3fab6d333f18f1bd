package render

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"notesite/internal/example"
	"notesite/internal/highlight"
	"notesite/internal/site"
)

// marks returns the links in some lines of a program's file, on the page at
// from: the wikilinks in its comments, and its names.
func (r *Renderer) marks(p *site.ProgramPage, file example.File, from string, part site.LinesPart) []highlight.Mark {
	var marks []highlight.Mark
	for i, l := range p.Program.Links {
		if l.File == file.Name {
			m := highlight.Mark{Start: l.Start, End: l.End}
			m.Open, m.Close = r.linkTags(from, p.Answers[i])
			marks = append(marks, m)
		}
	}
	start, end := lineStart(file.Source, part.Start), lineStart(file.Source, part.End+1)
	seen := map[*example.Declaration]bool{}
	for _, n := range file.Names {
		if n.Start < start || n.End > end {
			continue
		}
		if open := r.openName(n, from, seen[n.Declaration]); open != "" {
			marks = append(marks, highlight.Mark{Start: n.Start, End: n.End, Open: open, Close: "</a>"})
		}
		seen[n.Declaration] = true
	}
	slices.SortFunc(marks, func(a, b highlight.Mark) int { return cmp.Compare(a.Start, b.Start) })
	return marks
}

// lineStart returns where a line of a source begins, counted from 1; its end,
// if there is no such line.
func lineStart(source []byte, line int) int {
	at := 0
	for range line - 1 {
		i := bytes.IndexByte(source[at:], '\n')
		if i < 0 {
			return len(source)
		}
		at += i + 1
	}
	return at
}

// openName returns the start tag of the link that a name is, with what it
// means for who points at it or reaches it; nothing, if it leads nowhere. Only
// the first name of a declaration is reached with the Tab key, not those that
// come again: there would be no end of them.
func (r *Renderer) openName(n example.Name, from string, again bool) string {
	to := n.URL
	if n.Program != nil {
		page := r.programs[n.Program]
		if page == nil {
			return ""
		}
		id := ""
		if n.Line > 0 {
			id = site.LineID(n.File, n.Line)
		}
		to = href(from, page.URL, id)
	}
	if to == "" {
		return ""
	}
	attrs := ""
	if again {
		attrs = ` tabindex="-1"`
	}
	told := strings.TrimSpace(n.Signature + "\n" + n.Doc)
	return fmt.Sprintf(`<a class="name" href="%s" aria-description="%s"%s>`, esc(to), esc(told), attrs)
}

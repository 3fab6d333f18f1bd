package site

import (
	"fmt"
	"strings"

	"notesite/internal/note"
	"notesite/internal/problem"
)

// PathsProperty names the property that makes paths of a note's sections: a
// list of headings. The notes and programs that a section links to, in that
// order, are a path through the site.
const PathsProperty = "paths"

// A Step is the place of a page on a path.
type Step struct {
	Path       *NotePage // whose section the path is
	Heading    note.Heading
	Number, Of int
	Prev, Next Page // nil at the ends
}

// addPaths gives the pages on paths their steps.
func (s *Site) addPaths() {
	for _, p := range s.Notes {
		for _, property := range p.Note.FrontMatter.Properties {
			if !strings.EqualFold(property.Key, PathsProperty) {
				continue
			}
			values := property.Value.List
			if property.Value.Text != "" {
				values = []note.Value{property.Value}
			}
			for _, v := range values {
				s.addPath(p, v)
			}
		}
	}
}

func (s *Site) addPath(p *NotePage, name note.Value) {
	i, _, ok := newSections(p.Note).heading(p.Note, "#"+name.Text)
	if !ok {
		s.addProblems([]problem.Problem{{
			Pos: p.Note.Position(name.Offset), Rule: problem.MissingHeading, Severity: problem.Error,
			Message: fmt.Sprintf("there is no heading %q here for a path", name.Text),
			Hint:    s.answerer.suggest.section(p.Note, "#"+name.Text),
		}})
		return
	}
	span := embedded{p, HeadingPart(i)}.span()
	var pages []Page
	seen := map[Page]bool{Page(p): true}
	for j, ans := range p.Answers {
		l := p.Note.Links[j]
		page, ok := ans.To.(Page)
		if !ok || l.Comment || l.Kind == note.PropertyLink || l.Start < span.Start || l.Start >= span.End || seen[page] {
			continue
		}
		seen[page] = true
		pages = append(pages, page)
	}
	for j, page := range pages {
		step := Step{Path: p, Heading: p.Note.Headings[i], Number: j + 1, Of: len(pages)}
		if j > 0 {
			step.Prev = pages[j-1]
		}
		if j+1 < len(pages) {
			step.Next = pages[j+1]
		}
		page.Meta().Steps = append(page.Meta().Steps, step)
	}
}

package site

import (
	"slices"
	"strings"

	"notesite/internal/note"
)

// maxExcerpts is how many sentences of one note a backlink quotes.
const maxExcerpts = 5

// collectBacklinks gives each note, canvas, base and program the notes that link to
// it, in the order of their titles, with the sentences, and then the canvases
// that show it on a card (rule 203). A note's links to itself do not count
// (rule 58). Programs whose comments link to it come last.
func (s *Site) collectBacklinks(taken addresses) {
	links := map[Target][]Backlink{}
	notes := slices.Clone(s.Notes)
	slices.SortStableFunc(notes, func(a, b *NotePage) int { return strings.Compare(fold(a.Title), fold(b.Title)) })
	for _, from := range notes {
		at := map[Target]int{} // where from stands in links[to]
		for i, ans := range from.Answers {
			if ans.To == nil || ans.To == Target(from) {
				continue
			}
			switch ans.To.(type) {
			case *Attachment, External:
				continue
			}
			j, ok := at[ans.To]
			if !ok {
				j = len(links[ans.To])
				at[ans.To] = j
				links[ans.To] = append(links[ans.To], Backlink{From: from})
			}
			back := &links[ans.To][j]
			excerpt := from.Note.Links[i].Context
			if len(back.Excerpts) < maxExcerpts && quotable(excerpt) && !quoted(back.Excerpts, excerpt) {
				back.Excerpts = append(back.Excerpts, excerpt)
			}
		}
	}
	for _, from := range s.Canvases {
		at := map[Target]bool{}
		for _, card := range from.Cards {
			if to := card.File.To; to != nil && to != Target(from) && !at[to] {
				at[to] = true
				links[to] = append(links[to], Backlink{From: from})
			}
		}
	}
	s.collectCode(links)
	for _, p := range s.Canvases {
		p.Backlinks = links[p]
	}
	for _, p := range s.Bases {
		p.Backlinks = links[p]
	}
	for _, p := range s.Notes {
		p.Backlinks = links[p]
		if len(p.Backlinks) <= MaxBacklinks {
			continue
		}
		all := &BacklinksPage{Of: p, Backlinks: p.Backlinks}
		all.Title = "Links to " + p.Title
		all.Crumbs = append(slices.Clip(p.Crumbs), p)
		all.URL, _ = taken.take(strings.TrimSuffix(p.URL, ".html") + "-backlinks.html")
		p.Backlinks, p.AllBacklinks = p.Backlinks[:MaxBacklinks], all
		s.Pages = append(s.Pages, all)
	}
	if s.Programs != nil {
		for _, p := range s.Programs.Programs {
			p.Backlinks = links[p]
		}
	}
}

// quoted reports whether the sentence of e stands among others: one sentence
// may link twice.
func quoted(excerpts []note.Excerpt, e note.Excerpt) bool {
	text := e.Before + e.Label + e.After
	return slices.ContainsFunc(excerpts, func(x note.Excerpt) bool { return x.Before+x.Label+x.After == text })
}

// quotable reports whether an excerpt says more than the link itself.
func quotable(e note.Excerpt) bool {
	return strings.TrimSpace(e.Before) != "" || strings.Trim(e.After, " .,;:") != ""
}

// collectCode adds the links in the comments of programs.
func (s *Site) collectCode(links map[Target][]Backlink) {
	if s.Programs == nil {
		return
	}
	for _, from := range s.Programs.Programs {
		at := map[Target]int{}
		for i, ans := range from.Answers {
			to := ans.To
			switch to.(type) {
			case nil, *Attachment, External:
				continue
			}
			if to == Target(from) {
				continue
			}
			j, ok := at[to]
			if !ok {
				j = len(links[to])
				at[to] = j
				links[to] = append(links[to], Backlink{From: from})
			}
			l := from.Program.Links[i]
			symbol, _ := from.Program.At(l.File, l.Pos.Line)
			links[to][j].Lines = append(links[to][j].Lines, CodeLine{l.File, l.Pos.Line, symbol.Name})
		}
	}
}

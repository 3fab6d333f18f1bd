package site

import (
	"fmt"
	"path"
	"strings"

	"notesite/internal/note"
	"notesite/internal/problem"
)

// An embedded is what an embed shows: a note, or a section or block of it.
type embedded struct {
	page *NotePage
	part Part
}

func (e embedded) String() string {
	switch part := e.part.(type) {
	case HeadingPart:
		return e.page.Note.Name() + "#" + e.page.Note.Headings[part].Plain
	case BlockPart:
		return e.page.Note.Name() + "#^" + e.page.Note.Blocks[part].ID
	}
	return e.page.Note.Name()
}

// span returns the bytes of the note that e shows.
func (e embedded) span() note.Span {
	n := e.page.Note
	switch part := e.part.(type) {
	case HeadingPart:
		end := len(n.Source)
		if i := sectionEnd(n.Headings, int(part)); i < len(n.Headings) {
			end = n.Headings[i].Start
		}
		return note.Span{Start: n.Headings[part].Start, End: end}
	case BlockPart:
		return n.Blocks[part].Span
	}
	return note.Span{Start: 0, End: len(n.Source)}
}

// MaxEmbedDepth is how deep embeds nest (rule 99).
const MaxEmbedDepth = 5

// checkEmbeds reports the embeds that show, however indirectly, themselves:
// each once, where it closes the circle. And it reports those that are cut
// short since they are nested too deeply, at the note in which that begins.
func (s *Site) checkEmbeds() {
	const (
		unseen = iota
		open
		done
	)
	state := map[embedded]int{}
	height := map[embedded]int{} // how deep the embeds in it are nested
	var chain []embedded
	var visit func(e embedded)
	visit = func(e embedded) {
		state[e] = open
		chain = append(chain, e)
		span := e.span()
		for i, l := range e.page.Note.Links {
			ans := e.page.Answers[i]
			to, ok := ans.To.(*NotePage)
			if !ok || !l.Embed || l.Comment || l.Start < span.Start || l.Start >= span.End {
				continue
			}
			if _, missing := ans.Part.(MissingPart); missing {
				continue
			}
			next := embedded{to, ans.Part}
			switch state[next] {
			case unseen:
				visit(next)
			case open:
				s.reportCircle(e.page, l, chain, next)
				continue
			}
			height[e] = max(height[e], height[next]+1)
			if _, whole := e.part.(Whole); whole && height[next] == MaxEmbedDepth {
				s.reportDepth(e.page, l)
			}
		}
		chain = chain[:len(chain)-1]
		state[e] = done
	}
	for _, p := range s.Notes {
		if e := (embedded{p, Whole{}}); state[e] == unseen {
			visit(e)
		}
	}
}

func (s *Site) reportCircle(p *NotePage, l note.Link, chain []embedded, back embedded) {
	var names []string
	for i := len(chain) - 1; i >= 0; i-- {
		if chain[i] == back {
			for _, e := range chain[i:] {
				names = append(names, e.String())
			}
			break
		}
	}
	pos := p.Note.Position(l.Start)
	pos.Filename = path.Join(s.NotesDir, pos.Filename)
	s.Problems = append(s.Problems, problem.Problem{
		Pos: pos, Rule: problem.CircularEmbed, Severity: problem.Error,
		Message: fmt.Sprintf("embeds in a circle: %s", strings.Join(append(names, back.String()), " → ")),
		Hint:    "link to the note instead of embedding it",
	})
}

func (s *Site) reportDepth(p *NotePage, l note.Link) {
	s.addProblems([]problem.Problem{{
		Pos: p.Note.Position(l.Start), Rule: problem.EmbedDepth, Severity: problem.Warning,
		Message: fmt.Sprintf("embeds go more than %d levels deep from here; what lies deeper is shown as a link", MaxEmbedDepth),
		Hint:    "link to the innermost note instead of embedding it",
	}})
}

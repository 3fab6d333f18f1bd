package site

import (
	"fmt"
	"go/token"
	"path"
	"strings"

	"notesite/internal/canvas"
	"notesite/internal/note"
	"notesite/internal/problem"
)

// A CanvasPage shows one canvas (rule 203).
type CanvasPage struct {
	Head
	Canvas    *canvas.Canvas
	Cards     []Card // in the order of Canvas.Nodes
	Backlinks []Backlink
}

// Address implements Target.
func (p *CanvasPage) Address() string { return p.URL }

// A Card is what a node of a canvas shows and leads to.
type Card struct {
	// Text is a text card, read as a note; it is not among the site's notes.
	Text *NotePage
	// File says where a file card leads, Background which image lies under a
	// group.
	File, Background Answer
}

// addCanvas gives a canvas its page and address.
func (s *Site) addCanvas(c *canvas.Canvas, taken addresses) *CanvasPage {
	p := &CanvasPage{Canvas: c, Cards: make([]Card, len(c.Nodes))}
	p.Title = strings.TrimSuffix(path.Base(c.Path), path.Ext(c.Path))
	p.URL, _ = taken.take(Address(c.Path) + ".html")
	s.Canvases = append(s.Canvases, p)
	return p
}

// answerCanvas answers the links of a canvas. Those in its text cards lead
// somewhere but are no links of the graph: nothing counts them, and nothing
// gets a backlink (rule 203). What is wrong with them is said where the node
// stands in the file.
func (a *answerer) answerCanvas(p *CanvasPage) {
	for i, n := range p.Canvas.Nodes {
		card := &p.Cards[i]
		switch {
		case n.Type == "text":
			card.Text = &NotePage{Head: Head{URL: p.URL, Title: p.Title}, Note: note.Parse(p.Canvas.Path, []byte(n.Text))}
			for _, problem := range card.Text.Note.Problems {
				problem.Pos = n.Pos
				a.site.Problems = append(a.site.Problems, problem)
			}
			for _, l := range card.Text.Note.Links {
				if l.Comment {
					card.Text.Answers = append(card.Text.Answers, Answer{})
					continue
				}
				ans := a.answer(p.Canvas.Path, card.Text, l)
				card.Text.Answers = append(card.Text.Answers, ans)
				a.report(n.Pos, l, ans)
			}
		case n.Type == "file" && n.File != "":
			card.File = a.answerFile(n.Pos, n.File, n.Subpath)
		case n.Type == "group" && n.Background != "":
			card.Background = a.answerFile(n.Pos, n.Background, "")
		}
	}
}

// answerFile answers a path of the vault, as it stands in a canvas.
func (a *answerer) answerFile(pos token.Position, file, sub string) Answer {
	l := note.Link{Kind: note.WikiLink, Embed: true, Target: file, Sub: sub, Written: file + sub}
	e := pick(a.index.exact[fold(strings.TrimLeft(file, "/"))], file)
	if e == nil {
		ans := Answer{Rule: None, Broken: fmt.Sprintf("there is no file %q", file), Lack: Lack{Kind: "file", Name: file}}
		a.site.Problems = append(a.site.Problems, problem.Problem{
			Pos: pos, Rule: problem.MissingEmbed, Severity: problem.Error,
			Message: ans.Broken, Hint: a.suggest.name(strings.TrimSuffix(path.Base(file), ".md")),
		})
		return ans
	}
	ans := a.answerEntry(e, VaultPath, nil, l)
	a.report(pos, l, ans)
	return ans
}

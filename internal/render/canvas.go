package render

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"path"
	"strings"

	"github.com/yuin/goldmark/util"

	"notesite/internal/canvas"
	"notesite/internal/site"
)

// canvasView is what the page of a canvas shows.
type canvasView struct {
	frame
	Picture    template.HTML  // the cards with the lines between them
	LinkedFrom string         // what Backlinks are: "4 notes and 2 programs"
	Backlinks  []backlinkView // what links here
}

func (r *Renderer) canvasView(f frame, p *site.CanvasPage) (canvasView, error) {
	v := canvasView{frame: f, LinkedFrom: r.linkedFrom(p.Backlinks), Backlinks: backlinkViews(p.URL, p.Backlinks)}
	b := &body{r: r, page: r.hostPage(p)}
	picture, err := b.picture(p)
	v.Picture = template.HTML(b.page.fill(picture))
	v.load(r, p.URL, b.page.jobs)
	return v, err
}

// embedCanvas writes a canvas into a note (rule 97).
func (b *body) embedCanvas(w util.BufWriter, p *site.CanvasPage) error {
	picture, err := b.picture(p)
	if err != nil {
		return fmt.Errorf("embed %q: %w", p.Canvas.Path, err)
	}
	fmt.Fprintf(w, `<div class="embed embed-canvas">%s<a class="embed-source internal" href="%s">%s</a></div>`+"\n",
		b.page.hold(picture), esc(href(b.page.url, p.URL, "")), esc(p.Title))
	return nil
}

// picture draws a canvas, in a frame that scrolls.
func (b *body) picture(p *site.CanvasPage) ([]byte, error) {
	b.page.wants(showFigures)
	var out bytes.Buffer
	fmt.Fprintf(&out, `<div class="canvas-frame" tabindex="0" role="group" aria-label="%s">`, esc(p.Title))
	var failed error
	next := 0
	err := p.Canvas.SVG(&out, b.r.canvasWords(), func(n canvas.Node) canvas.Card {
		card, err := b.card(n, p.Cards[next])
		next++
		failed = cmp.Or(failed, err)
		return card
	})
	out.WriteString("</div>")
	return out.Bytes(), cmp.Or(failed, err)
}

// canvasWords returns what a canvas says of itself.
func (r *Renderer) canvasWords() canvas.Words {
	return canvas.Words{
		Card: r.words.Say("canvas.card"), Group: r.words.Say("canvas.group"),
		Holds: func(cards, groups, edges int) string {
			var parts []string
			for _, p := range []struct {
				key string
				n   int
			}{{"canvas.cards", cards}, {"canvas.groups", groups}, {"canvas.edges", edges}} {
				if p.n > 0 {
					parts = append(parts, r.words.Say(p.key, "n", p.n))
				}
			}
			if parts == nil {
				return r.words.Say("canvas.empty")
			}
			return r.words.Say("canvas.holds", "parts", strings.Join(parts, r.words.Say("comma")))
		},
	}
}

// card fills one node of a canvas.
func (b *body) card(n canvas.Node, c site.Card) (canvas.Card, error) {
	switch {
	case c.Text != nil:
		return b.textCard(c.Text)
	case n.Type == "file" && n.File != "":
		return b.fileCard(n, c.File), nil
	case n.Type == "group":
		if at, ok := c.Background.To.(*site.Attachment); ok {
			return canvas.Card{HTML: b.cardImage(at)}, nil
		}
	}
	return n.Card(), nil
}

// textCard renders Markdown for a card.
func (b *body) textCard(p *site.NotePage) (canvas.Card, error) {
	card := canvas.Card{Title: p.Note.Summary}
	if hs := p.Note.Headings; len(hs) > 0 {
		card.Title = hs[0].Plain
	}
	next := embed{p, site.Whole{}}
	if stop, chain := b.stop(next); stop != "" {
		card.HTML = paragraph(b.r.words.Say(stop, "what", b.r.words.Say("thisCard"), "chain", chain))
		return card, nil
	}
	out, err := b.inner(next)
	card.HTML = template.HTML(out)
	return card, err
}

// fileCard shows where a card leads: the title of a note and what it is
// about, an image, or the name of another file.
func (b *body) fileCard(n canvas.Node, ans site.Answer) canvas.Card {
	card := canvas.Card{Broken: ans.To == nil, Title: path.Base(n.File) + n.Subpath}
	if ans.To == nil {
		if ans.Broken == site.NotPublished {
			card.Title = b.r.brokenTitle(ans)
		}
		return card
	}
	card.Href = href(b.page.url, ans.To.Address(), ans.Fragment)
	switch to := ans.To.(type) {
	case *site.NotePage:
		card.Title = embedTitle(to, ans)
		card.HTML = paragraph(to.Description)
	case *site.CanvasPage:
		card.Title = to.Title
	case *site.Attachment:
		if mediaTypes[strings.ToLower(path.Ext(to.Path))] == imageMedia {
			card.HTML = b.cardImage(to)
		}
	}
	return card
}

func (b *body) cardImage(at *site.Attachment) template.HTML {
	return template.HTML(fmt.Sprintf(`<img src="%s" alt="" loading="lazy">`, esc(href(b.page.url, at.URL, ""))))
}

func paragraph(text string) template.HTML {
	if text == "" {
		return ""
	}
	return template.HTML("<p>" + esc(text) + "</p>")
}

package render

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"notesite/internal/card"
	"notesite/internal/site"
	"notesite/internal/words"
)

// CardDir is the folder of the pictures that social sites show for pages.
const CardDir = "assets/cards/"

// A shareImage is the picture of a page.
type shareImage struct {
	URL           string // absolute
	Alt           string // what it shows, for who does not see it
	Width, Height int    // 0 when not known
}

// imageOf returns the picture that a note names, or else a card, or nil.
func (r *Renderer) imageOf(p site.Page) *shareImage {
	if r.site.BaseURL == "" || !indexed(p) {
		return nil
	}
	if n, ok := p.(*site.NotePage); ok {
		switch to := n.Image.(type) {
		case *site.Attachment:
			return &shareImage{URL: r.absolute(to.URL), Alt: p.Meta().Title, Width: to.Width, Height: to.Height}
		case site.External:
			return &shareImage{URL: to.Address(), Alt: p.Meta().Title}
		}
	}
	if r.cards == nil {
		return nil
	}
	c, ok := r.cards.of(r.title(p), r.cardKind(p), r.OwnIcon)
	if !ok {
		return nil
	}
	alt := strings.Join(slices.DeleteFunc([]string{c.Title, c.Site}, func(s string) bool { return s == "" }), " · ")
	return &shareImage{r.absolute(r.cards.take(c)), alt, card.Width, card.Height}
}

// A cardBox takes down the cards of pages while they are rendered, to be drawn
// when it is known which are not there yet.
type cardBox struct {
	painter *card.Painter
	title   string // of the site
	site    string // the same, as far as it can be drawn

	mu    sync.Mutex
	cards map[string]card.Card // by address
}

// painter reads its fonts when it is first needed.
var painter = sync.OnceValues(card.New)

func newCardBox(title string) (*cardBox, error) {
	p, err := painter()
	if err != nil {
		return nil, err
	}
	b := &cardBox{painter: p, title: title, cards: map[string]card.Card{}}
	b.site = b.drawable(title)
	return b, nil
}

// of returns the card of a page, with what it is called and what it is. Where the fonts lack the title's script, it has
// the site's name alone, as that of the home page has; a card without either
// would say nothing, so there is none.
func (b *cardBox) of(title, kind string, plain bool) (c card.Card, ok bool) {
	c.Site, c.Plain = b.site, plain
	if title != b.title {
		c.Title = b.drawable(title)
	}
	if c.Title != "" {
		c.Kind = b.drawable(kind)
	}
	return c, c.Title != "" || c.Site != ""
}

// cardKind says what a page is, where its title does not.
func (r *Renderer) cardKind(p site.Page) string {
	kind := ""
	switch p.(type) {
	case *site.ProgramPage:
		kind = r.words.Say("kind.program")
	case *site.FolderPage:
		kind = r.words.Say("kind.folder")
	case *site.TagPage:
		kind = r.words.Say("kind.tag")
	case *site.CanvasPage:
		kind = r.words.Say("kind.canvas")
	case *site.BasePage:
		kind = r.words.Say("kind.base")
	}
	return words.Capital(kind)
}

// drawable returns a text if the fonts have its characters, leaving out emoji
// and other signs that they lack, or "".
func (b *cardBox) drawable(text string) string {
	if b.painter.Covers(text) {
		return text
	}
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.So, unicode.Sk, unicode.Me, unicode.Cf, unicode.Variation_Selector) && !b.painter.Covers(string(r)) {
			return -1
		}
		return r
	}, text)
	if !b.painter.Covers(text) || !strings.ContainsFunc(text, isWordRune) {
		return ""
	}
	return strings.Join(strings.Fields(text), " ")
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// take returns the address of a card, which is to be drawn.
func (b *cardBox) take(c card.Card) string {
	address := CardDir + c.Name()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cards[address] = c
	return address
}

// Cards returns the addresses of the cards of all pages that have been written.
func (r *Renderer) Cards() []string {
	if r.cards == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(r.cards.cards))
}

// Card draws one of them.
func (r *Renderer) Card(address string) ([]byte, error) {
	return r.cards.painter.PNG(r.cards.cards[address])
}

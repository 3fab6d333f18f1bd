// Package card draws the picture that social sites show for a page, and the
// icons of the site. A [Painter] turns a [Card], which says what stands on the
// picture, into the bytes of a PNG.
//
// Nothing of it depends on the machine: the fonts are part of the program, and
// the same card gives the same bytes.
package card

import (
	"crypto/sha256"
	"fmt"
	"image"
	"sync"

	"github.com/go-text/typesetting/di"
)

// A Card is what stands on a picture. It is for titles that [Painter.Covers].
type Card struct {
	Title string // of the note; if it is empty, the site's name takes its place
	Site  string // the site's name
	Kind  string // what the page is, such as "Program"; mostly empty
	Plain bool   // without the mark, for a site whose icon is another
}

// version says how cards are drawn. It begins the hash of testdata/cards.golden,
// so that what is drawn otherwise is named otherwise.
const version = "a4635462"

// Name returns a name for the picture: one that another card has not, nor the
// same card as another version of this package draws it.
func (c Card) Name() string {
	hash := sha256.Sum256(fmt.Appendf(nil, "%s %q %q %q %t", version, c.Title, c.Site, c.Kind, c.Plain))
	return fmt.Sprintf("%x.png", hash[:8])
}

// The size of a picture, as pages announce it.
const (
	Width  = 1200
	Height = 630
)

// Where things stand on it, in pixels.
const (
	margin     = 80
	titleTop   = 88  // of the capitals of the first line
	titleSpace = 340 // from there to the lowest descender
	ruleTop    = 514
	ruleWidth  = 2
	baseline   = 572 // of what stands below the rule
	smallSize  = 34
	markSize   = 48
	markGap    = 20
)

// A Painter draws cards. It is safe for concurrent use.
type Painter struct {
	fonts fonts
	desks sync.Pool // of *desk
}

// A desk is what one picture at a time is drawn with.
type desk struct {
	setter *setter
	canvas *canvas
}

// New returns a painter, with its fonts read.
func New() (*Painter, error) {
	f, err := parseFonts()
	if err != nil {
		return nil, err
	}
	p := &Painter{fonts: f}
	p.desks.New = func() any {
		return &desk{newSetter(f), newCanvas(Width, Height, onPaper)}
	}
	return p, nil
}

// Covers reports whether the fonts have all characters of a text. They have
// Latin, Greek, Cyrillic and Hebrew letters. A character that they lack would
// be drawn as an empty box.
func (p *Painter) Covers(text string) bool {
	d := p.desks.Get().(*desk)
	defer p.desks.Put(d)
	return d.setter.covers(text)
}

// PNG draws a card. Its title is set as large as it fits, in at most four
// lines, and cut off where it would still be too long.
func (p *Painter) PNG(c Card) ([]byte, error) {
	d := p.desks.Get().(*desk)
	defer p.desks.Put(d)
	d.canvas.clear()
	d.draw(c)
	return d.canvas.png()
}

func (d *desk) draw(c Card) {
	title, site := clean(c.Title), clean(c.Site)
	if len(title) == 0 {
		title, site = site, nil
	}
	if len(title) > 0 {
		d.title(d.setter.fit(title, Width-2*margin, titleSpace))
	}

	d.canvas.fill(image.Rect(margin, ruleTop, Width-margin, ruleTop+ruleWidth), rule)
	left := margin
	if !c.Plain {
		capital := d.setter.capHeight(smallSize)
		d.canvas.mark(left, baseline-capital/2-markSize/2, markSize)
		left += markSize + markGap
	}

	right := Width - margin
	if kind := clean(c.Kind); len(kind) > 0 {
		line := d.setter.line(kind, smallSize, (Width-2*margin)/3)
		right -= line.width()
		line.draw(d.canvas, float32(right), baseline, quiet)
		right -= 2 * markGap
	}
	if len(site) > 0 {
		d.setter.line(site, smallSize, right-left).draw(d.canvas, float32(left), baseline, ink)
	}
}

// title draws the lines of the title, from the side where its script begins.
func (d *desk) title(b block) {
	y := titleTop + d.setter.capHeight(b.size)
	for _, l := range b.lines {
		x := margin
		if b.direction == di.DirectionRTL {
			x = Width - margin - l.width()
		}
		l.draw(d.canvas, float32(x), y, ink)
		y += leading(b.size)
	}
}

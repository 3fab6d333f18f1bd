package card

import (
	"image"
	"image/color"
)

// The colours of the light scheme of theme/css/10-tokens.css: a picture cannot
// know which scheme its reader has.
var (
	paperColour = color.NRGBA{0xfd, 0xfc, 0xf9, 0xff}
	inkColour   = color.NRGBA{0x1d, 0x1c, 0x1a, 0xff}
	quietColour = color.NRGBA{0x6b, 0x67, 0x5f, 0xff}
	ruleColour  = color.NRGBA{0xe6, 0xe2, 0xd9, 0xff}
	linkColour  = color.NRGBA{0x0b, 0x6e, 0x7f, 0xff}
	runColour   = color.NRGBA{0xa3, 0x48, 0x0f, 0xff}
)

// A ramp is a run of a palette: a colour in steps, from little of it to all.
type ramp struct{ first, steps uint8 }

// A palette has 16 colours, which half a byte can tell apart. Paper is the
// first of them; what lies on a tile has no use for ink.
var (
	ink   = ramp{1, 5}
	quiet = ramp{6, 3}
	link  = ramp{9, 3}
	run   = ramp{12, 3}
	rule  = ramp{15, 1}
	tile  = ramp{1, 5}
)

var (
	onPaper = newPalette()
	onTile  = newTilePalette()
)

func newPalette() color.Palette {
	p := color.Palette{paperColour}
	for _, r := range []struct {
		ramp
		c color.NRGBA
	}{{ink, inkColour}, {quiet, quietColour}, {link, linkColour}, {run, runColour}, {rule, ruleColour}} {
		for i := range int(r.steps) {
			p = append(p, mix(r.c, i+1, int(r.steps)))
		}
	}
	return p
}

// newTilePalette is for paper that does not fill the picture: first is nothing,
// then paper that one sees through, in steps.
func newTilePalette() color.Palette {
	p := newPalette()
	p[0] = color.NRGBA{}
	for i := range int(tile.steps) {
		c := paperColour
		c.A = uint8(0xff * (i + 1) / int(tile.steps))
		p[int(tile.first)+i] = c
	}
	return p
}

// mix lays n of m parts of a colour on paper.
func mix(c color.NRGBA, n, m int) color.NRGBA {
	part := func(paper, c uint8) uint8 { return uint8((int(paper)*(m-n) + int(c)*n + m/2) / m) }
	return color.NRGBA{part(paperColour.R, c.R), part(paperColour.G, c.G), part(paperColour.B, c.B), 0xff}
}

// A canvas is a picture being drawn, by indices of its palette.
type canvas struct {
	*image.Paletted
	press press
}

func newCanvas(w, h int, palette color.Palette) *canvas {
	return &canvas{Paletted: image.NewPaletted(image.Rect(0, 0, w, h), palette)}
}

func (c *canvas) clear() { clear(c.Pix) }

func (c *canvas) fill(r image.Rectangle, hue ramp) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.Pix[c.PixOffset(r.Min.X, y):c.PixOffset(r.Max.X, y)]
		for i := range row {
			row[i] = hue.first + hue.steps - 1
		}
	}
}

// cover covers a part of pixel i, of 255, with a colour. Where two shapes of
// one colour meet, the one that covers more counts.
func (c *canvas) cover(i int, hue ramp, part uint8) {
	step := (uint(part)*uint(hue.steps) + 127) / 255
	if step == 0 {
		return
	}
	index := hue.first + uint8(step) - 1
	if is := c.Pix[i]; is < hue.first || is < index || is >= hue.first+hue.steps {
		c.Pix[i] = index
	}
}

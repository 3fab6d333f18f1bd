package card

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"slices"
	"strings"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationserifbold"
	"codeberg.org/go-fonts/stix/stix2textsemibold"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/bidi"
)

// Both fonts are under the SIL Open Font License (stix.LICENSE,
// liberation.LICENSE), which allows to bundle them with a program. STIX Two Text has Latin, Greek and Cyrillic; Liberation Serif
// stands in for what it lacks: Hebrew, arrows, some signs.
type fonts [2]*font.Font

func parseFonts() (fonts, error) {
	var f fonts
	for i, data := range [][]byte{stix2textsemibold.TTF, liberationserifbold.TTF} {
		face, err := font.ParseTTF(bytes.NewReader(data))
		if err != nil {
			return f, fmt.Errorf("parse font %d: %w", i, err)
		}
		f[i] = face.Font
	}
	return f, nil
}

// sizes are those that a title may have, in pixels, the best first.
var sizes = []int{100, 92, 84, 76, 68, 60, 54}

const (
	maxLines = 4
	// maxRunes is more than fits on a card at the smallest size.
	maxRunes = 400
	// unit is the size at which text is shaped; nothing is hinted, so widths at
	// another size are in proportion.
	unit = 1024
)

// leading is the distance of two baselines.
func leading(size int) int { return size * 9 / 8 }

// A setter sets text in type. It is not safe for concurrent use.
type setter struct {
	faces     [2]*font.Face
	segmenter shaping.Segmenter
	shaper    shaping.HarfbuzzShaper
	wrapper   shaping.LineWrapper
	raster    vector.Rasterizer
	glyph     image.Alpha
}

func newSetter(f fonts) *setter {
	s := &setter{}
	for i := range f {
		s.faces[i] = font.NewFace(f[i])
	}
	return s
}

// ResolveFace implements [shaping.Fontmap]: it finds the face for a character.
func (s *setter) ResolveFace(r rune) *font.Face {
	for _, f := range s.faces {
		if _, ok := f.NominalGlyph(r); ok {
			return f
		}
	}
	return s.faces[0]
}

// clean returns a text as one line, without control characters. Soft hyphens go
// too, since no hyphen would be drawn where a line breaks at one.
func clean(text string) []rune {
	text = strings.ReplaceAll(text, "\u00ad", "")
	fields := strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
	return []rune(strings.Join(fields, " "))
}

func (s *setter) covers(text string) bool {
	runes := clean(text)
	for _, r := range s.shape(runes, direction(runes)) {
		for i := range r.Glyphs {
			if r.Glyphs[i].GlyphID == 0 {
				return false
			}
		}
	}
	return true
}

// direction is where a text runs to, by its first character that has a
// direction. See https://www.unicode.org/reports/tr9/#P2.
func direction(text []rune) di.Direction {
	for _, r := range text {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	return di.DirectionLTR
}

// shape turns a text into glyphs, in runs of one face, script and direction.
func (s *setter) shape(text []rune, dir di.Direction) []shaping.Output {
	if len(text) == 0 {
		return nil
	}
	inputs := s.segmenter.Split(shaping.Input{
		Text:      text,
		RunEnd:    len(text),
		Direction: dir,
		Size:      fixed.I(unit),
		Language:  "und",
	}, s)
	runs := make([]shaping.Output, len(inputs))
	for i := range inputs {
		runs[i] = s.shaper.Shape(inputs[i])
	}
	return runs
}

// A block is a text in lines.
type block struct {
	lines     []line
	size      int
	direction di.Direction
}

// A line is one of them: its runs from left to right.
type line struct {
	*setter
	runs []shaping.Output
	size int
}

// fit sets a text as large as it has room, in lines of about the same length.
func (s *setter) fit(text []rune, width, height int) block {
	p := s.paragraph(text)
	for _, size := range sizes {
		room := min(maxLines, 1+(height-s.capHeight(size)-size/4)/leading(size))
		if lines, ok := p.wrap(size, width, room); ok {
			return block{p.balance(lines, size, width), size, p.direction}
		}
	}
	size := sizes[len(sizes)-1]
	return block{p.cut(size, width, maxLines), size, p.direction}
}

// line sets a text on one line, and cuts it off if it is too long.
func (s *setter) line(text []rune, size, width int) line {
	p := s.paragraph(text)
	lines, ok := p.wrap(size, width, 1)
	if !ok {
		lines = p.cut(size, width, 1)
	}
	if len(lines) == 0 {
		return line{s, nil, size}
	}
	return lines[0]
}

// A paragraph is a text that has been shaped, and can be wrapped.
type paragraph struct {
	*setter
	text      []rune
	runs      []shaping.Output
	direction di.Direction
	continues bool // there is more text than was shaped
}

func (s *setter) paragraph(text []rune) *paragraph {
	p := &paragraph{setter: s, text: text, direction: direction(text)}
	if len(text) > maxRunes {
		p.text, p.continues = text[:maxRunes], true
	}
	p.runs = s.shape(p.text, p.direction)
	return p
}

// wrap breaks lines between words. It reports false if a word is too wide, or
// the lines too many.
func (p *paragraph) wrap(size, width, most int) ([]line, bool) {
	if p.continues || (line{p.setter, p.runs, size}).width() > most*width {
		return nil, false
	}
	wrapped, _ := p.wrapper.WrapParagraphF(shaping.WrapConfig{
		Direction:   p.direction,
		BreakPolicy: shaping.Never,
	}, scale(width, size), p.text, p.iterator())
	if len(wrapped) > most {
		return nil, false
	}
	lines := p.lines(wrapped, size)
	return lines, within(lines, width)
}

// cut ends the text with an ellipsis where it no longer fits: after a word, or
// within one that is wider than a line.
func (p *paragraph) cut(size, width, most int) []line {
	config := shaping.WrapConfig{
		Direction:          p.direction,
		TruncateAfterLines: most,
		Truncator:          p.shape([]rune("…"), p.direction)[0],
		TextContinues:      p.continues,
	}
	var lines []line
	// A word in several scripts can be too wide even where it may be broken.
	for _, policy := range []shaping.LineBreakPolicy{shaping.Never, shaping.WhenNecessary, shaping.Always} {
		config.BreakPolicy = policy
		wrapped, _ := p.wrapper.WrapParagraphF(config, scale(width, size), p.text, p.iterator())
		if lines = p.lines(wrapped, size); within(lines, width) {
			break
		}
	}
	return lines
}

// iterator returns the runs to the wrapper, which writes to what it gets.
func (p *paragraph) iterator() shaping.RunIterator {
	runs := slices.Clone(p.runs)
	for i := range runs {
		runs[i].Glyphs = slices.Clone(runs[i].Glyphs)
	}
	return shaping.NewSliceIterator(runs)
}

// balance makes lines narrower until another would make them more.
func (p *paragraph) balance(lines []line, size, width int) []line {
	low, high := width/2, width
	for len(lines) > 1 && high-low > 8 {
		middle := (low + high) / 2
		if narrow, ok := p.wrap(size, middle, len(lines)); ok {
			lines, high = narrow, middle
		} else {
			low = middle
		}
	}
	return lines
}

// lines copies what the wrapper has made, which it will overwrite.
func (p *paragraph) lines(wrapped []shaping.Line, size int) []line {
	lines := make([]line, len(wrapped))
	for i, w := range wrapped {
		runs := slices.Clone(w)
		slices.SortFunc(runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
		lines[i] = line{p.setter, runs, size}
	}
	return lines
}

// scale returns how much room text of a size has in a width, in units.
func scale(width, size int) fixed.Int26_6 {
	return fixed.Int26_6(width * unit * 64 / size)
}

func (l line) width() int {
	var sum fixed.Int26_6
	for i := range l.runs {
		sum += l.runs[i].Advance
	}
	return (int(sum)*l.size + unit*64 - 1) / (unit * 64)
}

func within(lines []line, width int) bool {
	return !slices.ContainsFunc(lines, func(l line) bool { return l.width() > width })
}

// capHeight is how high capitals are.
func (s *setter) capHeight(size int) int {
	return int(s.faces[0].LineMetric(font.CapHeight)) * size / int(s.faces[0].Upem())
}

// draw draws the line from x on, standing on y.
func (l line) draw(c *canvas, x float32, y int, hue ramp) {
	pixels := func(f fixed.Int26_6) float32 { return float32(int(f)*l.size) / (unit * 64) }
	for i := range l.runs {
		r := &l.runs[i]
		for k := range r.Glyphs {
			g := &r.Glyphs[k]
			if outline, ok := r.Face.GlyphData(g.GlyphID).(font.GlyphOutline); ok {
				factor := float32(l.size) / float32(r.Face.Upem())
				l.outline(c, outline.Segments, factor, float32(int(x+pixels(g.XOffset)+.5)), float32(y)-pixels(g.YOffset), hue)
			}
			x += pixels(g.Advance)
		}
	}
}

// outline fills the outline of a glyph whose origin is at x, y.
func (s *setter) outline(c *canvas, segments []opentype.Segment, factor, x, y float32, hue ramp) {
	place := func(p opentype.SegmentPoint) opentype.SegmentPoint {
		return opentype.SegmentPoint{X: x + float32(p.X*factor), Y: y - float32(p.Y*factor)}
	}
	var box image.Rectangle
	for i := range segments {
		for _, p := range segments[i].ArgsSlice() {
			p = place(p)
			box = box.Union(image.Rect(int(p.X)-1, int(p.Y)-1, int(p.X)+2, int(p.Y)+2))
		}
	}
	visible := box.Intersect(c.Rect)
	if visible.Empty() {
		return
	}
	s.raster.Reset(box.Dx(), box.Dy())
	x, y = x-float32(box.Min.X), y-float32(box.Min.Y)
	for i := range segments {
		a := segments[i].Args
		for k := range a {
			a[k] = place(a[k])
		}
		switch segments[i].Op {
		case opentype.SegmentOpMoveTo:
			s.raster.ClosePath()
			s.raster.MoveTo(a[0].X, a[0].Y)
		case opentype.SegmentOpLineTo:
			s.raster.LineTo(a[0].X, a[0].Y)
		case opentype.SegmentOpQuadTo:
			s.raster.QuadTo(a[0].X, a[0].Y, a[1].X, a[1].Y)
		case opentype.SegmentOpCubeTo:
			s.raster.CubeTo(a[0].X, a[0].Y, a[1].X, a[1].Y, a[2].X, a[2].Y)
		}
	}
	s.raster.ClosePath()

	n := box.Dx() * box.Dy()
	s.glyph = image.Alpha{Pix: slices.Grow(s.glyph.Pix[:0], n)[:n], Stride: box.Dx(), Rect: image.Rect(0, 0, box.Dx(), box.Dy())}
	s.raster.DrawOp = draw.Src
	s.raster.Draw(&s.glyph, s.glyph.Rect, image.Opaque, image.Point{})
	for y := visible.Min.Y; y < visible.Max.Y; y++ {
		from := c.PixOffset(visible.Min.X, y)
		to := (y-box.Min.Y)*s.glyph.Stride + visible.Min.X - box.Min.X
		for i := range visible.Dx() {
			c.cover(from+i, hue, s.glyph.Pix[to+i])
		}
	}
}

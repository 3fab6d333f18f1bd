package mermaid

import (
	"fmt"
	"html"
	"math"
	"strings"
	"unicode"
)

// What a sequence diagram measures, in pixels before it is scaled.
const (
	seqEdge   = 10. // around all
	seqGap    = 30. // between actors
	seqActor  = 36. // height
	seqFont   = 12.
	seqLine   = 15. // of type
	seqBar    = 10. // width of an activation
	seqLoop   = 34. // width of a message to oneself
	seqTab    = 18. // height of a block's label
	seqFigure = 30. // height of a person
)

// A seqDrawing is the drawing of a sequence while it grows downwards. What
// lies above is written later.
type seqDrawing struct {
	*sequence
	under, lines, over strings.Builder
	y                  float64
	left, right        float64
	top                float64 // where lifelines begin
	open               []*seqBlock
}

type seqBlock struct {
	keyword     string
	label       label
	top         float64
	left, right float64
	dividers    []seqDivider
}

type seqDivider struct {
	y     float64
	label label
}

// draw returns the markup of the diagram, in the words of beautiful-mermaid.
func (q *sequence) draw() string {
	d := &seqDrawing{sequence: q}
	d.place()
	d.y = d.top
	for _, s := range q.steps {
		d.step(s)
	}
	d.y += 16
	for _, a := range q.actors {
		for len(a.active) > 0 {
			d.deactivate(a, d.y-8)
		}
	}
	return d.markup()
}

// place puts the actors side by side, as far apart as what is said between
// them needs.
func (d *seqDrawing) place() {
	height := seqActor
	for _, a := range d.actors {
		a.width = max(textWidth(a.label.plain, 13, 500), widest(a.label, 13, 500)) + 28
		if len(a.label.lines) > 1 {
			a.width = widest(a.label, 13, 500) + 28
		}
		a.width = max(a.width, 80)
		h := 20 + 17*float64(len(a.label.lines))
		if a.person {
			h += seqFigure
		}
		height = max(height, h)
	}
	d.top = height
	for i, a := range d.actors {
		if i == 0 {
			a.x = a.width / 2
			continue
		}
		before := d.actors[i-1]
		a.x = before.x + (before.width+a.width)/2 + seqGap
		for _, s := range d.steps {
			a.x = max(a.x, d.need(s, i))
		}
	}
	d.left, d.right = 0, d.actors[len(d.actors)-1].x+d.actors[len(d.actors)-1].width/2
}

// need returns where the actor i must at least be because of a step.
func (d *seqDrawing) need(s step, i int) float64 {
	width := widest(s.label, seqFont, 400)
	switch {
	case s.do == send && s.from == s.to:
		if s.from.index == i-1 {
			return s.from.x + seqLoop + width + 24
		}
	case s.do == send:
		if near := min(s.from.index, s.to.index); max(s.from.index, s.to.index) == i {
			return d.actors[near].x + width + 28
		}
	case s.do != note:
	case s.keyword == "right of" && s.from.index == i-1:
		return s.from.x + width + 44
	case s.keyword == "left of" && s.from.index == i:
		return d.actors[i-1].x + width + 44
	case s.keyword == "over" && s.from != s.to && s.to.index == i:
		return s.from.x + width - 20
	case s.keyword == "over" && s.from == s.to && (s.from.index == i || s.from.index == i-1):
		return d.actors[i-1].x + width/2 + 34
	}
	return 0
}

// reach notes that something is drawn between two x.
func (d *seqDrawing) reach(x1, x2 float64) {
	d.left, d.right = min(d.left, x1), max(d.right, x2)
	for _, b := range d.open {
		b.left, b.right = min(b.left, x1), max(b.right, x2)
	}
}

func (d *seqDrawing) step(s step) {
	switch s.do {
	case send:
		d.message(s)
	case note:
		d.note(s)
	case activate:
		s.from.active = append(s.from.active, d.y)
	case deactivate:
		if len(s.from.active) > 0 {
			d.deactivate(s.from, d.y)
		}
	case begin:
		d.y += 14
		d.open = append(d.open, &seqBlock{keyword: s.keyword, label: s.label, top: d.y, left: math.Inf(1), right: math.Inf(-1)})
		d.y += seqTab
	case divide:
		if b := d.block(); b != nil {
			d.y += 12
			b.dividers = append(b.dividers, seqDivider{d.y, s.label})
			d.y += seqTab
		}
	case end:
		d.endBlock()
	}
}

func (d *seqDrawing) block() *seqBlock {
	if len(d.open) == 0 {
		return nil
	}
	return d.open[len(d.open)-1]
}

// side returns where a message meets the lifeline of a, coming from x.
func side(a *actor, x float64) float64 {
	if len(a.active) == 0 || x == a.x {
		return a.x
	}
	return a.x + math.Copysign(seqBar/2, x-a.x)
}

func (d *seqDrawing) message(s step) {
	var dash, ends string
	if s.dashed {
		dash = ` stroke-dasharray="5 4"`
	}
	if marker := map[string]string{">>": "head", "x": "cross", ")": "open"}[s.heads]; marker != "" {
		ends = ` marker-end="url(#` + marker + `)"`
		if s.both {
			ends += ` marker-start="url(#` + marker + `)"`
		}
	}
	width := widest(s.label, seqFont, 400)
	if s.from == s.to {
		d.y += 14
		x, text := s.from.x, s.from.x+seqLoop+8
		if len(s.from.active) > 0 {
			x += seqBar / 2
		}
		h := max(20, seqLine*float64(len(s.label.lines)))
		fmt.Fprintf(&d.lines, `<polyline points="%g,%g %g,%g %g,%g %g,%g" fill="none" stroke="var(--_line)" stroke-width="1"%s%s/>`,
			x, d.y, s.from.x+seqLoop, d.y, s.from.x+seqLoop, d.y+h, x, d.y+h, dash, ends)
		d.text(&d.over, s.label, text, d.y+h/2, "start", "var(--_text-sec)", 400)
		d.reach(s.from.x-10, text+width)
		d.y += h + 6
		return
	}
	d.y += 14 + seqLine*float64(len(s.label.lines))
	x1, x2 := side(s.from, s.to.x), side(s.to, s.from.x)
	fmt.Fprintf(&d.lines, `<line x1="%g" y1="%g" x2="%g" y2="%g" stroke="var(--_line)" stroke-width="1"%s%s/>`, x1, d.y, x2, d.y, dash, ends)
	middle := (s.from.x + s.to.x) / 2
	d.over.WriteString(`<g class="halo">`)
	d.text(&d.over, s.label, middle, d.y-4-seqLine*float64(len(s.label.lines))/2, "middle", "var(--_text)", 400)
	d.over.WriteString("</g>")
	d.reach(min(s.from.x, s.to.x, middle-width/2), max(s.from.x, s.to.x, middle+width/2))
	d.y += 4
}

func (d *seqDrawing) note(s step) {
	width := widest(s.label, seqFont, 400) + 20
	height := seqLine*float64(len(s.label.lines)) + 12
	x := s.from.x - 12 - width
	switch s.keyword {
	case "right of":
		x = s.from.x + 12
	case "over":
		if s.from != s.to {
			width = max(width, s.to.x-s.from.x+40)
		}
		x = (s.from.x+s.to.x)/2 - width/2
	}
	d.y += 12
	fmt.Fprintf(&d.over, `<rect x="%g" y="%g" width="%g" height="%g" fill="var(--_group-hdr)" stroke="var(--_node-stroke)" stroke-width="0.75"/>`, x, d.y, width, height)
	d.text(&d.over, s.label, x+width/2, d.y+height/2, "middle", "var(--_text)", 400)
	d.reach(x, x+width)
	d.y += height + 2
}

// deactivate ends the innermost activation of an actor.
func (d *seqDrawing) deactivate(a *actor, y float64) {
	last := len(a.active) - 1
	from := a.active[last]
	a.active = a.active[:last]
	fmt.Fprintf(&d.under, `<rect x="%g" y="%g" width="%g" height="%g" fill="var(--_group-hdr)" stroke="var(--_node-stroke)" stroke-width="1"/>`,
		a.x-seqBar/2+4*float64(last), from, seqBar, max(y-from, 8))
}

// endBlock draws the innermost block, whose size is known now.
func (d *seqDrawing) endBlock() {
	b := d.block()
	if b == nil {
		return
	}
	d.open = d.open[:len(d.open)-1]
	d.y += 12
	text := b.keyword
	if b.label.plain != "" {
		text += " [" + b.label.plain + "]"
	}
	tab := textWidth(text, 11, 600) + 16
	if math.IsInf(b.left, 0) {
		b.left, b.right = d.actors[0].x, d.actors[len(d.actors)-1].x
	}
	for _, v := range b.dividers {
		tab = max(tab, textWidth(v.label.plain, 11, 400)+24)
	}
	left := b.left - 12
	right := max(b.right+12, left+tab)
	fmt.Fprintf(&d.lines, `<rect x="%g" y="%g" width="%g" height="%g" fill="none" stroke="var(--_node-stroke)" stroke-width="1"/>`, left, b.top, right-left, d.y-b.top)
	fmt.Fprintf(&d.lines, `<rect x="%g" y="%g" width="%g" height="%g" fill="var(--_group-hdr)" stroke="var(--_node-stroke)" stroke-width="1"/>`,
		left, b.top, textWidth(text, 11, 600)+16, seqTab)
	fmt.Fprintf(&d.lines, `<text x="%g" y="%g" font-size="11" font-weight="600" fill="var(--_text-sec)">%s</text>`, left+6, b.top+13, escape(text))
	for _, v := range b.dividers {
		fmt.Fprintf(&d.lines, `<line x1="%g" y1="%g" x2="%g" y2="%g" stroke="var(--_node-stroke)" stroke-width="1" stroke-dasharray="5 4"/>`, left, v.y, right, v.y)
		if v.label.plain != "" {
			fmt.Fprintf(&d.lines, `<g class="halo"><text x="%g" y="%g" font-size="11" fill="var(--_text-sec)">[%s]</text></g>`, left+8, v.y+14, escape(v.label.plain))
		}
	}
	d.reach(left, right)
}

// text writes a label around the height y.
func (d *seqDrawing) text(w *strings.Builder, l label, x, y float64, anchor, fill string, weight int) {
	first := y - seqLine*float64(len(l.lines)-1)/2 + 4
	size := seqFont
	if weight > 400 {
		size = 13
	}
	for i, t := range l.lines {
		fmt.Fprintf(w, `<text x="%g" y="%g" text-anchor="%s" font-size="%g" font-weight="%d" fill="%s">%s</text>`,
			x, first+seqLine*float64(i), anchor, size, weight, fill, escape(t))
	}
}

// markup puts the layers together.
func (d *seqDrawing) markup() string {
	var b strings.Builder
	left := d.left - seqEdge
	width, height := d.right-d.left+2*seqEdge, d.y+2*seqEdge
	fmt.Fprintf(&b, `<svg width="%g" height="%g"><defs>`, width, height)
	const marker = `<marker id="%s" markerWidth="9" markerHeight="8" refX="%s" refY="4" orient="auto-start-reverse">%s</marker>`
	fmt.Fprintf(&b, marker, "head", "8", `<polygon points="0 1, 8 4, 0 7" fill="var(--_arrow)"/>`)
	fmt.Fprintf(&b, marker, "open", "8", `<polyline points="1 1, 8 4, 1 7" fill="none" stroke="var(--_arrow)" stroke-width="1"/>`)
	fmt.Fprintf(&b, marker, "cross", "4", `<path d="M1,1L7,7M7,1L1,7" fill="none" stroke="var(--_arrow)" stroke-width="1.25"/>`)
	fmt.Fprintf(&b, `</defs><g transform="translate(%g,%g)">`, -left, seqEdge)
	for _, a := range d.actors {
		fmt.Fprintf(&b, `<line x1="%g" y1="%g" x2="%g" y2="%g" stroke="var(--_node-stroke)" stroke-width="1" stroke-dasharray="6 4"/>`, a.x, d.top, a.x, d.y)
	}
	b.WriteString(d.under.String() + d.lines.String() + d.over.String())
	for _, a := range d.actors {
		d.actor(&b, a)
	}
	b.WriteString("</g></svg>")
	return b.String()
}

// actor draws a box with the name of a participant, or a person above it.
func (d *seqDrawing) actor(b *strings.Builder, a *actor) {
	lines := float64(len(a.label.lines))
	if !a.person {
		h := 20 + 17*lines
		y := d.top - h
		fmt.Fprintf(b, `<rect x="%g" y="%g" width="%g" height="%g" rx="4" fill="var(--_node-fill)" stroke="var(--_node-stroke)" stroke-width="1"/>`, a.x-a.width/2, y, a.width, h)
		d.text(b, a.label, a.x, y+h/2, "middle", "var(--_text)", 500)
		return
	}
	y := d.top - 20 - 17*lines - seqFigure + 4
	fmt.Fprintf(b, `<circle cx="%g" cy="%g" r="6" fill="none" stroke="var(--_line)" stroke-width="1.25"/>`, a.x, y+6)
	fmt.Fprintf(b, `<path d="M%g,%gv12m-10,-8h20M%g,%gl-8,10m8,-10l8,10" fill="none" stroke="var(--_line)" stroke-width="1.25"/>`, a.x, y+12, a.x, y+24)
	d.text(b, a.label, a.x, d.top-8-17*lines/2, "middle", "var(--_text)", 500)
}

func escape(s string) string { return html.EscapeString(show(s)) }

// widest returns the width of the longest line of a label.
func widest(l label, size float64, weight int) float64 {
	width := 0.
	for _, t := range l.lines {
		width = max(width, textWidth(t, size, weight))
	}
	return width
}

// textWidth estimates how wide a text is in a common sans serif: rather too
// wide than cut off.
func textWidth(s string, size float64, weight int) float64 {
	em := 0.
	for _, c := range s {
		switch {
		case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
		case c >= 0x1100 && unicode.In(c, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana), c >= 0x1f000, c >= 0xff00 && c < 0xff61:
			em += 1.05
		case strings.ContainsRune("iljtf.,:;'!|I ", c):
			em += .33
		case strings.ContainsRune("r-()[]{}/\\\"*", c):
			em += .43
		case strings.ContainsRune("mwMW@%—…", c):
			em += .95
		case unicode.IsUpper(c):
			em += .71
		default:
			em += .6
		}
	}
	if weight >= 600 {
		em *= 1.06
	}
	return em * size
}

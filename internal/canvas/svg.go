package canvas

import (
	"bufio"
	"encoding/xml"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"
)

// A Card is what a node shows.
type Card struct {
	// HTML fills the card; in a group it lies under all else. It is written as
	// it is, so it must be safe, and whole: every element that it opens is
	// closed. The picture is well-formed XML if it is.
	HTML template.HTML
	// Title stands above HTML. On a text card, which has no title, it is only
	// what edges call it. A group shows its own label.
	Title string
	// Href makes the title a link, if it leads to a page: a script's address
	// does not.
	Href string
	// Broken says that what the node leads to is not there.
	Broken bool
}

// Card returns what a node shows when nobody knows more about it.
func (n Node) Card() Card {
	switch n.Type {
	case "file":
		return Card{Title: n.File + n.Subpath}
	case "link":
		return Card{Title: n.URL, Href: n.URL}
	case "group":
		return Card{Title: n.Label}
	}
	return Card{HTML: template.HTML("<p>" + escape(n.Text) + "</p>")}
}

// What surrounds the nodes, in pixels.
const (
	margin      = 24
	labelHeight = 24 // of a group's label, above it
	labelSize   = 14 // of the type of labels
	maxLabel    = 80 // characters
)

// SVG writes the canvas as an svg element, to stand in a page or alone. card
// says what a node shows and is asked once for each, in order; if it is nil,
// Node.Card says. Groups are drawn first, then edges, then cards, then the
// labels of edges. It has no ids, so a page can hold many, and no styles: the
// classes canvas-… get their look from a style sheet, shapes take the colour
// of the text around them.
func (c *Canvas) SVG(w io.Writer, said Words, card func(Node) Card) error {
	if card == nil {
		card = Node.Card
	}
	d := drawing{Writer: bufio.NewWriter(w), cards: make([]Card, len(c.Nodes))}
	byID := make(map[string]int, len(c.Nodes))
	for i := range c.Nodes {
		n := &c.Nodes[i]
		d.cards[i] = card(*n)
		if _, twice := byID[n.ID]; n.ID != "" && !twice {
			byID[n.ID] = i
		}
	}
	var curves []curve
	var edges []*Edge
	var names [][2]string
	for i := range c.Edges {
		e := &c.Edges[i]
		from, ok1 := byID[e.FromNode]
		to, ok2 := byID[e.ToNode]
		if !ok1 || !ok2 {
			continue
		}
		edges = append(edges, e)
		curves = append(curves, route(e, &c.Nodes[from], &c.Nodes[to]))
		names = append(names, [2]string{said.name(&c.Nodes[from], &d.cards[from]), said.name(&c.Nodes[to], &d.cards[to])})
	}

	d.open(bounds(c.Nodes, edges, curves))
	groups := 0
	for i := range c.Nodes {
		if c.Nodes[i].Type == "group" {
			groups++
		}
	}
	d.title(said.Holds(len(c.Nodes)-groups, groups, len(edges)))
	d.put("\n")
	for i := range c.Nodes {
		if c.Nodes[i].Type == "group" {
			d.group(&c.Nodes[i], &d.cards[i])
		}
	}
	for i, e := range edges {
		d.edge(e, &curves[i], names[i])
	}
	for i := range c.Nodes {
		if c.Nodes[i].Type != "group" {
			d.card(&c.Nodes[i], &d.cards[i])
		}
	}
	for i, e := range edges {
		d.edgeLabel(e, &curves[i])
	}
	d.put("</svg>\n")
	return d.Flush()
}

// Words are what a picture says of itself, to who does not see it.
type Words struct {
	Card, Group string                                // what has no name
	Holds       func(cards, groups, edges int) string // all of it
}

// English are those in English.
var English = Words{"a card", "a group", summary}

// summary says what the picture shows.
func summary(cards, groups, edges int) string {
	var parts []string
	for _, p := range []struct {
		n    int
		noun string
	}{{cards, "card"}, {groups, "group"}, {edges, "edge"}} {
		switch {
		case p.n == 1:
			parts = append(parts, "1 "+p.noun)
		case p.n > 1:
			parts = append(parts, strconv.Itoa(p.n)+" "+p.noun+"s")
		}
	}
	if parts == nil {
		return "Empty canvas"
	}
	return "Canvas: " + strings.Join(parts, ", ")
}

// name is what the title of an edge calls a node.
func (said Words) name(n *Node, card *Card) string {
	s := n.Label
	if n.Type != "group" {
		s = card.Title
	}
	if s == "" {
		s, _, _ = strings.Cut(strings.TrimSpace(n.Text), "\n")
		s = strings.TrimLeft(s, "#>-*+ ")
	}
	if s = oneLine(s); s == "" {
		if n.Type == "group" {
			return said.Group
		}
		return said.Card
	}
	return s
}

// oneLine makes a label of what may have many lines.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxLabel {
		return string(r[:maxLabel-1]) + "…"
	}
	return s
}

// A box is what the picture spans.
type box struct{ min, max point }

func (b *box) add(x, y, w, h float64) {
	b.min = point{min(b.min.x, x), min(b.min.y, y)}
	b.max = point{max(b.max.x, x+w), max(b.max.y, y+h)}
}

// bounds finds the box around nodes, labels and curves, without the margin.
func bounds(nodes []Node, edges []*Edge, curves []curve) box {
	if len(nodes) == 0 {
		return box{}
	}
	b := box{point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}}
	for i := range nodes {
		n := &nodes[i]
		x, y := float64(n.X), float64(n.Y)
		b.add(x, y, float64(n.Width), float64(n.Height))
		if n.Type == "group" && n.Label != "" {
			b.add(x, y-labelHeight, textWidth(oneLine(n.Label)), 0)
		}
	}
	const steps = 64 // what bulges between two of them stays in the margin
	for i := range curves {
		for s := range steps {
			p := curves[i].at(float64(s) / steps)
			b.add(p.x, p.y, 0, 0)
		}
		if label := oneLine(edges[i].Label); label != "" {
			p, w := curves[i].at(.5), textWidth(label)
			b.add(p.x-w/2, p.y-labelHeight/2, w, labelHeight)
		}
	}
	return b
}

// textWidth guesses how wide a label is, rather too wide than too narrow.
func textWidth(s string) float64 {
	var ems float64
	for _, r := range s {
		if r >= 0x1100 {
			ems++
		} else {
			ems += .6
		}
	}
	return math.Ceil(ems * labelSize)
}

// A drawing is a picture being written. Its writer keeps the first error.
type drawing struct {
	*bufio.Writer
	cards   []Card
	scratch []byte
}

func (d *drawing) put(parts ...string) {
	for _, s := range parts {
		_, _ = d.WriteString(s)
	}
}

func (d *drawing) escaped(s string) { _ = xml.EscapeText(d, []byte(s)) }

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// num writes a coordinate with at most one digit after the point.
func (d *drawing) num(f float64) {
	f = math.Round(f*10)/10 + 0 // no -0
	d.scratch = strconv.AppendFloat(d.scratch[:0], f, 'f', -1, 64)
	_, _ = d.Write(d.scratch)
}

func (d *drawing) attr(name string, f float64) {
	d.put(" ", name, `="`)
	d.num(f)
	d.put(`"`)
}

func (d *drawing) point(command string, p point) {
	d.put(command)
	d.num(p.x)
	d.put(" ")
	d.num(p.y)
}

func (d *drawing) title(s string) {
	d.put("<title>")
	d.escaped(s)
	d.put("</title>")
}

func (d *drawing) open(b box) {
	x, y := math.Floor(b.min.x)-margin, math.Floor(b.min.y)-margin
	w, h := math.Ceil(b.max.x)+margin-x, math.Ceil(b.max.y)+margin-y
	d.put(`<svg xmlns="http://www.w3.org/2000/svg" class="canvas" role="group"`)
	d.attr("width", w)
	d.attr("height", h)
	d.put(` viewBox="`)
	for i, f := range []float64{x, y, w, h} {
		if i > 0 {
			d.put(" ")
		}
		d.num(f)
	}
	d.put(`" fill="none" stroke-width="2">`)
}

// class writes the class attribute of what has a color, and the color itself
// if it is not one of the six.
func (d *drawing) class(class, color string) {
	d.put(` class="`, class)
	switch {
	case len(color) == 1 && color[0] >= '1' && color[0] <= '6':
		d.put(" canvas-color-", color, `"`)
	case isHex(color):
		d.put(` canvas-color" color="`, strings.ToLower(color), `"`)
	default:
		d.put(`"`)
	}
}

// isHex reports whether a color is #rgb, #rrggbb, or either with an alpha.
func isHex(color string) bool {
	digits, ok := strings.CutPrefix(color, "#")
	switch len(digits) {
	case 3, 4, 6, 8:
		return ok && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
	}
	return false
}

func (d *drawing) place(n *Node) {
	d.attr("x", float64(n.X))
	d.attr("y", float64(n.Y))
	d.attr("width", float64(n.Width))
	d.attr("height", float64(n.Height))
}

func (d *drawing) frame(n *Node) {
	d.put("<rect")
	d.place(n)
	d.put(` rx="8" stroke="currentColor"/>`)
}

// html opens an element that holds HTML, all over a node.
func (d *drawing) html(n *Node, class string) {
	d.put("<foreignObject")
	d.place(n)
	d.put(`><div xmlns="http://www.w3.org/1999/xhtml" class="`, class, `">`)
}

func (d *drawing) group(n *Node, card *Card) {
	d.put("<g")
	d.class("canvas-group", n.Color)
	d.put(">")
	if card.HTML != "" {
		d.html(n, "canvas-back")
		d.put(string(card.HTML), "</div></foreignObject>")
	}
	d.frame(n)
	if label := oneLine(n.Label); label != "" {
		d.put("<text")
		d.attr("x", float64(n.X))
		d.attr("y", float64(n.Y-labelHeight/3))
		d.put(` fill="currentColor">`)
		d.escaped(label)
		d.put("</text>")
	}
	d.put("</g>\n")
}

func (d *drawing) card(n *Node, card *Card) {
	class := "canvas-card"
	switch n.Type {
	case "text", "file", "link":
		class += " canvas-" + n.Type
	}
	d.put("<g")
	d.class(class, n.Color)
	d.put(">")
	d.frame(n)
	d.html(n, "canvas-body")
	if card.Title != "" && n.Type != "text" {
		d.cardTitle(card, n.Type == "link")
	}
	d.put(string(card.HTML), "</div></foreignObject></g>\n")
}

func (d *drawing) cardTitle(card *Card, external bool) {
	switch {
	case card.Broken:
		d.put(`<span class="canvas-title broken" title="not found">`)
		d.escaped(card.Title)
		d.put("</span>")
	case safe(card.Href):
		d.put(`<a class="canvas-title`)
		if external {
			d.put(" external")
		}
		d.put(`" href="`)
		d.escaped(card.Href)
		d.put(`">`)
		d.escaped(card.Title)
		d.put("</a>")
	default:
		d.put(`<span class="canvas-title">`)
		d.escaped(card.Title)
		d.put("</span>")
	}
}

// safe reports whether an address can be a link: one on this site, or with a
// scheme that runs nothing. Browsers leave out control characters and spaces
// before they look for the scheme, so an address with any has no claim.
func safe(href string) bool {
	if href == "" || strings.ContainsFunc(href, func(r rune) bool { return r < ' ' || r == 0x7F }) || href[0] == ' ' {
		return false
	}
	end := strings.IndexAny(href, ":/?#")
	if end < 0 || href[end] != ':' {
		return true
	}
	switch strings.ToLower(href[:end]) {
	case "http", "https", "mailto":
		return true
	}
	return false
}

func (d *drawing) edge(e *Edge, c *curve, names [2]string) {
	d.put("<g")
	d.class("canvas-edge", e.Color)
	d.put(` role="img">`)
	from, to, way := names[0], names[1], " → "
	switch {
	case c.head && c.tail:
		way = " ↔ "
	case c.tail:
		from, to = to, from
	case !c.head:
		way = " – "
	}
	title := from + way + to
	if label := oneLine(e.Label); label != "" {
		title += ": " + label
	}
	d.title(title)
	d.put(`<path d="`)
	d.point("M", c.points[0])
	d.point("C", c.points[1])
	d.point(" ", c.points[2])
	d.point(" ", c.points[3])
	d.put(`" stroke="currentColor"/>`)
	if c.tail || c.head {
		d.put(`<path d="`)
		if c.tail {
			d.point("M", c.start)
			d.put(heads[c.from])
		}
		if c.head {
			d.point("M", c.end)
			d.put(heads[c.to])
		}
		d.put(`" fill="currentColor"/>`)
	}
	d.put("</g>\n")
}

// edgeLabel writes the label in the middle of an edge. The title of the edge
// has said it already to who listens.
func (d *drawing) edgeLabel(e *Edge, c *curve) {
	label := oneLine(e.Label)
	if label == "" {
		return
	}
	p := c.at(.5)
	d.put("<text")
	d.class("canvas-label", e.Color)
	d.attr("x", p.x)
	d.attr("y", p.y)
	d.put(` dy=".35em" text-anchor="middle" fill="currentColor" aria-hidden="true">`)
	d.escaped(label)
	d.put("</text>\n")
}

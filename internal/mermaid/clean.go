package mermaid

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// elements are those that a drawing may be made of.
var elements = set(`circle defs ellipse g line marker path polygon polyline
	rect svg text title tspan`)

// attributes are those that an element may have, with what their values look
// like. Classes, colours and identifiers are written anew.
var attributes = map[string]*regexp.Regexp{
	"d":         regexp.MustCompile(`^[MLHVCQAZmlhvcqaz\d\s.,+-]*$`),
	"transform": regexp.MustCompile(`^(?:(?:translate|scale|rotate)\([\d\s.,-]+\)\s*)+$`),
}

func init() {
	word := regexp.MustCompile(`^[a-z-]+(?: [a-z-]+)?$|^\d+$`)
	for name := range set("font-style font-weight orient stroke-linecap stroke-linejoin text-anchor text-decoration") {
		attributes[name] = word
	}
	number := regexp.MustCompile(`^[\d\s.,-]*(?:em)?$`)
	for name := range set(`cx cy dx dy font-size height markerHeight markerWidth points r refX refY
		rx ry stroke-dasharray stroke-width width x x1 x2 y y1 y2`) {
		attributes[name] = number
	}
}

const (
	// scale is how large a drawing other than a chart is in a page:
	// beautiful-mermaid's smallest type has 11 pixels.
	scale = 1.15
	// crop is what is cut off the margin of 40 that beautiful-mermaid leaves.
	crop = 30
	// wide drawings scroll rather than shrink.
	wide = 900
	// titleHeight is the room for a title above a drawing.
	titleHeight = 34
)

// hollow are the markers of relations that beautiful-mermaid draws within the
// box that they lead to, where they are not seen.
var hollow = map[string]bool{"cls-composition": true, "cls-aggregation": true}

// noAttributes is what beautiful-mermaid writes into an entity that says
// nothing of itself.
const noAttributes = "(no attributes)"

var errDrawing = errors.New("what was drawn is not a drawing")

// A cleaner writes a drawing again with what a page may hold.
type cleaner struct {
	*plan
	parts     []part
	b         strings.Builder // of the next part
	open      []string
	quiet     int // elements open that are left out
	width     float64
	height    float64
	node      *node  // that is open
	nodeDepth int    // elements around it
	ground    string // colour under the node's text, if the author chose it
	relations int
	textual   bool // text counts
}

// clean makes a picture of markup. It is parsed as strictly as XML is.
func clean(src *source, p *plan) (*picture, error) {
	c := &cleaner{plan: p}
	d := xml.NewDecoder(strings.NewReader(p.markup))
	for {
		t, err := d.RawToken()
		if t == nil {
			if err == nil || len(c.open) > 0 || c.width <= 0 || c.height <= 0 {
				return nil, errDrawing
			}
			return c.picture(src)
		}
		switch t := t.(type) {
		case xml.StartElement:
			err = c.start(t)
		case xml.EndElement:
			err = c.end(t.Name.Local)
		case xml.CharData:
			if c.textual && c.quiet == 0 && string(t) != noAttributes {
				c.b.WriteString(html.EscapeString(show(string(t))))
			}
		default:
			err = errDrawing
		}
		if err != nil {
			return nil, err
		}
	}
}

func (c *cleaner) start(t xml.StartElement) error {
	name := t.Name.Local
	if t.Name.Space != "" || len(c.open) == 0 && (name != "svg" || c.width > 0) {
		return errDrawing
	}
	c.open = append(c.open, name)
	if name == "style" || c.quiet > 0 {
		c.quiet++
		return nil
	}
	if !elements[name] {
		return fmt.Errorf("element %q is not allowed", name)
	}
	if len(c.open) == 1 {
		return c.root(t)
	}
	attr := map[string]string{}
	for _, a := range t.Attr {
		attr[a.Name.Local] = a.Value
	}
	if class := attr["class"]; name == "g" && (class == "node" || class == "class-node" || class == "entity") {
		c.enter(attr["data-id"])
	}
	c.textual = c.textual || name == "text" || name == "title"
	c.b.WriteString("<" + name)
	if err := c.attributes(name, t.Attr, attr); err != nil {
		return err
	}
	c.b.WriteString(">")
	return nil
}

// root remembers the size. The svg element is written last.
func (c *cleaner) root(t xml.StartElement) (err error) {
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "width":
			c.width, err = strconv.ParseFloat(a.Value, 64)
		case "height":
			c.height, err = strconv.ParseFloat(a.Value, 64)
		}
		if err != nil {
			return errDrawing
		}
	}
	return nil
}

// enter opens the link that a node may be.
func (c *cleaner) enter(id string) {
	c.node, c.nodeDepth, c.ground = c.nodes[id], len(c.open), ""
	switch {
	case c.node == nil:
	case c.node.wiki:
		c.mark(part{mark: openWiki, text: c.node.label.plain})
	case c.node.href != "":
		c.b.WriteString(`<a class="external mermaid-link" href="` + html.EscapeString(c.node.href) + `">`)
		if c.node.tip != "" {
			c.b.WriteString("<title>" + html.EscapeString(c.node.tip) + "</title>")
		}
	}
}

func (c *cleaner) end(name string) error {
	last := len(c.open) - 1
	if last < 0 || c.open[last] != name {
		return errDrawing
	}
	c.open = c.open[:last]
	switch {
	case c.quiet > 0:
		c.quiet--
	case last > 0:
		c.b.WriteString("</" + name + ">")
		c.textual = c.textual && name == "tspan"
	}
	if c.node != nil && last+1 == c.nodeDepth {
		switch {
		case c.node.wiki:
			c.mark(part{mark: closeWiki})
		case c.node.href != "":
			c.b.WriteString("</a>")
		}
		c.node = nil
	}
	return nil
}

// mark ends the part that is being written, and adds another.
func (c *cleaner) mark(p part) {
	c.parts = append(c.parts, part{text: c.b.String()}, p)
	c.b.Reset()
}

func (c *cleaner) attributes(name string, attrs []xml.Attr, attr map[string]string) error {
	var classes []string
	headless := false
	if attr["class"] == "class-relationship" {
		headless = c.plain[c.relations]
		c.relations++
	}
	for _, a := range attrs {
		key, value := a.Name.Local, a.Value
		switch key {
		case "class":
			classes = append(classes, classOf(value)...)
		case "fill", "stroke":
			class, colour := c.colour(name, key, value)
			if class != "" {
				classes = append(classes, class)
			} else if colour != "" {
				c.put(key, colour)
			}
		case "id":
			c.b.WriteString(` id="`)
			c.mark(part{mark: identifier, text: idOf(value)})
			c.b.WriteString(`"`)
		case "marker-start", "marker-end":
			if headless {
				continue
			}
			id := strings.TrimSuffix(strings.TrimPrefix(value, "url(#"), ")")
			c.b.WriteString(" " + key + `="url(#`)
			c.mark(part{mark: identifier, text: idOf(id)})
			c.b.WriteString(`)"`)
		case "points":
			if c.node != nil && c.node.lean != 0 && name == "polygon" {
				value = lean(value, c.node.lean)
			}
			fallthrough
		default:
			allowed := attributes[key]
			if allowed == nil {
				continue
			}
			if key == "refX" && hollow[attr["id"]] {
				value = "12"
			}
			if value = round(value); !allowed.MatchString(value) {
				return fmt.Errorf("attribute %s=%q is not allowed", key, short(value))
			}
			c.put(key, value)
		}
	}
	if len(classes) > 0 {
		slices.Sort(classes)
		c.put("class", strings.Join(slices.Compact(classes), " "))
	}
	return nil
}

func (c *cleaner) put(key, value string) {
	c.b.WriteString(" " + key + `="` + html.EscapeString(value) + `"`)
}

var notID = regexp.MustCompile(`[^\w-]+`)

func idOf(s string) string { return notID.ReplaceAllString(s, "-") }

var fractionRE = regexp.MustCompile(`-?\d*\.\d{3,}(?:e[+-]?\d+)?|-?\d+e-\d+`)

// round rounds the numbers in a value to hundredths.
func round(s string) string {
	return fractionRE.ReplaceAllStringFunc(s, func(number string) string {
		v, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return number
		}
		return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	})
}

// lean makes a parallelogram of the points of a trapezium.
func lean(points string, way int) string {
	p := strings.Fields(points)
	if len(p) != 4 {
		return points
	}
	x := func(i int) float64 {
		v, _, _ := strings.Cut(p[i], ",")
		f, _ := strconv.ParseFloat(v, 64)
		return f
	}
	top, bottom, inset := p[0][strings.IndexByte(p[0], ',')+1:], p[2][strings.IndexByte(p[2], ',')+1:], x(0)-x(3)
	left, right := x(3), x(2)
	at := func(x float64, y string) string { return strconv.FormatFloat(x, 'f', 2, 64) + "," + y }
	if way > 0 {
		return strings.Join([]string{at(left+inset, top), at(right, top), at(right-inset, bottom), at(left, bottom)}, " ")
	}
	return strings.Join([]string{at(left, top), at(right-inset, top), at(right, bottom), at(left+inset, bottom)}, " ")
}

// picture puts the svg element around the parts.
func (c *cleaner) picture(src *source) (*picture, error) {
	x, y, width, height, size := 0., 0., c.width, c.height, scale
	switch src.kind {
	case chartKind:
		size = 1
	case sequenceKind:
	default:
		x, y, width, height = crop, crop, width-2*crop, height-2*crop
	}
	if width < 1 || height < 1 || width > 1e5 || height > 1e5 {
		return nil, errMarkup
	}
	label := part{text: html.EscapeString(cmp.Or(src.name, src.title))}
	if label.text == "" {
		label = part{mark: kindName, text: src.kind.name}
	}
	var head strings.Builder
	class := "mermaid-" + src.kind.class
	if src.title != "" {
		y, height = y-titleHeight, height+titleHeight
		if grown := textWidth(src.title, 15, 600) + 16; grown > width {
			x, width = x-(grown-width)/2, grown
		}
	}
	if width*size > wide {
		class += " mermaid-wide"
	}
	role := "img"
	for _, n := range c.nodes {
		if n.wiki || n.href != "" {
			role = "group" // in an img, links would be out of reach
		}
	}
	number := func(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }
	start := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="mermaid-drawing %s" role="%s" aria-label="`, class, role)
	fmt.Fprintf(&head, `" viewBox="%s %s %s %s" width="%s" height="%s">`,
		number(x), number(y), number(width), number(height),
		number(math.Ceil(width*size)), number(math.Ceil(height*size)))
	if src.descr != "" {
		head.WriteString("<desc>" + html.EscapeString(src.descr) + "</desc>")
	}
	if src.title != "" {
		fmt.Fprintf(&head, `<text class="mermaid-title" x="%s" y="%s" text-anchor="middle" font-size="15" font-weight="600">%s</text>`,
			number(x+width/2), number(y+20), html.EscapeString(src.title))
	}
	c.b.WriteString("</svg>")
	parts := append([]part{{text: start}, label, {text: head.String()}}, c.parts...)
	return newPicture(append(parts, part{text: c.b.String()})), nil
}

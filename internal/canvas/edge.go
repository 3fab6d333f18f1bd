package canvas

import "math"

// A side is one of the four of a node.
type side int

const (
	top side = iota
	right
	bottom
	left
)

// sides are in the order in which they are preferred when equally near.
var sides = []side{right, left, bottom, top}

// outward is the direction in which an edge leaves a side.
var outward = [...]point{top: {0, -1}, right: {1, 0}, bottom: {0, 1}, left: {-1, 0}}

// heads are the arrow heads that point at a side, drawn from their tip.
var heads = [...]string{top: "l-5-10h10z", right: "l10-5v10z", bottom: "l5 10h-10z", left: "l-10 5v-10z"}

// headLength is where the line ends, so that it does not blunt the tip.
const headLength = 9

type point struct{ x, y float64 }

func (p point) plus(q point, times float64) point {
	return point{p.x + q.x*times, p.y + q.y*times}
}

func (p point) distance(q point) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }

// anchor is the middle of a side, where edges meet the node.
func (n *Node) anchor(s side) point {
	x, y, w, h := float64(n.X), float64(n.Y), float64(n.Width), float64(n.Height)
	out := outward[s]
	return point{x + w/2 + out.x*w/2, y + h/2 + out.y*h/2}
}

// candidates are the sides that a name allows.
func candidates(name string) []side {
	switch name {
	case "top":
		return []side{top}
	case "right":
		return []side{right}
	case "bottom":
		return []side{bottom}
	case "left":
		return []side{left}
	}
	return sides
}

// A curve is an edge as drawn: a cubic Bézier curve between two sides.
type curve struct {
	from, to   side
	start, end point // on the sides
	points     [4]point
	tail, head bool // arrow heads at start and end
}

// route finds the way of an edge: between the named sides, or else those
// nearest to each other, leaving and entering at right angles.
func route(e *Edge, from, to *Node) curve {
	c := curve{tail: e.FromEnd == "arrow", head: e.ToEnd != "none"}
	best := math.Inf(1)
	for _, f := range candidates(e.FromSide) {
		for _, t := range candidates(e.ToSide) {
			d := from.anchor(f).distance(to.anchor(t))
			if from == to && (f-t)%2 == 0 {
				d += 2 * maxSize // a loop goes around a corner, unless both are named
			}
			if d < best {
				best, c.from, c.to = d, f, t
			}
		}
	}
	c.start, c.end = from.anchor(c.from), to.anchor(c.to)
	arm := min(max(c.start.distance(c.end)/2, 40), 300)
	if from == to {
		arm = c.start.distance(c.end) + 40 // or the node would hide the loop
	}
	c.points = [4]point{
		c.start, c.start.plus(outward[c.from], arm),
		c.end.plus(outward[c.to], arm), c.end,
	}
	if c.tail {
		c.points[0] = c.start.plus(outward[c.from], headLength)
	}
	if c.head {
		c.points[3] = c.end.plus(outward[c.to], headLength)
	}
	return c
}

// at is the point of the curve at t, from 0 to 1.
func (c *curve) at(t float64) point {
	u := 1 - t
	var p point
	for i, weight := range [4]float64{u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t} {
		p = p.plus(c.points[i], weight)
	}
	return p
}

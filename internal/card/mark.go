package card

import "math"

// The mark is that of theme/icon.svg, in a square of 16 units: two brackets,
// as around a link, and the play mark of a program between them.
var (
	brackets = [2][4]vec{
		{{5, 2}, {2, 2}, {2, 14}, {5, 14}},
		{{11, 2}, {14, 2}, {14, 14}, {11, 14}},
	}
	play = [3]vec{{6.5, 5.5}, {10.5, 8}, {6.5, 10.5}}
)

const (
	markUnits   = 16
	bracketHalf = 1  // half the width of a bracket's stroke
	playHalf    = .5 // and of the stroke that rounds the play mark
)

// mark draws the mark into the square of that size at x, y.
func (c *canvas) mark(x, y, size int) {
	scale := float64(size) / markUnits
	c.shape(x, y, size, scale, link, toBrackets)
	c.shape(x, y, size, scale, run, toPlay)
}

// shape covers a square with what lies within a distance of zero. The distance
// from a pixel's middle, in pixels, tells how much of the pixel is covered.
func (c *canvas) shape(x, y, size int, scale float64, hue ramp, distance func(vec) float64) {
	for j := range size {
		i := c.PixOffset(x, y+j)
		for k := range size {
			d := distance(vec{(float64(k) + .5) / scale, (float64(j) + .5) / scale})
			part := min(max(.5-d*scale, 0), 1)
			c.cover(i+k, hue, uint8(math.Round(255*part)))
		}
	}
}

func toBrackets(p vec) float64 {
	d := math.Inf(1)
	for i := range brackets {
		b := &brackets[i]
		for k := range len(b) - 1 {
			d = min(d, toSegment(p, b[k], b[k+1]))
		}
	}
	return d - bracketHalf
}

func toPlay(p vec) float64 {
	d, inside := math.Inf(1), true
	for i, a := range play {
		b := play[(i+1)%len(play)]
		d = min(d, toSegment(p, a, b))
		inside = inside && b.minus(a).cross(p.minus(a)) >= 0
	}
	if inside {
		d = -d
	}
	return d - playHalf
}

// toTile is the distance to a square of 16 units with round corners.
func toTile(p vec) float64 {
	const half, radius = markUnits / 2, 3.5
	x := math.Abs(p.x-half) - half + radius
	y := math.Abs(p.y-half) - half + radius
	return math.Hypot(max(x, 0), max(y, 0)) + min(max(x, y), 0) - radius
}

type vec struct{ x, y float64 }

func (a vec) minus(b vec) vec     { return vec{a.x - b.x, a.y - b.y} }
func (a vec) dot(b vec) float64   { return a.x*b.x + a.y*b.y }
func (a vec) cross(b vec) float64 { return a.x*b.y - a.y*b.x }

func toSegment(p, a, b vec) float64 {
	ap, ab := p.minus(a), b.minus(a)
	t := min(max(ap.dot(ab)/ab.dot(ab), 0), 1)
	d := vec{ap.x - t*ab.x, ap.y - t*ab.y}
	return math.Sqrt(d.dot(d))
}

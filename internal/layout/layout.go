// Package layout places the nodes of a graph in the plane.
//
// [Place] places a whole graph by forces: nodes push each other apart, links
// pull together. [Around] sketches what stands around one node, with room for
// the labels. [Encode] writes a placed [Graph] as the script that the page of
// the graph reads (theme/js/graph.js). All three are pure, and the same input
// gives the same bytes on every machine: no map is walked, sums have a fixed
// order however many cores share the work, and each product is rounded before
// it is added to, since a processor that does both at once rounds otherwise.
package layout

import (
	"cmp"
	"math"
	"slices"
)

// Size is the width and height of the square that [Place] fills: coordinates
// go from 0 to Size, y downwards.
const Size = 1 << 14

// A Point is where a node stands.
type Point struct{ X, Y int }

// What the forces are measured in, and how long they act. Lengths are in
// units of which the picture of a well-linked graph is a few wide.
const (
	steps     = 160
	smoothing = 24   // rounds in which each node goes half way to its neighbours
	jitter    = .15  // how much of its own place each node then has
	repulsion = .35  // of all nodes together
	gravity   = .12  // toward the middle
	speed     = .85  // share of the way to its balance that a node goes in a step
	firstMove = .12  // the longest way in the first step
	lastMove  = .002 // and in the last
	theta     = 1.1  // a cell that looks smaller than this counts as one node
)

// Place returns a place for each node of a graph. A node starts where a hash
// of its name says and the steps are fixed in number, so that a graph with one
// node more looks much the same. Edges have no direction; of several between
// the same two nodes one counts, and one that leads nowhere or back to its own
// node does not. What has no edge stands in rings around the others, in the
// order of the names.
func Place(names []string, edges [][2]int) []Point {
	links := link(len(names), edges)
	var linked, alone []int
	for i := range names {
		if links.degree(i) > 0 {
			linked = append(linked, i)
		} else {
			alone = append(alone, i)
		}
	}
	places := make([]vec, len(names))
	settle(places, names, linked, links)
	slices.SortFunc(alone, func(a, b int) int {
		return cmp.Or(cmp.Compare(names[a], names[b]), a-b)
	})
	surround(places, linked, alone)
	return fit(places)
}

// A vec is a point, or the way from one to another.
type vec struct{ x, y float64 }

// neighbours are the edges of a graph, from both of their ends: those of node
// i are to[from[i]:from[i+1]], sorted.
type neighbours struct{ from, to []int32 }

func (l neighbours) degree(i int) int { return int(l.from[i+1] - l.from[i]) }
func (l neighbours) of(i int) []int32 { return l.to[l.from[i]:l.from[i+1]] }

func link(n int, edges [][2]int) neighbours {
	pairs := make([]uint64, 0, 2*len(edges))
	for _, e := range edges {
		a, b := e[0], e[1]
		if a != b && a >= 0 && a < n && b >= 0 && b < n {
			pairs = append(pairs, uint64(a)<<32|uint64(b), uint64(b)<<32|uint64(a))
		}
	}
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	l := neighbours{make([]int32, n+1), make([]int32, len(pairs))}
	for i, p := range pairs {
		l.from[p>>32+1]++
		l.to[i] = int32(uint32(p))
	}
	for i := range n {
		l.from[i+1] += l.from[i]
	}
	return l
}

// scatter returns a place in the square from -1 to 1 by the hash of a name
// and, where a name is there more than once, by which of them it is.
func scatter(name string, which int) vec {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	h += uint64(which) * 0x9E3779B97F4A7C15
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9 // and the end of SplitMix64
	h = (h ^ h>>27) * 0x94D049BB133111EB
	h ^= h >> 31
	return vec{float64(int32(h>>32)) / (1 << 31), float64(int32(h)) / (1 << 31)}
}

// surround puts the nodes that stand alone in rings around the others. They
// are as far apart as the others are on average, yet take up no more than
// half of the picture.
func surround(places []vec, linked, alone []int) {
	radius, distance := 0.0, 1.0
	for _, i := range linked {
		radius = max(radius, length(places[i]))
	}
	if len(linked) > 0 {
		distance = 2 * radius / math.Sqrt(float64(max(len(linked), 16)))
		distance = min(distance, radius*math.Sqrt(math.Pi/float64(max(len(alone), 1))))
	}
	for len(alone) > 0 {
		radius += distance
		room := min(int(2*math.Pi*radius/distance), len(alone))
		for i, node := range alone[:room] {
			p := circle(float64(i)/float64(room) + .125) // from a corner, where few take no room
			places[node] = vec{p.x * radius, p.y * radius}
		}
		alone = alone[room:]
	}
}

// fit scales places to the square, all by the same measure.
func fit(places []vec) []Point {
	points := make([]Point, len(places))
	if len(places) == 0 {
		return points
	}
	low, high := places[0], places[0]
	for _, p := range places {
		low = vec{min(low.x, p.x), min(low.y, p.y)}
		high = vec{max(high.x, p.x), max(high.y, p.y)}
	}
	side := max(high.x-low.x, high.y-low.y)
	scale := 0.0
	if side > 0 {
		scale = Size / side
	}
	middle := vec{float64((low.x + high.x) / 2), float64((low.y + high.y) / 2)}
	for i, p := range places {
		points[i] = Point{
			within(float64((p.x-middle.x)*scale) + Size/2),
			within(float64((p.y-middle.y)*scale) + Size/2),
		}
	}
	return points
}

func within(f float64) int { return min(max(int(math.Round(f)), 0), Size) }

func length(v vec) float64 { return math.Sqrt(float64(v.x*v.x) + float64(v.y*v.y)) }

// circle returns the point of the unit circle that is reached from its top
// after some part of a turn, clockwise. Package math's sine is not the same
// to the last bit everywhere.
func circle(turn float64) vec {
	quarter, rest := math.Modf(turn * 4)
	a := rest * math.Pi / 2
	sin, cos, term := 0.0, 0.0, 1.0
	for i := 1.0; i < 24; i += 2 { // Taylor's series
		cos += term
		term = term * a / i
		sin += term
		term = -term * a / (i + 1)
	}
	switch int(quarter) & 3 {
	case 0:
		return vec{sin, -cos}
	case 1:
		return vec{cos, sin}
	case 2:
		return vec{-sin, cos}
	}
	return vec{-cos, -sin}
}

package layout

import (
	"math"
	"strings"
)

// A Sketch is a small picture of what stands around one node, in pixels.
type Sketch struct {
	Width, Height int
	Spots         []Spot // one for each label, in their order
}

// A Spot is where a node stands, and its label beside it. The node in the
// middle has no label: it is the page that shows the sketch.
type Spot struct {
	X, Y   int
	Step   int    // how many edges away from the middle: 0, 1 or 2
	Label  string // cut to the room there is
	TextX  int
	TextY  int    // of the line on which the text stands
	Anchor string // of the text: "start" to the right of the middle, "end" to the left
}

// The measures of a sketch. The rows of labels are as far apart as lines of
// text, so that no two labels of a side overlap.
const (
	row       = 24 // what a finger needs
	textSize  = 12
	textGap   = 8 // between a node and its label
	textBase  = 4 // from the middle of a row down to the line
	nearShare = .1
	farShare  = .18 // of the width: how far from the middle the two ellipses bulge
	maxSorted = 64  // nodes; with more the rows stay in the order of the labels
)

// Around sketches a node and those at most two steps from it. labels[0] is the
// node in the middle, edges name labels by number and have no direction; what
// no edge reaches stands with those two steps away. Each label has a row of
// its own on the left or right, in an order that keeps linked nodes together;
// nodes one step away are on an inner ellipse, the others on an outer one.
func Around(labels []string, edges [][2]int, width int) Sketch {
	if len(labels) == 0 {
		return Sketch{}
	}
	s := sketch{links: link(len(labels), edges), width: float64(width)}
	s.measure()
	s.sort()

	picture := Sketch{Width: width, Height: int(s.height), Spots: make([]Spot, len(labels))}
	picture.Spots[0] = Spot{X: int(s.width / 2), Y: int(s.height / 2), Anchor: "middle"}
	for slot, node := range s.order {
		at := s.place(slot, s.step[node])
		spot := Spot{X: int(math.Round(at.x)), Y: int(math.Round(at.y)), Step: s.step[node], Anchor: "start"}
		room := width - spot.X - textGap
		spot.TextX, spot.TextY = spot.X+textGap, spot.Y+textBase
		if slot >= s.right() {
			spot.Anchor = "end"
			spot.TextX = spot.X - textGap
			room = spot.TextX
		}
		spot.Label = cut(labels[node], room)
		picture.Spots[node] = spot
	}
	return picture
}

// A sketch is one being made: all nodes but the middle stand in slots, which
// go down the right side and up the left.
type sketch struct {
	links         neighbours
	width, height float64
	step          []int // of each node
	order         []int // the node in each slot
}

// measure finds out how far each node is from the middle, puts the far ones
// behind the near ones that lead to them, and sees how much room all need.
func (s *sketch) measure() {
	n := len(s.links.from) - 1
	s.step = make([]int, n)
	for i := range s.step {
		s.step[i] = 2
	}
	s.step[0] = 0
	for _, i := range s.links.of(0) {
		s.step[i] = 1
	}
	placed := make([]bool, n)
	for i := 1; i < n; i++ {
		if s.step[i] != 1 {
			continue
		}
		s.order = append(s.order, i)
		for _, j := range s.links.of(i) {
			if s.step[j] == 2 && !placed[j] {
				placed[j] = true
				s.order = append(s.order, int(j))
			}
		}
	}
	for i := 1; i < n; i++ {
		if s.step[i] == 2 && !placed[i] {
			s.order = append(s.order, i)
		}
	}
	s.height = float64(row * (max(s.right(), 2) + 1))
}

// right returns how many slots are on the right side.
func (s *sketch) right() int { return (len(s.order) + 1) / 2 }

// place returns where a node some steps away stands when it is in a slot.
func (s *sketch) place(slot, step int) vec {
	rows, side := s.right(), 1.0
	if slot >= rows {
		slot, rows, side = len(s.order)-1-slot, len(s.order)-rows, -1
	}
	y := float64(float64(2*slot-rows+1) * row / 2)
	bulge := nearShare
	if step == 2 {
		bulge = farShare
	}
	part := 2 * y / s.height
	away := math.Sqrt(max(0, 1-float64(part*part)))
	return vec{float64(s.width/2) + float64(side*bulge*s.width*away), float64(s.height/2) + y}
}

// sort swaps nodes as long as that makes the edges shorter.
func (s *sketch) sort() {
	if len(s.order) > maxSorted {
		return
	}
	slot := make([]int, len(s.step)) // of each node
	var places [3][]vec              // of each slot, for nodes at each step
	for i, node := range s.order {
		slot[node] = i
	}
	for step := 1; step <= 2; step++ {
		places[step] = make([]vec, len(s.order))
		for i := range s.order {
			places[step][i] = s.place(i, step)
		}
	}
	cost := func(node int) float64 {
		at, sum := places[s.step[node]][slot[node]], 0.0
		for _, j := range s.links.of(node) {
			if j != 0 {
				to := places[s.step[j]][slot[j]]
				sum += length(vec{to.x - at.x, to.y - at.y})
			}
		}
		return sum
	}
	swap := func(i, j int) {
		a, b := s.order[i], s.order[j]
		s.order[i], s.order[j] = b, a
		slot[a], slot[b] = j, i
	}
	for range 8 {
		better := false
		for i := range s.order {
			for j := i + 1; j < len(s.order); j++ {
				a, b := s.order[i], s.order[j]
				if s.step[a] == s.step[b] && s.links.only(a) && s.links.only(b) {
					continue // no edge gets shorter
				}
				before := cost(a) + cost(b)
				swap(i, j)
				if cost(a)+cost(b) < before-.01 {
					better = true
				} else {
					swap(i, j)
				}
			}
		}
		if !better {
			return
		}
	}
}

// only reports whether a node has an edge to the first one and no other.
func (l neighbours) only(i int) bool { return l.degree(i) == 1 && l.of(i)[0] == 0 }

// cut shortens a label to a width, guessed rather too wide than too narrow.
func cut(label string, room int) string {
	width, short := 0.0, 0
	for i, r := range label {
		if width+textSize <= float64(room) {
			short = i
		}
		ems := .56
		if r >= 0x1100 {
			ems = 1
		}
		width += float64(ems * textSize)
	}
	if width <= float64(room) {
		return label
	}
	return strings.TrimRight(label[:short], " .,:;") + "…"
}

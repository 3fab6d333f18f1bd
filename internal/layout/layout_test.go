package layout

import (
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// vault makes up a graph like that of a vault: clusters of notes, in each a
// few that most others link to, some links between clusters, and notes
// without any.
func vault(n, edges int) (names []string, links [][2]int) {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	size := max(int(math.Sqrt(float64(n))), 2)
	for i := range n {
		names = append(names, fmt.Sprintf("cluster-%d/note-%d.html", i/size, i))
	}
	alone := n / 20
	for range edges {
		a := r.IntN(n - alone)
		first := a / size * size
		b := first + int(math.Pow(r.Float64(), 2)*float64(size))
		if r.IntN(10) == 0 {
			b = int(math.Pow(r.Float64(), 3) * float64(n))
		}
		links = append(links, [2]int{a, min(b, n-alone-1)})
	}
	return names, links
}

func distance(a, b Point) float64 {
	return math.Hypot(float64(a.X-b.X), float64(a.Y-b.Y))
}

func median(f []float64) float64 {
	slices.Sort(f)
	return f[len(f)/2]
}

// TestStable adds one node to 1,000, once in the middle of a cluster and once
// as a bridge, and measures how far the others move.
func TestStable(t *testing.T) {
	for _, edges := range []int{1200, 3000, 8000} {
		names, links := vault(1000, edges)
		before := Place(names, links)
		for _, ends := range [][]int{{5, 17, 30}, {3, 400, 700}, {12}, {}} {
			more := slices.Clone(links)
			for _, end := range ends {
				more = append(more, [2]int{len(names), end})
			}
			after := Place(append(slices.Clone(names), "a new note.html"), more)
			var moved []float64
			for i, p := range before {
				moved = append(moved, distance(p, after[i])/Size)
			}
			m := median(moved)
			t.Logf("%d edges, new ends %v: median %.2f%%, tenth farthest %.2f%%", edges, ends, 100*m, 100*moved[len(moved)*9/10])
			if m >= .03 {
				t.Errorf("%d edges and one node more with ends %v move the median node by %.1f%% of the picture", edges, ends, 100*m)
			}
		}
	}
}

func BenchmarkPlace(b *testing.B) {
	for _, size := range [][2]int{{1_000, 8_000}, {10_000, 80_000}} {
		names, links := vault(size[0], size[1])
		b.Run(fmt.Sprintf("nodes=%d/edges=%d", size[0], size[1]), func(b *testing.B) {
			for b.Loop() {
				Place(names, links)
			}
		})
	}
}

// TestPlace is what every placing has in common, small ones too.
func TestPlace(t *testing.T) {
	for name, c := range map[string]struct {
		nodes int
		edges [][2]int
	}{
		"nothing":                 {},
		"one node":                {1, nil},
		"one node, its own edge":  {1, [][2]int{{0, 0}}},
		"two nodes":               {2, nil},
		"a pair":                  {2, [][2]int{{0, 1}}},
		"a pair, twice and back":  {2, [][2]int{{0, 1}, {0, 1}, {1, 0}}},
		"edges that lead nowhere": {3, [][2]int{{0, 7}, {-1, 2}, {0, 1}}},
		"a star":                  {40, star(40)},
		"two stars":               {80, append(star(40), [][2]int{{40, 41}, {40, 42}, {40, 43}}...)},
		"a hundred alone":         {100, nil},
		"a pair and many alone":   {500, [][2]int{{0, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			names := make([]string, c.nodes) // all the same
			points := Place(names, c.edges)
			check(t, points)
			if c.nodes < 2 {
				return
			}
			low, high, seen := points[0], points[0], map[Point]bool{}
			for _, p := range points {
				low = Point{min(low.X, p.X), min(low.Y, p.Y)}
				high = Point{max(high.X, p.X), max(high.Y, p.Y)}
				if seen[p] {
					t.Errorf("two nodes at %v", p)
				}
				seen[p] = true
			}
			if side := max(high.X-low.X, high.Y-low.Y); side != Size {
				t.Errorf("the picture is %d wide, want %d", side, Size)
			}
		})
	}
}

func star(n int) (edges [][2]int) {
	for i := range n - 1 {
		edges = append(edges, [2]int{0, i + 1})
	}
	return edges
}

func check(t *testing.T, points []Point) {
	t.Helper()
	for i, p := range points {
		if min(p.X, p.Y) < 0 || max(p.X, p.Y) > Size {
			t.Errorf("node %d at %v", i, p)
		}
	}
}

// TestNear sees that nodes with an edge are nearer than any two.
func TestNear(t *testing.T) {
	for _, edges := range []int{1200, 4000, 8000} {
		names, links := vault(1000, edges)
		points := Place(names, links)
		var linked, any float64
		for _, l := range links {
			linked += distance(points[l[0]], points[l[1]]) / float64(len(links))
		}
		r := rand.New(rand.NewPCG(1, 2))
		for range 10_000 {
			any += distance(points[r.IntN(1000)], points[r.IntN(1000)]) / 10_000
		}
		t.Logf("%d edges: %.0f, any two: %.0f", edges, linked, any)
		if linked > any/2 {
			t.Errorf("%d edges are %.0f long, two nodes %.0f apart", edges, linked, any)
		}
	}
}

// TestAlone sees that nodes without edges stand outside, in order.
func TestAlone(t *testing.T) {
	names, links := vault(1000, 3000)
	points := Place(names, links)
	middle := Point{Size / 2, Size / 2}
	degrees := link(len(names), links)
	farthest, nearest := 0.0, math.Inf(1)
	for i, p := range points {
		if d := distance(p, middle); degrees.degree(i) > 0 {
			farthest = max(farthest, d)
		} else {
			nearest = min(nearest, d)
		}
	}
	if farthest >= nearest {
		t.Errorf("a linked node is %.0f from the middle, one alone %.0f", farthest, nearest)
	}
}

// TestSame pins the bytes: on another processor, with other numbers of cores,
// they are the same. When the forces change, so does the number.
func TestSame(t *testing.T) {
	names, links := vault(2000, 9000)
	hash := func() uint64 {
		h := fnv.New64a()
		for _, p := range Place(names, links) {
			fmt.Fprintln(h, p.X, p.Y)
		}
		return h.Sum64()
	}
	const want = 0x7e40a8b4cc707542
	for _, cores := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(cores)
		got := hash()
		runtime.GOMAXPROCS(before)
		if got != want {
			t.Errorf("%d cores: %#x, want %#x", cores, got, uint64(want))
		}
	}
	// Nor does it matter which way an edge is written, or in which order.
	slices.Reverse(links)
	for i, l := range links {
		links[i] = [2]int{l[1], l[0]}
	}
	if got := hash(); got != want {
		t.Errorf("edges in another order: %#x, want %#x", got, uint64(want))
	}
}

func TestCircle(t *testing.T) {
	for i := range 1000 {
		turn := float64(i) / 1000
		got := circle(turn)
		sin, cos := math.Sincos(2 * math.Pi * turn)
		if math.Abs(got.x-sin) > 1e-12 || math.Abs(got.y+cos) > 1e-12 {
			t.Errorf("after %v turns: %v", turn, got)
		}
	}
}

func FuzzPlace(f *testing.F) {
	f.Add("a b c", []byte{0, 1, 1, 2})
	f.Add("a a a a", []byte{0, 1, 0, 2, 0, 3, 3, 0})
	f.Add("", []byte{0, 0})
	f.Fuzz(func(t *testing.T, text string, ends []byte) {
		names := strings.Split(text, " ")
		if len(names) > 300 {
			return
		}
		var edges [][2]int
		for pair := range slices.Chunk(ends, 2) {
			edges = append(edges, [2]int{int(pair[0]), int(pair[len(pair)-1])})
		}
		points := Place(names, edges)
		check(t, points)
		if !slices.Equal(points, Place(names, edges)) {
			t.Error("not the same twice")
		}
		g := Graph{}
		for i, name := range names {
			g.Nodes = append(g.Nodes, Node{URL: name, Title: name, Tags: names[:i%3], Folder: name, At: points[i]})
		}
		for _, e := range edges {
			g.Edges = append(g.Edges, Edge{From: e[0], To: e[1], Kind: EdgeKind(e[0] % int(edgeKinds))})
		}
		if err := Encode(io.Discard, g); err != nil {
			t.Error(err)
		}
		sketched(t, names, edges, 272)
	})
}

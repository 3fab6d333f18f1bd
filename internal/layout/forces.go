package layout

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// A body is a node while forces act on it.
type body struct {
	at   vec
	mass float64 // how strongly it pushes: one, and one for each edge
}

// settle finds the places of the nodes that have edges: each where the pull
// of its edges, the push of all others and a weak pull to the middle balance.
// With the pull growing with distance and the push falling with it, nodes
// with edges among them form clusters (as in ForceAtlas2, Jacomy et al. 2014,
// doi.org/10.1371/journal.pone.0098679).
func settle(places []vec, names []string, linked []int, links neighbours) {
	if len(linked) == 0 {
		return
	}
	bodies := make([]body, len(names))
	sum := 0.0
	for _, i := range linked {
		bodies[i].mass = float64(1 + links.degree(i))
		sum += bodies[i].mass
	}
	start(bodies, names, linked, links)
	push := repulsion / sum
	t := tree{}
	next := make([]vec, len(names))
	longest := firstMove
	cooling := math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(lastMove / firstMove)))) // for a sixteenth of the steps
	for step := range steps {
		t.build(bodies, linked)
		share(len(linked), func(k int) {
			i := int(t.order[k])
			b := bodies[i]
			apart := t.push(b.at, i)
			var pull vec
			for _, j := range links.of(i) {
				pull.x += bodies[j].at.x - b.at.x
				pull.y += bodies[j].at.y - b.at.y
			}
			move := vec{
				speed * (float64(apart.x*push) + pull.x/b.mass - float64(gravity*b.at.x)),
				speed * (float64(apart.y*push) + pull.y/b.mass - float64(gravity*b.at.y)),
			}
			if l := length(move); l > longest {
				move.x *= longest / l
				move.y *= longest / l
			}
			next[i] = vec{b.at.x + float64(move.x), b.at.y + float64(move.y)}
		})
		for _, i := range linked {
			bodies[i].at = next[i]
		}
		if (step+1)%(steps/16) == 0 {
			longest *= cooling
		}
	}
	for _, i := range linked {
		places[i] = bodies[i].at
	}
}

// start puts the nodes where their hashes say, and then lets each go half way
// to the middle of its neighbours a few times. What is linked is together
// then; and since this only adds and scales, one node more changes little.
func start(bodies []body, names []string, linked []int, links neighbours) {
	at, next := make([]vec, len(names)), make([]vec, len(names))
	own := make([]vec, len(names))
	seen := make(map[string]int, len(linked))
	for _, i := range linked {
		own[i] = scatter(names[i], seen[names[i]])
		seen[names[i]]++
		at[i] = own[i]
	}
	for range smoothing {
		for _, i := range linked {
			var sum vec
			for _, j := range links.of(i) {
				sum.x += at[j].x
				sum.y += at[j].y
			}
			d := float64(2 * links.degree(i))
			next[i] = vec{float64(at[i].x/2) + sum.x/d, float64(at[i].y/2) + sum.y/d}
		}
		at, next = next, at
	}
	var mean vec
	total := 0.0
	for _, i := range linked {
		mean.x += float64(at[i].x * bodies[i].mass)
		mean.y += float64(at[i].y * bodies[i].mass)
		total += bodies[i].mass
	}
	mean = vec{mean.x / total, mean.y / total}
	var spread vec
	for _, i := range linked {
		at[i] = vec{at[i].x - mean.x, at[i].y - mean.y}
		spread.x += float64(at[i].x * at[i].x)
		spread.y += float64(at[i].y * at[i].y)
	}
	width := math.Sqrt((spread.x + spread.y) / float64(2*len(linked)))
	scale := 0.0
	if width > 1e-9 {
		scale = math.Sqrt(repulsion) / 2 / width
	}
	for _, i := range linked {
		bodies[i].at = vec{
			float64(at[i].x*scale) + float64(jitter*own[i].x),
			float64(at[i].y*scale) + float64(jitter*own[i].y),
		}
	}
}

// share calls f once for each number below n, on all cores. What f does for
// one number does not depend on the others.
func share(n int, f func(int)) {
	const chunk = 256
	workers := min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk)
	if workers < 2 {
		for i := range n {
			f(i)
		}
		return
	}
	var taken atomic.Int64
	var done sync.WaitGroup
	for range workers {
		done.Go(func() {
			for {
				from := int(taken.Add(chunk)) - chunk
				if from >= n {
					return
				}
				for i := from; i < min(from+chunk, n); i++ {
					f(i)
				}
			}
		})
	}
	done.Wait()
}

// A tree is a quadtree after Barnes and Hut (doi.org/10.1038/324446a0): far
// groups of nodes push as one. Its bodies are sorted along a Z-order curve, so
// that each cell is a run of them.
type tree struct {
	order []int32 // the bodies' own numbers
	at    []body  // the bodies
	cells []cell  // each before those within it
	codes []uint64
}

type cell struct {
	body              // all of them, in the middle of their masses
	near      float64 // the square of how near one must be to see more than one
	skip      int32   // the next cell that does not lie within this one
	low, high int32   // the bodies of a cell that is not divided
}

// full is how many bodies a cell holds before it is divided.
const full = 6

// depth is how often cells are divided at most: twice as many bits name one.
const depth = 16

func (t *tree) build(bodies []body, nodes []int) {
	far := 0.0
	for _, i := range nodes {
		far = max(far, math.Abs(bodies[i].at.x), math.Abs(bodies[i].at.y))
	}
	// A power of two, so that one node more does not move all the borders.
	half := 1.0
	for half <= far {
		half *= 2
	}
	t.codes, t.order, t.at, t.cells = t.codes[:0], t.order[:0], t.at[:0], t.cells[:0]
	for _, i := range nodes {
		p := bodies[i].at
		x, y := uint64((p.x+half)/half*(1<<(depth-1))), uint64((p.y+half)/half*(1<<(depth-1)))
		t.codes = append(t.codes, (spread(x)|spread(y)<<1)<<32|uint64(i))
	}
	slices.Sort(t.codes)
	for i, c := range t.codes {
		node := int32(uint32(c))
		t.codes[i] >>= 32
		t.order = append(t.order, node)
		t.at = append(t.at, bodies[node])
	}
	t.divide(0, len(t.codes), 2*half, 0)
}

// spread puts a zero before each of the lower 16 bits.
func spread(n uint64) uint64 {
	n = (n | n<<8) & 0x00FF00FF
	n = (n | n<<4) & 0x0F0F0F0F
	n = (n | n<<2) & 0x33333333
	return (n | n<<1) & 0x55555555
}

// divide adds the cell that holds the bodies from low to high.
func (t *tree) divide(low, high int, side float64, level int) {
	own := len(t.cells)
	t.cells = append(t.cells, cell{near: side * side / (theta * theta)})
	var sum vec
	mass := 0.0
	add := func(b body) {
		sum.x += float64(b.at.x * b.mass)
		sum.y += float64(b.at.y * b.mass)
		mass += b.mass
	}
	if high-low <= full || level == depth {
		t.cells[own].low, t.cells[own].high = int32(low), int32(high)
		for _, b := range t.at[low:high] {
			add(b)
		}
	} else {
		shift := 2 * (depth - 1 - level)
		for low < high {
			quarter := t.codes[low] >> shift
			end, _ := slices.BinarySearch(t.codes[low:high], (quarter+1)<<shift)
			child := len(t.cells)
			t.divide(low, low+end, side/2, level+1)
			add(t.cells[child].body)
			low += end
		}
	}
	c := &t.cells[own]
	c.body = body{vec{sum.x / mass, sum.y / mass}, mass}
	c.skip = int32(len(t.cells))
}

// push returns the push of all other bodies on one: of each its mass, less
// the farther it is.
func (t *tree) push(at vec, self int) vec {
	var sum vec
	for i := int32(0); int(i) < len(t.cells); {
		c := &t.cells[i]
		dx, dy := at.x-c.at.x, at.y-c.at.y
		d := float64(dx*dx) + float64(dy*dy)
		switch {
		case c.high > 0:
			for k := c.low; k < c.high; k++ {
				b := &t.at[k]
				dx, dy := at.x-b.at.x, at.y-b.at.y
				d := float64(dx*dx) + float64(dy*dy)
				if d == 0 {
					if int(t.order[k]) == self {
						continue
					}
					// In the same place: which way is as good as any other,
					// if only they go apart.
					dx, d = float64(self-int(t.order[k]))*1e-6, 1e-6
				}
				f := b.mass / max(d, 1e-6)
				sum.x += float64(dx * f)
				sum.y += float64(dy * f)
			}
			i = c.skip
		case d > c.near:
			f := c.mass / d
			sum.x += float64(dx * f)
			sum.y += float64(dy * f)
			i = c.skip
		default:
			i++
		}
	}
	return sum
}

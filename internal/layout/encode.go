package layout

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// A Graph is all nodes of a site with their places, and the edges among them.
type Graph struct {
	Nodes []Node
	Edges []Edge
}

// A Node is a page, a tag or a file.
type Node struct {
	URL    string // path in the site, not escaped
	Title  string
	Kind   Kind
	Tags   []string // without the hash
	Folder string   // of the vault; "" at its root
	At     Point
}

// A Kind says what a node is.
type Kind int

// The kinds of nodes, as theme/js/graph.js counts them.
const (
	Note Kind = iota
	Program
	Tag
	Attachment
)

// An Edge leads from one of the graph's nodes to another.
type Edge struct {
	From, To int
	Kind     EdgeKind
}

// An EdgeKind says what leads from one node to another.
type EdgeKind int

// The kinds of edges, as theme/js/graph.js counts them.
const (
	Link EdgeKind = iota
	Embed
	Tagged
	edgeKinds
)

// Place gives every node its place.
func (g *Graph) Place() {
	names := make([]string, len(g.Nodes))
	for i, n := range g.Nodes {
		names[i] = n.URL
	}
	edges := make([][2]int, len(g.Edges))
	for i, e := range g.Edges {
		edges[i] = [2]int{e.From, e.To}
	}
	for i, p := range Place(names, edges) {
		g.Nodes[i].At = p
	}
}

// script is what [Encode] writes: columns of texts, and of numbers.
type script struct {
	Size    int      `json:"size"`    // of the square
	Titles  []string `json:"titles"`  // of nodes, which are in the order of their addresses
	URLs    []string `json:"urls"`    // each: a digit, how much of the one before it starts with, and the rest
	Tags    []string `json:"tags"`    // each once
	Folders []string `json:"folders"` // each once
	Nodes   string   `json:"nodes"`   // numbers: for each node kind, x, y, folder, how many tags, the tags
	Edges   []string `json:"edges"`   // for each kind numbers: for each node with edges how far from the last such, how many edges, how far each end is from the last
}

// Encode writes a graph as a script that sets notesiteGraph. The fewest bytes
// are not sought, but 10,000 nodes and 80,000 edges stay well below 1 MB, and
// a few lines of JavaScript read them. Edges that lead nowhere are left out,
// and so are those that are there twice.
func Encode(w io.Writer, g Graph) error {
	order := make([]int, len(g.Nodes)) // which node is written when
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(g.Nodes[a].URL, g.Nodes[b].URL) })
	number := make([]int, len(order)) // under which a node is written
	var tags, folders []string
	for i, node := range order {
		number[node] = i
		tags = append(tags, g.Nodes[node].Tags...)
		folders = append(folders, g.Nodes[node].Folder)
	}
	s := script{Size: Size, Titles: []string{}, URLs: []string{}, Tags: set(tags), Folders: set(folders)}

	var nodes digits
	last := ""
	for _, i := range order {
		n := g.Nodes[i]
		s.Titles = append(s.Titles, n.Title)
		bytes, units := shared(last, n.URL)
		s.URLs = append(s.URLs, alphabet[units:units+1]+n.URL[bytes:])
		last = n.URL
		folder, _ := slices.BinarySearch(s.Folders, n.Folder)
		nodes.put(int(n.Kind), n.At.X, n.At.Y, folder, len(n.Tags))
		for _, tag := range n.Tags {
			t, _ := slices.BinarySearch(s.Tags, tag)
			nodes.put(t)
		}
	}
	s.Nodes = string(nodes)

	var ends [edgeKinds][][2]int
	for _, e := range g.Edges {
		if e.From != e.To && min(e.From, e.To) >= 0 && max(e.From, e.To) < len(order) {
			ends[e.Kind] = append(ends[e.Kind], [2]int{number[e.From], number[e.To]})
		}
	}
	for _, list := range ends {
		s.Edges = append(s.Edges, string(pack(list)))
	}

	var out bytes.Buffer
	out.WriteString("globalThis.notesiteGraph = ")
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return fmt.Errorf("encode the graph: %w", err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write the graph: %w", err)
	}
	return nil
}

// set sorts texts and drops those that are there twice.
func set(texts []string) []string {
	slices.Sort(texts)
	return append([]string{}, slices.Compact(texts)...)
}

// shared returns how much two texts have in common at their starts, at most
// what one digit can say, in bytes and in the units of UTF-16 that JavaScript
// counts.
func shared(a, b string) (bytes, units int) {
	for bytes < len(b) {
		ra, size := utf8.DecodeRuneInString(a[min(bytes, len(a)):])
		rb, sizeB := utf8.DecodeRuneInString(b[bytes:])
		wide := 1
		if rb > 0xFFFF {
			wide = 2
		}
		if ra != rb || size != sizeB || rb == utf8.RuneError || units+wide >= len(alphabet) {
			break
		}
		bytes, units = bytes+size, units+wide
	}
	return bytes, units
}

// pack writes edges, sorted, as how far each is from the one before.
func pack(edges [][2]int) digits {
	slices.SortFunc(edges, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	edges = slices.Compact(edges)
	var out digits
	for from := 0; len(edges) > 0; {
		n := slices.IndexFunc(edges, func(e [2]int) bool { return e[0] != edges[0][0] })
		if n < 0 {
			n = len(edges)
		}
		out.put(edges[0][0]-from, n)
		from = edges[0][0]
		to := 0
		for _, e := range edges[:n] {
			out.put(e[1] - to)
			to = e[1]
		}
		edges = edges[n:]
	}
	return out
}

// digits are numbers from 0 up, one after the other. A digit holds five bits,
// the lowest first, and whether more follow.
type digits []byte

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func (d *digits) put(numbers ...int) {
	for _, n := range numbers {
		for ; n >= 32; n >>= 5 {
			*d = append(*d, alphabet[32+n&31])
		}
		*d = append(*d, alphabet[n])
	}
}

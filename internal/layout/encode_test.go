package layout

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unpacked is a script, read as theme/js/graph.js reads it.
type unpacked struct {
	nodes []Node
	edges [][3]int
}

func unpack(t *testing.T, data []byte) (u unpacked) {
	t.Helper()
	var s script
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("globalThis.notesiteGraph = ")), &s); err != nil {
		t.Fatal(err)
	}
	nodes := undigit(s.Nodes)
	last := ""
	for i, title := range s.Titles {
		last = last[:strings.IndexByte(alphabet, s.URLs[i][0])] + s.URLs[i][1:]
		n := Node{URL: last, Title: title, Kind: Kind(nodes[0]), At: Point{nodes[1], nodes[2]}, Folder: s.Folders[nodes[3]]}
		for _, tag := range nodes[5 : 5+nodes[4]] {
			n.Tags = append(n.Tags, s.Tags[tag])
		}
		nodes = nodes[5+nodes[4]:]
		u.nodes = append(u.nodes, n)
	}
	for kind, text := range s.Edges {
		list := undigit(text)
		for from := 0; len(list) > 0; {
			from += list[0]
			to := 0
			for _, d := range list[2 : 2+list[1]] {
				to += d
				u.edges = append(u.edges, [3]int{from, to, kind})
			}
			list = list[2+list[1]:]
		}
	}
	return u
}

func undigit(text string) (numbers []int) {
	for i := 0; i < len(text); i++ {
		n, shift := 0, 0
		for {
			d := strings.IndexByte(alphabet, text[i])
			n |= d & 31 << shift
			if d < 32 {
				break
			}
			i, shift = i+1, shift+5
		}
		numbers = append(numbers, n)
	}
	return numbers
}

func TestEncode(t *testing.T) {
	g := Graph{
		Nodes: []Node{
			{URL: "node/event-loop.html", Title: `The "loop" <of> events`, Tags: []string{"node", "io/async"}, Folder: "node", At: Point{0, Size}},
			{URL: "index.html", Title: "Home", At: Point{31, 32}},
			{URL: "examples/loop.html", Title: "loop", Kind: Program, Folder: "examples", At: Point{1023, 1024}},
			{URL: "node/events.html", Title: "Events", Tags: []string{"node"}, Folder: "node"},
			{URL: "tags/node.html", Title: "node", Kind: Tag},
		},
		Edges: []Edge{{0, 1, Link}, {0, 1, Link}, {1, 0, Link}, {0, 2, Embed}, {0, 4, Tagged}, {0, 3, Link}, {3, 3, Link}, {9, 0, Link}, {0, -1, Link}},
	}
	var out bytes.Buffer
	if err := Encode(&out, g); err != nil {
		t.Fatal(err)
	}
	got := unpack(t, out.Bytes())
	want := unpacked{
		nodes: []Node{g.Nodes[2], g.Nodes[1], g.Nodes[0], g.Nodes[3], g.Nodes[4]},
		edges: [][3]int{{1, 2, 0}, {2, 1, 0}, {2, 3, 0}, {2, 0, 1}, {2, 4, 2}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(unpacked{})); diff != "" {
		t.Error(diff)
	}
}

// TestShared counts what two addresses have in common as JavaScript would.
func TestShared(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, c := range []struct {
		a, b         string
		bytes, units int
	}{
		{"", "a", 0, 0},
		{"abc", "abd", 2, 2},
		{"abc", "abc", 3, 3},
		{"é1", "é2", 2, 1},
		{"é", "è", 0, 0}, // half of a letter is none
		{"🌲a", "🌲b", 4, 2},
		{"\xffa", "\xffa", 0, 0},
		{long, long, 63, 63},
		{long[:62] + "🌲", long[:62] + "🌲", 62, 62},
	} {
		if bytes, units := shared(c.a, c.b); bytes != c.bytes || units != c.units {
			t.Errorf("shared(%q, %q) = %d, %d, want %d, %d", c.a, c.b, bytes, units, c.bytes, c.units)
		}
	}
}

// TestSmall sees that a big site's graph stays below 1 MB.
func TestSmall(t *testing.T) {
	var out bytes.Buffer
	if err := Encode(&out, placed(10_000, 80_000)); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", out.Len())
	if out.Len() > 1_000_000 {
		t.Errorf("10,000 nodes and 80,000 edges take %d bytes", out.Len())
	}
}

// placed makes a graph of a made-up vault, with titles as long as those of
// real notes.
func placed(n, edges int) Graph {
	names, links := vault(n, edges)
	var g Graph
	words := strings.Fields("event loop blocking promise timer queue stream buffer socket worker thread channel context error handler module")
	for i, name := range names {
		title := ""
		for k := range 4 {
			title += words[(i*(k+3)/(1+k*5)+k)%len(words)] + " "
		}
		folder, _, _ := strings.Cut(name, "/")
		title += strconv.Itoa(i)
		g.Nodes = append(g.Nodes, Node{
			URL: folder + "/" + strings.ReplaceAll(title, " ", "-") + ".html", Title: title,
			Kind: Kind(max(0, i%16-12)), Tags: []string{words[i%16], words[i/100%16] + "/" + words[i%7]}, Folder: folder,
		})
	}
	for i, l := range links {
		g.Edges = append(g.Edges, Edge{l[0], l[1], EdgeKind(max(0, i%12-9))})
	}
	g.Place()
	return g
}

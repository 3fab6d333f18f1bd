package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"path"
	"slices"
	"strings"

	"notesite/internal/layout"
	"notesite/internal/memo"
	"notesite/internal/site"
)

// GraphDataURL is the address of what the page of the graph draws.
const GraphDataURL = "assets/graph-data.js"

// maxListed is how many pages the page of the graph lists one by one. Where
// there are more, it lists the folders that hold them, maxLevels deep.
const (
	maxListed = 1000
	maxLevels = 2
)

// A graph is the site's, and the same with the parts of programs taken
// together: what is drawn.
type graph struct {
	whole *site.Graph
	nodes []site.Node
	at    map[string]int // the node of an address
	edges []layout.Edge
	// beside are the pages next to each page, in the order of nodes.
	beside [][]neighbour
}

// A neighbour is a page that another links to, or that links to it.
type neighbour struct {
	node int
	both bool // each links to the other
}

func newGraph(s *site.Site) *graph {
	g := &graph{whole: s.Graph(), at: map[string]int{}}
	drawn := make([]int, len(g.whole.Nodes)) // which of g.nodes stands for each
	for i, n := range g.whole.Nodes {
		url := n.URL
		if n.Kind == site.SymbolNode {
			url, _, _ = strings.Cut(url, "#") // its program, which comes before it
		}
		at, known := g.at[url]
		if !known {
			at = len(g.nodes)
			g.at[url] = at
			g.nodes = append(g.nodes, n)
		}
		drawn[i] = at
	}
	g.beside = make([][]neighbour, len(g.nodes))
	for _, e := range g.whole.Edges {
		edge := layout.Edge{From: drawn[e.From], To: drawn[e.To], Kind: drawnEdge(e.Kind)}
		if edge.From == edge.To {
			continue
		}
		g.edges = append(g.edges, edge)
		if isPage(g.nodes[edge.From]) && isPage(g.nodes[edge.To]) {
			g.beside[edge.From] = append(g.beside[edge.From], neighbour{edge.To, false})
			g.beside[edge.To] = append(g.beside[edge.To], neighbour{^edge.From, false})
		}
	}
	for i, list := range g.beside {
		g.beside[i] = merge(list)
	}
	return g
}

// merge takes links to and from the same page together. Those that lead here
// are marked by the complement of their number.
func merge(list []neighbour) []neighbour {
	number := func(n neighbour) int { return max(n.node, ^n.node) }
	slices.SortFunc(list, func(a, b neighbour) int { return number(a) - number(b) })
	merged := list[:0]
	for len(list) > 0 {
		first, to, from := number(list[0]), false, false
		for len(list) > 0 && number(list[0]) == first {
			to, from = to || list[0].node >= 0, from || list[0].node < 0
			list = list[1:]
		}
		merged = append(merged, neighbour{first, to && from})
	}
	return slices.Clip(merged)
}

func isPage(n site.Node) bool {
	return n.Kind != site.TagNode && n.Kind != site.AttachmentNode
}

// drawnKind says how a node is drawn: canvases and bases as notes are.
func drawnKind(n site.Node) layout.Kind {
	switch n.Kind {
	case site.ProgramNode:
		return layout.Program
	case site.TagNode:
		return layout.Tag
	case site.AttachmentNode:
		return layout.Attachment
	}
	return layout.Note
}

func drawnEdge(k site.EdgeKind) layout.EdgeKind {
	switch k {
	case site.EmbedEdge:
		return layout.Embed
	case site.TagEdge, site.ContainsEdge:
		return layout.Tagged
	}
	return layout.Link
}

// Graph returns what the page of the graph draws; nil, if there is no such page.
func (r *Renderer) Graph() ([]byte, error) {
	if r.site.GraphPage == nil {
		return nil, nil
	}
	var b bytes.Buffer
	if err := layout.Encode(&b, r.placed()); err != nil {
		return nil, fmt.Errorf("write graph: %w", err)
	}
	return b.Bytes(), nil
}

// placed returns what is drawn, with its places.
func (r *Renderer) placed() layout.Graph {
	g := layout.Graph{Edges: r.graph.edges}
	folders := map[string]string{} // by address
	tags := map[string][]string{}
	for _, p := range r.site.Notes {
		folders[p.URL] = p.Note.Path
		for _, t := range p.Tags {
			tags[p.URL] = append(tags[p.URL], t.Tag)
		}
	}
	for _, p := range r.site.Canvases {
		folders[p.URL] = p.Canvas.Path
	}
	for _, p := range r.site.Bases {
		folders[p.URL] = p.Path
	}
	for _, a := range r.site.Attachments {
		folders[a.URL] = a.Path
	}
	for p, page := range r.programs {
		folders[page.URL] = p.Dir
	}
	for _, n := range r.graph.nodes {
		node := layout.Node{URL: n.URL, Title: n.Title, Kind: drawnKind(n), Tags: tags[n.URL]}
		if node.Folder = path.Dir(folders[n.URL]); node.Folder == "." {
			node.Folder = ""
		}
		if n.Kind == site.AttachmentNode {
			node.Title = path.Base(n.Title)
		}
		g.Nodes = append(g.Nodes, node)
	}
	place(&g)
	return g
}

// places are those of the nodes of graphs, by a hash of what they depend on:
// most changes of a text leave the links as they are.
var places = memo.Memo[[sha256.Size]byte, []layout.Point]{
	Size: func(_ [sha256.Size]byte, points []layout.Point) int { return 16 * len(points) },
	Max:  8 << 20,
}

func place(g *layout.Graph) {
	h := sha256.New()
	for _, n := range g.Nodes {
		h.Write([]byte(n.URL + "\x00"))
	}
	for _, e := range g.Edges {
		var ends [8]byte
		binary.LittleEndian.PutUint32(ends[:4], uint32(e.From))
		binary.LittleEndian.PutUint32(ends[4:], uint32(e.To))
		h.Write(ends[:])
	}
	key := [sha256.Size]byte(h.Sum(nil))
	points, known := places.Get(key)
	if !known {
		g.Place()
		points = make([]layout.Point, len(g.Nodes))
		for i, n := range g.Nodes {
			points[i] = n.At
		}
		places.Put(key, points)
		return
	}
	for i := range g.Nodes {
		g.Nodes[i].At = points[i]
	}
}

// A graphView is what the page of the graph shows without a script: what is
// in the graph, by folders.
type graphView struct {
	frame
	Groups []graphGroup // by folders; programs and tags come last
}

// A graphGroup is a folder, with the pages in it unless there are too many.
type graphGroup struct {
	link
	Children []link // Count is how many other pages each is linked with
}

// pagesBelow counts what a folder and those in it list.
func pagesBelow(f *site.Folder) int {
	n := len(f.Notes) + len(f.Others)
	for _, sub := range f.Folders {
		n += pagesBelow(sub)
	}
	return n
}

func (r *Renderer) graphView(f frame, p *site.GraphPage) graphView {
	v := graphView{frame: f}
	listed := len(r.site.Notes) + len(r.site.Canvases) + len(r.site.Bases) + len(r.programs)
	each := listed <= maxListed
	child := func(to site.Page) link {
		m := to.Meta()
		l := link{Href: href(p.URL, m.URL, ""), Text: m.Title}
		if at, ok := r.graph.at[m.URL]; ok {
			l.Count = len(r.graph.beside[at])
		}
		return l
	}
	var add func(f *site.Folder, level int)
	add = func(f *site.Folder, level int) {
		g := graphGroup{link: link{Href: href(p.URL, f.Page.Meta().URL, ""), Text: f.Page.Meta().Title}}
		if f.Path != "" {
			g.Text = f.Path
		}
		if each {
			if index, ok := f.Page.(*site.NotePage); ok {
				g.Count = child(index).Count
			}
			for _, n := range f.Notes {
				g.Children = append(g.Children, child(n))
			}
			for _, o := range f.Others {
				g.Children = append(g.Children, child(o))
			}
		} else {
			g.Count = pagesBelow(f)
		}
		v.Groups = append(v.Groups, g)
		for _, sub := range f.Folders {
			if each || level < maxLevels {
				add(sub, level+1)
			}
		}
	}
	add(r.site.Root, 0)
	if r.site.Programs != nil {
		g := graphGroup{link: link{Href: href(p.URL, r.site.Programs.URL, ""), Text: r.title(r.site.Programs)}}
		if each {
			for _, q := range r.site.Programs.Programs {
				g.Children = append(g.Children, child(q))
			}
		} else {
			g.Count = len(r.site.Programs.Programs)
		}
		v.Groups = append(v.Groups, g)
	}
	if r.site.Tags != nil {
		v.Groups = append(v.Groups, graphGroup{link: link{Href: href(p.URL, r.site.Tags.URL, ""), Text: r.title(r.site.Tags)}})
	}
	v.Scripts = append(v.Scripts, href(p.URL, GraphDataURL, ""))
	v.load(r, p.URL, []job{drawGraph})
	return v
}

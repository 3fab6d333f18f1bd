package site

import (
	"cmp"
	"slices"

	"notesite/internal/note"
)

// A Graph is what links to what.
type Graph struct {
	Nodes []Node `json:"nodes"`
	// Edges are each once, in the order of From, To and Kind.
	Edges []Edge `json:"edges"`
}

// A Node is a page, a part of a program that something links to, or a file.
type Node struct {
	URL   string   `json:"url"` // path in the site, with the fragment of a symbol
	Title string   `json:"title"`
	Kind  NodeKind `json:"kind"`
}

// A NodeKind says what a node is.
type NodeKind string

// The kinds of nodes.
const (
	NoteNode       NodeKind = "note"
	CanvasNode     NodeKind = "canvas"
	BaseNode       NodeKind = "base"
	ProgramNode    NodeKind = "program"
	SymbolNode     NodeKind = "symbol" // a declaration or region of a program
	TagNode        NodeKind = "tag"
	AttachmentNode NodeKind = "attachment"
)

// An Edge leads from one node to another, by their places in Graph.Nodes.
type Edge struct {
	From int      `json:"from"`
	To   int      `json:"to"`
	Kind EdgeKind `json:"kind"`
}

// An EdgeKind says what kind of link an edge is.
type EdgeKind string

// The kinds of edges.
const (
	LinkEdge     EdgeKind = "link"
	EmbedEdge    EdgeKind = "embed"
	PropertyEdge EdgeKind = "property"
	CardEdge     EdgeKind = "card"     // of a canvas
	CodeEdge     EdgeKind = "code"     // in a comment
	TagEdge      EdgeKind = "tag"      // from a note to its tag
	ContainsEdge EdgeKind = "contains" // from a program to its symbol, from a tag to one nested in it
)

// addGraph gives the graph its page.
func (s *Site) addGraph(url string) {
	pages := len(s.Notes)
	if s.Programs != nil {
		pages += len(s.Programs.Programs)
	}
	if pages < 2 {
		return
	}
	s.GraphPage = &GraphPage{Head{URL: url, Title: "Graph", Crumbs: []Page{s.Home}}}
	s.Pages = append(s.Pages, s.GraphPage)
}

// Graph returns the graph of the site. Links to other sites are not in it.
func (s *Site) Graph() *Graph {
	b := graphBuilder{graph: &Graph{Nodes: []Node{}, Edges: []Edge{}}, at: map[string]int{}, seen: map[Edge]bool{}}
	for _, p := range s.Notes {
		from := b.target(p, nil)
		for i, ans := range p.Answers {
			if l := p.Note.Links[i]; !l.Comment {
				b.answer(from, ans, edgeKind(l))
			}
		}
		for _, t := range p.Tags {
			b.edge(from, b.tag(t), TagEdge)
		}
	}
	for _, p := range s.Canvases {
		from := b.target(p, nil)
		for _, card := range p.Cards {
			b.answer(from, card.File, CardEdge)
		}
	}
	for _, p := range s.Bases {
		b.target(p, nil)
	}
	if s.Programs != nil {
		for _, p := range s.Programs.Programs {
			from := b.target(p, nil)
			for _, ans := range p.Answers {
				b.answer(from, ans, CodeEdge)
			}
		}
	}
	slices.SortFunc(b.graph.Edges, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To), cmp.Compare(x.Kind, y.Kind))
	})
	return b.graph
}

func edgeKind(l note.Link) EdgeKind {
	switch {
	case l.Embed:
		return EmbedEdge
	case l.Kind == note.PropertyLink:
		return PropertyEdge
	}
	return LinkEdge
}

// A graphBuilder numbers nodes as it meets them.
type graphBuilder struct {
	graph *Graph
	at    map[string]int // by URL
	seen  map[Edge]bool
}

func (b *graphBuilder) node(n Node) (i int, known bool) {
	if i, ok := b.at[n.URL]; ok {
		return i, true
	}
	b.at[n.URL] = len(b.graph.Nodes)
	b.graph.Nodes = append(b.graph.Nodes, n)
	return len(b.graph.Nodes) - 1, false
}

func (b *graphBuilder) edge(from, to int, kind EdgeKind) {
	if e := (Edge{from, to, kind}); from != to && !b.seen[e] {
		b.seen[e] = true
		b.graph.Edges = append(b.graph.Edges, e)
	}
}

func (b *graphBuilder) answer(from int, ans Answer, kind EdgeKind) {
	switch ans.To.(type) {
	case nil, External:
		return
	}
	b.edge(from, b.target(ans.To, ans.Part), kind)
}

// target returns the node that a link leads to.
func (b *graphBuilder) target(to Target, part Part) int {
	n := Node{URL: to.Address()}
	switch to := to.(type) {
	case *NotePage:
		n.Title, n.Kind = to.Title, NoteNode
	case *CanvasPage:
		n.Title, n.Kind = to.Title, CanvasNode
	case *BasePage:
		n.Title, n.Kind = to.Title, BaseNode
	case *Attachment:
		n.Title, n.Kind = to.Path, AttachmentNode
	case *ProgramPage:
		n.Title, n.Kind = to.Title, ProgramNode
		if lines, ok := part.(LinesPart); ok && lines.Symbol != "" {
			program, _ := b.node(n)
			symbol, _ := b.node(Node{
				URL: to.URL + "#" + LineID(lines.File, lines.Start), Title: lines.Symbol, Kind: SymbolNode,
			})
			b.edge(program, symbol, ContainsEdge)
			return symbol
		}
	}
	i, _ := b.node(n)
	return i
}

// tag returns the node of a tag, below those that it is nested in.
func (b *graphBuilder) tag(t *TagPage) int {
	i, known := b.node(Node{URL: t.URL, Title: t.Title, Kind: TagNode})
	if !known && len(t.Crumbs) > 0 {
		if parent, ok := t.Crumbs[len(t.Crumbs)-1].(*TagPage); ok {
			b.edge(b.tag(parent), i, ContainsEdge)
		}
	}
	return i
}

package render

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"notesite/internal/layout"
	"notesite/internal/site"
)

// An aroundView shows the pages that a page is linked with.
type aroundView struct {
	Picture template.HTML // SVG
	Words   string        // "Linked with 6 pages."
	Graph   string        // href of the whole graph, at this page; empty when it has no page
}

// The measures of the picture: how wide it is in pixels, and how many pages it
// shows. Where few are linked with a page, it shows what these are linked with
// as well, though not what a page with very many links has.
const (
	aroundWidth = 272
	maxAround   = 18
	fewAround   = 6  // neighbours
	maxFar      = 14 // pages, with those farther away
	manyLinks   = 64
)

// around returns the view of what is around a note or program, or nil where
// that is less than two pages.
func (r *Renderer) around(p site.Page) *aroundView {
	g := r.graph
	at, ok := g.at[p.Meta().URL]
	if !ok || len(g.beside[at]) < 2 {
		return nil
	}
	linked := len(g.beside[at])
	v := &aroundView{Words: r.words.Say("linkedWith", "n", linked)}
	if r.site.GraphPage != nil {
		v.Graph = href(p.Meta().URL, r.site.GraphPage.URL, "") + "?page=" + url.QueryEscape(p.Meta().URL)
	}
	nodes := g.near(at)
	if shown := len(nodes) - 1; shown < linked {
		v.Words = r.words.Say("linkedWithSome", "n", linked, "shown", shown)
	} else if linked <= fewAround {
		nodes = g.far(nodes)
	}
	v.Picture = r.picture(p, nodes)
	return v
}

// near returns a page and those that it is linked with. If there are too many,
// it prefers those with links both ways, and of these the ones that have few
// others: they say most about the page.
func (g *graph) near(at int) []int {
	list := g.beside[at]
	if len(list) > maxAround {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(a, b neighbour) int {
			if a.both != b.both {
				if a.both {
					return -1
				}
				return 1
			}
			return len(g.beside[a.node]) - len(g.beside[b.node])
		})
		list = list[:maxAround]
	}
	nodes := []int{at}
	for _, n := range list {
		nodes = append(nodes, n.node)
	}
	return nodes
}

// far adds pages that those are linked with, the ones with most such links
// first.
func (g *graph) far(nodes []int) []int {
	links := map[int]int{}
	var found []int
	for _, i := range nodes[1:] {
		if len(g.beside[i]) > manyLinks {
			continue
		}
		for _, n := range g.beside[i] {
			if slices.Contains(nodes, n.node) {
				continue
			}
			if links[n.node]++; links[n.node] == 1 {
				found = append(found, n.node)
			}
		}
	}
	slices.SortFunc(found, func(a, b int) int {
		return cmp.Or(links[b]-links[a], len(g.beside[a])-len(g.beside[b]), a-b)
	})
	return append(nodes, found[:min(len(found), maxFar-len(nodes)+1)]...)
}

// linked reports whether two pages are linked.
func (g *graph) linked(a, b int) bool {
	if len(g.beside[a]) > len(g.beside[b]) {
		a, b = b, a
	}
	_, found := slices.BinarySearchFunc(g.beside[a], b, func(n neighbour, to int) int { return n.node - to })
	return found
}

// picture draws a page, which comes first, and those around it. Lines to the
// page itself are one path, those between others another. It is written
// without package fmt, since nearly every page has one.
func (r *Renderer) picture(p site.Page, nodes []int) template.HTML {
	g := r.graph
	labels := make([]string, len(nodes))
	var edges [][2]int
	for i, node := range nodes {
		labels[i] = label(g.nodes[node])
		for j := range i {
			if g.linked(nodes[j], node) {
				edges = append(edges, [2]int{j, i})
			}
		}
	}
	s := layout.Around(labels, edges, aroundWidth)

	var lines [2]strings.Builder
	for _, e := range edges {
		a, b := s.Spots[e[0]], s.Spots[e[1]]
		lines[min(e[0], 1)].WriteString("M" + strconv.Itoa(a.X) + " " + strconv.Itoa(a.Y) + "L" + strconv.Itoa(b.X) + " " + strconv.Itoa(b.Y))
	}
	var svg strings.Builder
	svg.WriteString(`<svg role="group" aria-label="` + esc(r.words.Say("pagesAround", "title", p.Meta().Title)) +
		`" viewBox="0 0 ` + strconv.Itoa(s.Width) + " " + strconv.Itoa(s.Height) + `"><path d="` + lines[0].String() + `"/>`)
	if lines[1].Len() > 0 {
		svg.WriteString(`<path class="between" d="` + lines[1].String() + `"/>`)
	}
	far := false
	for _, i := range inOrder(s.Spots) {
		spot, node := s.Spots[i], g.nodes[nodes[i]]
		if i == 0 {
			svg.WriteString(`<g role="img" aria-label="` + esc(r.words.Say("thisPage")) + `">` + mark(node, spot, 7) + "</g>")
			continue
		}
		if spot.Step == 2 && !far {
			far = true
			svg.WriteString(`<g class="far" role="group" aria-label="` + esc(r.words.Say("linkedWithThese")) + `">`)
		}
		svg.WriteString(`<a href="` + esc(href(p.Meta().URL, node.URL, "")) + `">`)
		if spot.Label != node.Title {
			svg.WriteString("<title>" + esc(node.Title) + "</title>")
		}
		svg.WriteString(mark(node, spot, 4) + `<text x="` + strconv.Itoa(spot.TextX) + `" y="` + strconv.Itoa(spot.TextY))
		if spot.Anchor == "end" {
			svg.WriteString(`" text-anchor="end`)
		}
		svg.WriteString(`">` + esc(spot.Label) + "</text></a>")
	}
	if far {
		svg.WriteString("</g>")
	}
	svg.WriteString("</svg>")
	return template.HTML(svg.String())
}

// inOrder returns the numbers of spots in the order in which they are read:
// those near the middle before the others, the left side before the right.
func inOrder(spots []layout.Spot) []int {
	order := make([]int, len(spots))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		s, t := spots[a], spots[b]
		return cmp.Or(s.Step-t.Step, strings.Compare(s.Anchor, t.Anchor), s.Y-t.Y)
	})
	return order
}

// mark draws a node: a program as a square, all else as a circle.
func mark(n site.Node, at layout.Spot, radius int) string {
	if drawnKind(n) == layout.Program {
		side := strconv.Itoa(2 * radius)
		return `<rect x="` + strconv.Itoa(at.X-radius) + `" y="` + strconv.Itoa(at.Y-radius) + `" width="` + side + `" height="` + side + `"/>`
	}
	return `<circle cx="` + strconv.Itoa(at.X) + `" cy="` + strconv.Itoa(at.Y) + `" r="` + strconv.Itoa(radius) + `"/>`
}

// label returns what a node is called where there is little room: a program
// without the folder that all programs are in.
func label(n site.Node) string {
	if n.Kind == site.ProgramNode {
		if _, name, ok := strings.Cut(n.Title, "/"); ok {
			return name
		}
	}
	return n.Title
}

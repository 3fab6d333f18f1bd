package mermaid

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// maxParts bounds the nodes of a diagram, and its edges.
const maxParts = 500

// A plan is what a diagram's source says, in words that beautiful-mermaid
// reads as they are meant, and what these cannot say.
type plan struct {
	out    strings.Builder
	markup string            // if it is drawn already
	ids    map[string]string // names of parts by those in the source
	nodes  map[string]*node  // by name
	edges  int
	plain  map[int]bool // edges that end in no arrow
}

// A node is a box of a diagram.
type node struct {
	name  string
	label label
	lean  int // 1 or -1: of a parallelogram
	wiki  bool
	href  string
	tip   string
}

func newPlan() *plan {
	return &plan{ids: map[string]string{}, nodes: map[string]*node{}, plain: map[int]bool{}}
}

func (p *plan) text() string { return p.out.String() }

// put writes a line.
func (p *plan) put(format string, args ...any) {
	fmt.Fprintf(&p.out, format+"\n", args...)
}

// name returns what a part is called here.
func (p *plan) name(id string) string {
	name, ok := p.ids[id]
	if !ok {
		name = fmt.Sprintf("n%d", len(p.ids))
		p.ids[id] = name
	}
	return name
}

// node returns the node of an id, and makes it when it is first met.
func (p *plan) node(id string) *node {
	name := p.name(id)
	n := p.nodes[name]
	if n == nil {
		n = &node{name: name, label: label{id, hide(id, special), []string{id}}}
		p.nodes[name] = n
	}
	return n
}

// full says that a diagram is too large to be drawn.
func (p *plan) full(l line) error {
	if p.edges > maxParts || len(p.ids) > maxParts {
		return l.errorf("more than %d nodes or edges", maxParts)
	}
	return nil
}

// class gives ids, separated by commas, a class.
func (p *plan) class(ids, class string) {
	if class != "internal-link" {
		return
	}
	for id := range strings.SplitSeq(ids, ",") {
		if id = strings.TrimSpace(unquote(strings.TrimSpace(id))); id != "" {
			p.node(id).wiki = true
		}
	}
}

var (
	clickRE = regexp.MustCompile(`^(?:click|link)\s+(\S+)\s+(?:href\s+)?"([^"]*)"(?:\s+"([^"]*)")?(?:\s+_\w+)?\s*;?$`)
	anyRE   = regexp.MustCompile(`^(?:click|link|callback)\s`)
)

// click reads a line that makes a node a link; one that calls a script does
// nothing. It reports whether the line is one.
func (p *plan) click(l line) bool {
	m := clickRE.FindStringSubmatch(l.text)
	if m == nil {
		return anyRE.MatchString(l.text)
	}
	u, err := url.Parse(m[2])
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		n := p.node(m[1])
		n.href, n.tip = u.String(), newLabel(m[3]).plain
	}
	return true
}

// rename calls a node by its label, which must be one word then, and alone:
// of two equal ones the second gets spaces, which nobody sees.
func (p *plan) rename(n *node) string {
	name := n.label.oneWord()
	for p.nodes[name] != nil {
		name += nothing
	}
	p.nodes[name] = n
	return name
}

package mermaid

import (
	"regexp"
	"strings"
)

var (
	stateID      = `((?:\[\*\]|[\pL\pN_](?:[\pL\pN_.]|-[\pL\pN_])*)(?::::[\w-]+)?)`
	transitionRE = regexp.MustCompile(`^` + stateID + `\s*-->\s*` + stateID + `\s*(?::\s*(.*?))?\s*;?$`)
	describeRE   = regexp.MustCompile(`^(?:state\s+)?` + stateID + `\s*(?::\s*(.*?))?\s*;?$`)
	aliasRE      = regexp.MustCompile(`^state\s+"([^"]*)"\s+as\s+` + stateID + `\s*(\{?)$`)
	compositeRE  = regexp.MustCompile(`^state\s+` + stateID + `\s*\{$`)
)

// A states reads a state diagram: first what each state is called, wherever
// that is said, then the lines in their order.
type states struct {
	*plan
	composite map[string]bool
	described map[string]bool
	depth     int
}

func readState(s *source) (*plan, error) {
	if len(strings.Fields(s.header.text)) != 1 {
		return nil, s.header.left()
	}
	r := &states{plan: newPlan(), composite: map[string]bool{}, described: map[string]bool{}}
	for _, l := range s.lines {
		r.names(l)
	}
	r.put("stateDiagram-v2")
	for _, l := range s.lines {
		if err := r.line(l); err != nil {
			return nil, err
		}
		if err := r.full(l); err != nil {
			return nil, err
		}
	}
	switch {
	case r.depth > 0:
		return nil, s.header.errorf("%d states without }", r.depth)
	case len(r.nodes) == 0:
		return nil, s.header.errorf("empty state diagram")
	}
	return r.plan, nil
}

// names finds the labels of states.
func (r *states) names(l line) {
	if m := aliasRE.FindStringSubmatch(l.text); m != nil {
		n := r.state(m[2])
		n.label = newLabel(m[1])
		r.composite[n.name] = r.composite[n.name] || m[3] != ""
	} else if m := compositeRE.FindStringSubmatch(l.text); m != nil {
		r.composite[r.state(m[1]).name] = true
	} else if m := describeRE.FindStringSubmatch(l.text); m != nil && m[2] != "" && !keywordRE.MatchString(l.text) {
		r.state(m[1]).label = newLabel(m[2])
	}
}

// keywordRE finds the lines that only look like a state.
var keywordRE = regexp.MustCompile(`^(?:direction|note|class|classDef|style|scale|hide|end|click|state$)\b`)

// state returns the node of an id, which may have a class.
func (r *states) state(id string) *node {
	id, class, _ := strings.Cut(id, ":::")
	n := r.node(id)
	if class == "internal-link" {
		n.wiki = true
	}
	return n
}

// mention writes a state's label before the state is first met, and returns
// what it is called.
func (r *states) mention(id string) string {
	if strings.HasPrefix(id, "[*]") {
		return "[*]"
	}
	n := r.state(id)
	if !r.composite[n.name] && !r.described[n.name] {
		r.described[n.name] = true
		r.put(`state "%s" as %s`, n.label.text, n.name)
	}
	return n.name
}

func (r *states) line(l line) error {
	if m := transitionRE.FindStringSubmatch(l.text); m != nil {
		r.edges++
		from, to := r.mention(m[1]), r.mention(m[2])
		if text := newLabel(m[3]); text.plain != "" {
			r.put("%s --> %s : %s", from, to, text.text)
		} else {
			r.put("%s --> %s", from, to)
		}
		return nil
	}
	if m := aliasRE.FindStringSubmatch(l.text); m != nil {
		r.open(m[2], m[3])
		return nil
	}
	if m := compositeRE.FindStringSubmatch(l.text); m != nil {
		r.open(m[1], "{")
		return nil
	}
	if l.text == "}" {
		if r.depth == 0 {
			return l.errorf("} without {")
		}
		r.depth--
		r.put("}")
		return nil
	}
	if m := directionRE.FindStringSubmatch(l.text); m != nil {
		r.put("direction %s", m[1])
		return nil
	}
	if m := classRE.FindStringSubmatch(l.text); m != nil {
		r.class(m[1], m[2])
		return nil
	}
	if classDefRE.MatchString(l.text) || styleRE.MatchString(l.text) || r.click(l) || l.text == "hide empty description" {
		return nil
	}
	m := describeRE.FindStringSubmatch(l.text)
	if m == nil || keywordRE.MatchString(l.text) || strings.HasPrefix(m[1], "[*]") {
		return l.left()
	}
	r.mention(m[1])
	return nil
}

// open begins a state, and if there is a bracket what is in it.
func (r *states) open(id, bracket string) {
	if bracket == "" {
		r.mention(id)
		return
	}
	r.depth++
	n := r.state(id)
	r.put(`state "%s" as %s {`, n.label.text, n.name)
}

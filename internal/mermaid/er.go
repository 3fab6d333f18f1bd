package mermaid

import (
	"regexp"
	"strings"
)

var (
	entityID     = `("[^"]+"|[\pL\pN_](?:[\pL\pN_.]|-[\pL\pN_])*)`
	erRelationRE = regexp.MustCompile(`^` + entityID + `\s*(\|o|\|\||\}o|\}\|)(--|\.\.|\.-|-\.)(o\||\|\||o\{|\|\{)\s*` + entityID + `\s*(?::\s*(.*?))?\s*;?$`)
	entityRE     = regexp.MustCompile(`^` + entityID + `\s*(?:\[\s*("[^"]*"|[^\]"]*?)\s*\])?\s*(?::::\s*([\w-]+))?\s*(\{?)\s*(\}?)$`)
	attributeRE  = regexp.MustCompile(`^([^\s"]+)\s+([^\s"]+)((?:\s*,?\s*(?:PK|FK|UK)\b)*)\s*(?:"([^"]*)")?$`)
)

// An entities reads an entity relationship diagram. As in a class diagram
// boxes are called by their labels.
type entities struct {
	*plan
	boxes     []*box
	byID      map[string]*box
	relations [][3]string // from, all between, to
	labels    []string
	open      *box
}

func readER(s *source) (*plan, error) {
	if len(strings.Fields(s.header.text)) != 1 {
		return nil, s.header.left()
	}
	r := &entities{plan: newPlan(), byID: map[string]*box{}}
	for _, l := range s.lines {
		if err := r.line(l); err != nil {
			return nil, err
		}
		if err := r.full(l); err != nil {
			return nil, err
		}
	}
	switch {
	case r.open != nil:
		return nil, s.header.errorf("a { without }")
	case len(r.boxes) == 0:
		return nil, s.header.errorf("empty entity relationship diagram")
	}
	r.write()
	return r.plan, nil
}

func (r *entities) box(id string) *box {
	id = unquote(id)
	b := r.byID[id]
	if b == nil {
		b = &box{node: r.node(id)}
		r.byID[id] = b
		r.boxes = append(r.boxes, b)
	}
	return b
}

func (r *entities) line(l line) error {
	if r.open != nil {
		return r.attribute(l)
	}
	if m := erRelationRE.FindStringSubmatch(l.text); m != nil {
		from, to := r.box(m[1]), r.box(m[5])
		kind := "--"
		if strings.Contains(m[3], ".") {
			kind = ".."
		}
		r.edges++
		r.relations = append(r.relations, [3]string{from.name, m[2] + kind + m[4], to.name})
		r.labels = append(r.labels, newLabel(m[6]).text)
		return nil
	}
	if classDefRE.MatchString(l.text) || styleRE.MatchString(l.text) || directionRE.MatchString(l.text) || r.click(l) {
		return nil
	}
	if m := classRE.FindStringSubmatch(l.text); m != nil {
		r.class(m[1], m[2])
		return nil
	}
	m := entityRE.FindStringSubmatch(l.text)
	if m == nil {
		return l.left()
	}
	b := r.box(m[1])
	if m[2] != "" {
		b.label = newLabel(m[2])
	}
	r.class(unquote(m[1]), m[3])
	if m[4] != "" && m[5] == "" {
		r.open = b
	}
	return nil
}

// attribute reads a line in an entity: type, name, keys, comment.
func (r *entities) attribute(l line) error {
	if l.text == "}" {
		r.open = nil
		return nil
	}
	m := attributeRE.FindStringSubmatch(l.text)
	if m == nil {
		return l.left()
	}
	if len(r.open.members) >= maxParts {
		return l.errorf("more than %d attributes", maxParts)
	}
	text := hide(m[1], notWord) + " " + hide(m[2], notWord) + " " + strings.ReplaceAll(m[3], ",", " ")
	if m[4] != "" {
		text += ` "` + hide(m[4], special) + `"`
	}
	r.open.members = append(r.open.members, text)
	return nil
}

func (r *entities) write() {
	r.put("erDiagram")
	names := map[string]string{}
	for _, b := range r.boxes {
		names[b.name] = r.rename(b.node)
		r.put("%s {", names[b.name])
		for _, m := range b.members {
			r.put("%s", m)
		}
		r.put("}")
	}
	for i, rel := range r.relations {
		r.put("%s %s %s : %s", names[rel[0]], rel[1], names[rel[2]], r.labels[i])
	}
}

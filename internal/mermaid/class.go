package mermaid

import (
	"regexp"
	"strings"
)

var (
	classID     = "(`[^`]+`|[\\pL\\pN_](?:[\\pL\\pN_.]|-[\\pL\\pN_])*)(?:~(.+?)~)?"
	relationRE  = regexp.MustCompile(`^` + classID + `\s*(?:"([^"]*)"\s*)?(<\||<|\*|o)?(--|\.\.)(\|>|>|\*|o)?(?:\s*"([^"]*)")?\s*` + classID + `\s*(?::\s*(.*?))?\s*;?$`)
	declareRE   = regexp.MustCompile(`^class\s+` + classID + `\s*(?:\["([^"]*)"\])?\s*(?::::\s*([\w-]+))?\s*(?:<<\s*(\w+)\s*>>)?\s*(\{?)\s*(\}?)$`)
	memberRE    = regexp.MustCompile(`^` + classID + `\s*:\s*(.+)$`)
	stereoRE    = regexp.MustCompile(`^<<\s*(\w+)\s*>>\s*(?:` + classID + `)?$`)
	shorthandRE = regexp.MustCompile(`^` + classID + `\s*:::\s*([\w-]+)$`)
	cssClassRE  = regexp.MustCompile(`^cssClass\s+"([^"]*)"\s+(\S+?)\s*;?$`)
	methodRE    = regexp.MustCompile(`^([^()]*)\((.*)\)\s*([^()]*)$`)
	genericRE   = regexp.MustCompile(`~([^~]*)~`)
)

// A classes reads a class diagram. Boxes are called by their labels, which
// beautiful-mermaid shows, so all boxes are known before anything is written.
type classes struct {
	*plan
	boxes     []*box
	byID      map[string]*box
	relations []string
	open      *box
}

// A box is a class.
type box struct {
	*node
	stereotype string
	members    []string
}

func readClass(s *source) (*plan, error) {
	if len(strings.Fields(s.header.text)) != 1 {
		return nil, s.header.left()
	}
	r := &classes{plan: newPlan(), byID: map[string]*box{}}
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
		return nil, s.header.errorf("empty class diagram")
	}
	r.write()
	return r.plan, nil
}

// box returns the box of a class, with its generic type.
func (r *classes) box(id, generic string) *box {
	id = strings.Trim(id, "`")
	b := r.byID[id]
	if b == nil {
		b = &box{node: r.node(id)}
		r.byID[id] = b
		r.boxes = append(r.boxes, b)
	}
	if generic != "" {
		b.label = plainLabel(id + "<" + generics(generic) + ">")
	}
	return b
}

// plainLabel is the label of a text that has no markup.
func plainLabel(s string) label { return label{s, hide(s, special), []string{s}} }

// generics writes List~int~ as List<int>.
func generics(s string) string { return genericRE.ReplaceAllString(s, "<$1>") }

func (r *classes) line(l line) error {
	if r.open != nil {
		return r.member(r.open, l)
	}
	if m := relationRE.FindStringSubmatch(l.text); m != nil {
		return r.relation(l, m)
	}
	if m := declareRE.FindStringSubmatch(l.text); m != nil {
		b := r.box(m[1], m[2])
		if m[3] != "" {
			b.label = newLabel(m[3])
		}
		r.class(strings.Trim(m[1], "`"), m[4])
		if m[5] != "" {
			b.stereotype = m[5]
		}
		if m[6] != "" && m[7] == "" {
			r.open = b
		}
		return nil
	}
	if m := stereoRE.FindStringSubmatch(l.text); m != nil && m[2] != "" {
		r.box(m[2], m[3]).stereotype = m[1]
		return nil
	}
	if m := shorthandRE.FindStringSubmatch(l.text); m != nil {
		r.box(m[1], m[2])
		r.class(strings.Trim(m[1], "`"), m[3])
		return nil
	}
	if m := memberRE.FindStringSubmatch(l.text); m != nil {
		return r.member(r.box(m[1], m[2]), line{l.n, m[3]})
	}
	if m := cssClassRE.FindStringSubmatch(l.text); m != nil {
		r.class(m[1], m[2])
		return nil
	}
	if l.text == "}" {
		return l.errorf("} without {")
	}
	if directionRE.MatchString(l.text) || classDefRE.MatchString(l.text) || styleRE.MatchString(l.text) || r.click(l) {
		return nil
	}
	return l.left()
}

// member reads a line in a class: a stereotype, a method or an attribute.
// Both are written so that they are shown as they stand, but for $ and *,
// which say that one is static or abstract.
func (r *classes) member(b *box, l line) error {
	if l.text == "}" && b == r.open {
		r.open = nil
		return nil
	}
	if m := stereoRE.FindStringSubmatch(l.text); m != nil && m[2] == "" {
		b.stereotype = m[1]
		return nil
	}
	if len(b.members) >= maxParts {
		return l.errorf("more than %d members", maxParts)
	}
	text := generics(strings.TrimSuffix(l.text, ";"))
	var visible, mark string
	if strings.ContainsAny(text[:min(1, len(text))], "+-#~") {
		visible, text = text[:1], strings.TrimSpace(text[1:])
	}
	for _, m := range []string{"$", "*"} {
		if t, ok := strings.CutSuffix(text, m); ok {
			text, mark = strings.TrimSpace(t), m
		}
	}
	if text == "" {
		return l.left()
	}
	all := func(s string) string { return hide(s, notWord) }
	if m := methodRE.FindStringSubmatch(text); m != nil && m[1] != "" {
		end := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(m[3]), ":"))
		text = all(m[1]) + mark + "(" + all(m[2]) + ") " + all(end)
	} else {
		text = all(text) + mark
	}
	b.members = append(b.members, visible+text)
	return nil
}

// relation reads a line such as A "1" <|-- "*" B : label. Boxes may still
// change their labels, so it is written with their numbers.
func (r *classes) relation(l line, m []string) error {
	from, to := r.box(m[1], m[2]), r.box(m[8], m[9])
	left, right := m[4], m[6]
	if left != "" && right != "" {
		return l.left()
	}
	dashed := m[5] == ".."
	if dashed && (left+right == "*" || left+right == "o") {
		return l.left()
	}
	arrow := left + m[5] + right
	if left+right == "" {
		r.plain[r.edges] = true
		arrow = m[5] + ">"
	}
	r.edges++
	quote := func(s string) string {
		if s == "" {
			return ""
		}
		return `"` + hide(s, special) + `" `
	}
	text := from.name + " " + quote(m[3]) + arrow + " " + quote(m[7]) + to.name
	if t := newLabel(m[10]); t.plain != "" {
		text += " : " + t.text
	}
	r.relations = append(r.relations, text)
	return nil
}

// write writes the boxes, and the relations between them.
func (r *classes) write() {
	r.put("classDiagram")
	names := map[string]string{}
	for _, b := range r.boxes {
		names[b.name] = r.rename(b.node)
		r.put("class %s {", names[b.name])
		if b.stereotype != "" {
			r.put("<<%s>>", b.stereotype)
		}
		for _, m := range b.members {
			r.put("%s", m)
		}
		r.put("}")
	}
	for _, relation := range r.relations {
		from, rest, _ := strings.Cut(relation, " ")
		head, text, labelled := strings.Cut(rest, " : ")
		at := strings.LastIndexByte(head, ' ') + 1
		out := names[from] + " " + head[:at] + names[head[at:]]
		if labelled {
			out += " : " + text
		}
		r.put("%s", out)
	}
}

package mermaid

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shapes are the brackets around the text of a node, longest first, with the
// brackets that beautiful-mermaid reads. It knows no parallelogram: that is a
// trapezium whose top is moved when it has been drawn.
var shapes = []struct {
	open, close string
	as          [2]string
	lean        int
}{
	{"(((", ")))", [2]string{"(((", ")))"}, 0},
	{"((", "))", [2]string{"((", "))"}, 0},
	{"([", "])", [2]string{"([", "])"}, 0},
	{"[[", "]]", [2]string{"[[", "]]"}, 0},
	{"[(", ")]", [2]string{"[(", ")]"}, 0},
	{"[/", `\]`, [2]string{"[/", `\]`}, 0},
	{"[/", "/]", [2]string{"[/", `\]`}, 1},
	{`[\`, "/]", [2]string{`[\`, "/]"}, 0},
	{`[\`, `\]`, [2]string{"[/", `\]`}, -1},
	{"{{", "}}", [2]string{"{{", "}}"}, 0},
	{"[", "]", [2]string{"[", "]"}, 0},
	{"(", ")", [2]string{"(", ")"}, 0},
	{"{", "}", [2]string{"{", "}"}, 0},
	{">", "]", [2]string{">", "]"}, 0},
}

var (
	flowHeadRE  = regexp.MustCompile(`^(?:graph|flowchart)(?:\s+(TD|TB|LR|BT|RL|>|<|\^|v))?\s*(?:;(.*))?$`)
	subgraphRE  = regexp.MustCompile(`^subgraph(?:\s+(.+?))?\s*;?$`)
	groupRE     = regexp.MustCompile(`^([^\s"\[\]]+)\s*\[(.*)\]$`)
	directionRE = regexp.MustCompile(`^direction\s+(TD|TB|LR|BT|RL)\s*;?$`)
	classDefRE  = regexp.MustCompile(`^classDef\s+(\S+)\s+(.+?)\s*;?$`)
	classRE     = regexp.MustCompile(`^class\s+(\S+(?:\s*,\s*\S+)*)\s+(\S+?)\s*;?$`)
	styleRE     = regexp.MustCompile(`^style\s+(\S+)\s+(.+?)\s*;?$`)
	linkStyleRE = regexp.MustCompile(`^linkStyle\s+(default|[\d,\s]+?)\s+(.+?)\s*;?$`)
	classOfRE   = regexp.MustCompile(`^:::([\w-]+)`)

	linkRE  = regexp.MustCompile(`^\s*([xo<]?)(--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?|~~~+)\s*`)
	openRE  = regexp.MustCompile(`^\s*([xo<]?)(--|==|-\.)\s*`)
	closeRE = map[string]*regexp.Regexp{
		"--": regexp.MustCompile(`--+[-xo>]\s*`),
		"==": regexp.MustCompile(`==+[=xo>]\s*`),
		"-.": regexp.MustCompile(`\.+-[xo>]?\s*`),
	}
	pipeRE = regexp.MustCompile(`^\|\s*("[^"]*"|[^|"]*)\s*\|\s*`)
)

// A flow reads a flow chart. The first pass finds what each node is, wherever
// that is said; then the statements are written in their order.
type flow struct {
	*plan
	statements []statement
	groups     map[string]label // by name
	brackets   map[string][2]string
	home       map[string]string // the group of a node
	stack      []string          // groups that are open
	defs       map[string]string // classDef
	classes    map[string][]string
	styles     map[string]string
	linkStyles []linkStyle
	links      []int // the edges that are drawn, by those of the source; -1
}

type linkStyle struct {
	which string // default, or numbers
	style string
}

// A statement is a line to be written: a chain of nodes and edges, or other
// text in a group.
type statement struct {
	group string
	text  string
	chain []string // nodes joined by &, edge, nodes, …; nodes begin with \x00
}

func readFlow(s *source) (*plan, error) {
	m := flowHeadRE.FindStringSubmatch(s.header.text)
	if m == nil {
		return nil, s.header.errorf("a flow chart begins with flowchart and TB, BT, LR or RL: %q", s.header.text)
	}
	direction, ok := map[string]string{"": "TB", ">": "LR", "<": "RL", "^": "BT", "v": "TB"}[m[1]]
	if !ok {
		direction = m[1]
	}
	f := &flow{
		plan: newPlan(), groups: map[string]label{}, brackets: map[string][2]string{}, home: map[string]string{},
		defs: map[string]string{}, classes: map[string][]string{}, styles: map[string]string{},
	}
	lines := joinQuoted(s.lines)
	if m[2] != "" {
		lines = append([]line{{s.header.n, strings.TrimSpace(m[2])}}, lines...)
	}
	for _, l := range lines {
		if err := f.line(l); err != nil {
			return nil, err
		}
		if err := f.full(l); err != nil {
			return nil, err
		}
	}
	if len(f.stack) > 0 {
		return nil, s.header.errorf("%d subgraphs without end", len(f.stack))
	}
	if len(f.statements) == 0 {
		return nil, s.header.errorf("empty flow chart")
	}
	f.put("flowchart %s", direction)
	f.write()
	return f.plan, nil
}

// joinQuoted joins the lines of a text in quotes.
func joinQuoted(lines []line) []line {
	var all []line
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		for strings.Count(l.text, `"`)%2 == 1 && i+1 < len(lines) {
			i++
			l.text += "<br>" + lines[i].text
		}
		all = append(all, l)
	}
	return all
}

// group is the innermost that is open.
func (f *flow) group() string {
	if len(f.stack) == 0 {
		return ""
	}
	return f.stack[len(f.stack)-1]
}

func (f *flow) say(text string) {
	f.statements = append(f.statements, statement{group: f.group(), text: text})
}

// line reads one line.
func (f *flow) line(l line) error {
	if m := subgraphRE.FindStringSubmatch(l.text); m != nil {
		return f.subgraph(l, m[1])
	}
	if text := strings.TrimRight(l.text, "; "); text == "end" {
		if len(f.stack) == 0 {
			return l.errorf("end without subgraph")
		}
		f.stack = f.stack[:len(f.stack)-1]
		f.say("end")
		return nil
	}
	if m := directionRE.FindStringSubmatch(l.text); m != nil && len(f.stack) > 0 {
		f.say("direction " + m[1])
		return nil
	}
	if m := classDefRE.FindStringSubmatch(l.text); m != nil {
		for name := range strings.SplitSeq(m[1], ",") {
			f.defs[name] = m[2]
		}
		return nil
	}
	if m := classRE.FindStringSubmatch(l.text); m != nil {
		for id := range strings.SplitSeq(m[1], ",") {
			f.classOf(strings.TrimSpace(id), m[2])
		}
		return nil
	}
	if m := styleRE.FindStringSubmatch(l.text); m != nil {
		for id := range strings.SplitSeq(m[1], ",") {
			f.styles[f.name(id)] += "," + m[2]
		}
		return nil
	}
	if m := linkStyleRE.FindStringSubmatch(l.text); m != nil {
		f.linkStyles = append(f.linkStyles, linkStyle{m[1], m[2]})
		return nil
	}
	if f.click(l) {
		return nil
	}
	return f.chain(l)
}

func (f *flow) classOf(id, class string) {
	f.class(id, class)
	name := f.name(id)
	f.classes[name] = append(f.classes[name], class)
}

// subgraph opens a group: an id, an id with a label, or a label.
func (f *flow) subgraph(l line, rest string) error {
	id, text := rest, rest
	if m := groupRE.FindStringSubmatch(rest); m != nil {
		id, text = m[1], m[2]
	}
	if id == "" {
		id, text = "subgraph "+strings.Repeat("'", l.n), " "
	}
	name := f.name(unquote(id))
	if _, twice := f.groups[name]; twice {
		return l.left()
	}
	f.groups[name], f.home[name] = newLabel(text), f.group()
	f.say("subgraph " + name + " [" + f.groups[name].text + "]")
	f.stack = append(f.stack, name)
	return nil
}

// chain reads nodes and edges: A & B --> C -- text --> D.
func (f *flow) chain(l line) error {
	rest := l.text
	for rest != "" {
		st := statement{group: f.group()}
		names, err := f.members(l, &rest)
		if err != nil {
			return err
		}
		st.chain = append(st.chain, "\x00"+strings.Join(names, "&"))
		for {
			rest = strings.TrimSpace(rest)
			if after, ok := strings.CutPrefix(rest, ";"); ok || rest == "" {
				rest = strings.TrimSpace(after)
				break
			}
			edge, err := f.edge(l, &rest)
			if err != nil {
				return err
			}
			next, err := f.members(l, &rest)
			if err != nil {
				return err
			}
			if err := f.count(l, len(names)*len(next), edge != ""); err != nil {
				return err
			}
			if edge == "" {
				f.statements = append(f.statements, st)
				st = statement{group: f.group()}
			} else {
				st.chain = append(st.chain, edge)
			}
			st.chain = append(st.chain, "\x00"+strings.Join(next, "&"))
			names = next
		}
		f.statements = append(f.statements, st)
	}
	return nil
}

// count numbers edges as linkStyle does, and as they are drawn.
func (f *flow) count(l line, n int, drawn bool) error {
	if len(f.links)+n > maxParts {
		return l.errorf("more than %d edges", maxParts)
	}
	for range n {
		if !drawn {
			f.links = append(f.links, -1)
			continue
		}
		f.links = append(f.links, f.edges)
		f.edges++
	}
	return nil
}

// members reads nodes joined by &.
func (f *flow) members(l line, rest *string) ([]string, error) {
	var names []string
	for {
		*rest = strings.TrimLeft(*rest, " \t")
		id := nodeID(*rest)
		if id == "" || id == "end" {
			if strings.HasPrefix(*rest, "-") || *rest == "" {
				return nil, l.errorf("a node is missing in %q", l.text)
			}
			return nil, l.left()
		}
		*rest = (*rest)[len(id):]
		if err := f.shape(l, id, rest); err != nil {
			return nil, err
		}
		if m := classOfRE.FindStringSubmatch(*rest); m != nil {
			f.classOf(id, m[1])
			*rest = (*rest)[len(m[0]):]
		}
		names = append(names, f.name(id))
		after, more := strings.CutPrefix(strings.TrimLeft(*rest, " \t"), "&")
		if !more {
			return names, nil
		}
		*rest = after
	}
}

// nodeID returns the id that s begins with. Dashes and dots are part of it
// when they cannot be part of an edge.
func nodeID(s string) string {
	for i, c := range s {
		if unicode.In(c, unicode.L, unicode.N, unicode.M) || c == '_' {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(c):])
		inner := unicode.In(next, unicode.L, unicode.N) || next == '_'
		if strings.ContainsRune("-./+#$!?*", c) && i > 0 && inner && !linkRE.MatchString(s[i:]) && !openRE.MatchString(s[i:]) {
			continue
		}
		return s[:i]
	}
	return s
}

// shape reads the brackets of a node with its label, if it has any.
func (f *flow) shape(l line, id string, rest *string) error {
	n := f.node(id)
	if g := f.group(); g != "" && f.home[n.name] == "" {
		f.home[n.name] = g
	}
	if strings.HasPrefix(*rest, "@") || strings.HasPrefix(*rest, "(-") {
		return l.left()
	}
	for _, shape := range shapes {
		inner, ok := strings.CutPrefix(*rest, shape.open)
		if !ok {
			continue
		}
		text, after, ok := bracketed(inner, shape.close)
		if !ok {
			continue
		}
		if len(shape.open) > 1 && strings.Contains(unquote(text), "]") {
			continue
		}
		n.label, n.lean = newLabel(text), shape.lean
		f.brackets[n.name] = shape.as
		*rest = after
		return nil
	}
	if *rest != "" && strings.ContainsAny((*rest)[:1], "[({>") {
		return l.errorf("the bracket of node %q is not closed", id)
	}
	return nil
}

// bracketed reads a text up to the closing bracket; one in quotes may hold
// brackets.
func bracketed(s, closing string) (text, after string, ok bool) {
	if t := strings.TrimLeft(s, " \t"); strings.HasPrefix(t, `"`) {
		quoted, rest, ok := strings.Cut(t[1:], `"`)
		after, closed := strings.CutPrefix(strings.TrimLeft(rest, " \t"), closing)
		return `"` + quoted + `"`, after, ok && closed
	}
	text, after, ok = strings.Cut(s, closing)
	return text, after, ok && !strings.ContainsAny(text, `"`)
}

// edge reads an edge with its label and returns it as beautiful-mermaid reads
// it: "" for one that is not to be seen.
func (f *flow) edge(l line, rest *string) (string, error) {
	var start, body, text string
	if m := linkRE.FindStringSubmatch(*rest); m != nil {
		start, body, *rest = m[1], m[2], (*rest)[len(m[0]):]
		if p := pipeRE.FindStringSubmatch(*rest); p != nil {
			text, *rest = p[1], (*rest)[len(p[0]):]
		}
	} else if m := openRE.FindStringSubmatch(*rest); m != nil {
		inner := (*rest)[len(m[0]):]
		end := closeRE[m[2]].FindStringIndex(inner)
		if end == nil {
			return "", l.errorf("an arrow is not closed in %q", l.text)
		}
		start, body, text, *rest = m[1], m[2]+strings.TrimSpace(inner[end[0]:end[1]]), inner[:end[0]], inner[end[1]:]
	} else if strings.HasPrefix(*rest, "->") {
		return "", l.errorf("an arrow is --> and not ->: %q", l.text)
	} else {
		return "", l.left()
	}
	if body[0] == '~' {
		return "", nil
	}
	head := body[len(body)-1:]
	if strings.ContainsAny(start+head, "xo") {
		return "", l.left()
	}
	arrow := map[byte]string{'-': "--", '=': "=="}[body[0]]
	if strings.Contains(body, ".") {
		arrow = "-.-"
	}
	if head == ">" {
		arrow += ">"
	} else if arrow != "-.-" {
		arrow += arrow[:1]
	}
	if start == "<" {
		arrow = "<" + arrow
	}
	if t := newLabel(text); t.plain != "" {
		arrow += "|" + t.text + "|"
	}
	return arrow, nil
}

// crossing reports whether an edge leads into a group or out of it. As in
// Mermaid a group has no direction of its own then.
func (f *flow) crossing() bool {
	for _, st := range f.statements {
		home, some := "", false
		for _, part := range st.chain {
			names, ok := strings.CutPrefix(part, "\x00")
			if !ok {
				continue
			}
			for name := range strings.SplitSeq(names, "&") {
				if some && f.home[name] != home {
					return true
				}
				home, some = f.home[name], true
			}
		}
	}
	return false
}

// write writes the statements. A node is described when it is first met, and
// in its group.
func (f *flow) write() {
	described, crossing := map[string]bool{}, f.crossing()
	for _, st := range f.statements {
		if st.chain == nil && crossing && strings.HasPrefix(st.text, "direction ") {
			continue
		}
		if st.chain == nil {
			f.put("%s", st.text)
			continue
		}
		var b strings.Builder
		for _, part := range st.chain {
			names, ok := strings.CutPrefix(part, "\x00")
			if !ok {
				b.WriteString(" " + part + " ")
				continue
			}
			for i, name := range strings.Split(names, "&") {
				if i > 0 {
					b.WriteString(" & ")
				}
				b.WriteString(f.mention(name, st.group, described))
			}
		}
		f.put("%s", b.String())
	}
	f.writeStyles(described)
}

func (f *flow) mention(name, group string, described map[string]bool) string {
	if _, is := f.groups[name]; is {
		return name
	}
	here := name + "\x00" + group
	if described[name] && (group == "" || f.home[name] != group || described[here]) {
		return name
	}
	described[name], described[here] = true, true
	shape, ok := f.brackets[name]
	if !ok {
		shape = [2]string{"[", "]"}
	}
	return name + shape[0] + f.nodes[name].label.text + shape[1]
}

// writeStyles writes the colours that the source asks for.
func (f *flow) writeStyles(described map[string]bool) {
	for _, id := range slices.Sorted(maps.Keys(f.ids)) {
		name := f.name(id)
		if !described[name] {
			continue
		}
		style := f.defs["default"]
		for _, class := range f.classes[name] {
			style += "," + f.defs[class]
		}
		if style = cleanStyle(style + "," + f.styles[name]); style != "" {
			f.put("style %s %s", name, style)
		}
	}
	for _, ls := range f.linkStyles {
		style := cleanStyle(ls.style)
		if style == "" {
			continue
		}
		if ls.which == "default" {
			f.put("linkStyle default %s", style)
			continue
		}
		for number := range strings.SplitSeq(ls.which, ",") {
			i, err := strconv.Atoi(strings.TrimSpace(number))
			if err == nil && i < len(f.links) && f.links[i] >= 0 {
				f.put("linkStyle %d %s", f.links[i], style)
			}
		}
	}
}

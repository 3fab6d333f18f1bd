package mermaid

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// A source is a diagram's text, taken apart.
type source struct {
	kind   *kind
	header line
	lines  []line // what follows the header, without comments
	// title stands above the drawing; name and descr are what a screen reader
	// says of it.
	title, name, descr string
}

// A line is one of the source, without space around it.
type line struct {
	n    int // counted from 1
	text string
}

// errorf returns an error in the line.
func (l line) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %s", l.n, short(fmt.Sprintf(format, args...)))
}

// left leaves the diagram to the browser, because of the line.
func (l line) left() error {
	return fmt.Errorf("line %d: %q: %w", l.n, short(l.text), ErrKind)
}

// A kind is one of Mermaid's kinds of diagram.
type kind struct {
	class string // of the drawing, after mermaid-
	name  string // for a reader
	read  func(*source) (*plan, error)
}

var (
	flowKind     = &kind{"flow", "Flow chart", readFlow}
	stateKind    = &kind{"state", "State diagram", readState}
	classKind    = &kind{"class", "Class diagram", readClass}
	erKind       = &kind{"er", "Entity relationship diagram", readER}
	chartKind    = &kind{"chart", "Chart", readChart}
	sequenceKind = &kind{"sequence", "Sequence diagram", readSequence}
)

// kinds are those that are drawn here, by the word that a source begins with.
var kinds = map[string]*kind{
	"graph":           flowKind,
	"flowchart":       flowKind,
	"stateDiagram":    stateKind,
	"stateDiagram-v2": stateKind,
	"classDiagram":    classKind,
	"classDiagram-v2": classKind,
	"erDiagram":       erKind,
	"xychart":         chartKind,
	"xychart-beta":    chartKind,
	"sequenceDiagram": sequenceKind,
}

// others are the kinds that Mermaid 11 has besides.
var others = set(`C4Component C4Container C4Context C4Deployment C4Dynamic
	architecture architecture-beta block block-beta cynefin-beta eventmodeling
	flowchart-elk gantt gitGraph info ishikawa ishikawa-beta journey kanban
	mindmap packet packet-beta pie quadrantChart radar-beta
	railroad-abnf-beta railroad-beta railroad-ebnf-beta railroad-peg-beta
	requirement requirementDiagram sankey sankey-beta swimlane-beta timeline
	treeView-beta treemap treemap-beta venn-beta wardley-beta zenuml`)

func set(names string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		m[name] = true
	}
	return m
}

// Kind returns the word that says which kind of diagram a source is, such as
// flowchart or gantt, or "".
func Kind(text string) string {
	s := source{}
	if s.split(text) != nil {
		return ""
	}
	return s.word()
}

var wordRE = regexp.MustCompile(`^[A-Za-z][\w-]*`)

func (s *source) word() string { return wordRE.FindString(s.header.text) }

// parse takes a text apart and finds its kind.
func parse(text string) (*source, error) {
	s := &source{}
	if err := s.split(text); err != nil {
		return nil, err
	}
	word := s.word()
	s.kind = kinds[word]
	switch {
	case others[word]:
		return nil, fmt.Errorf("%s: %w", word, ErrKind)
	case s.kind == nil:
		first, _, _ := strings.Cut(s.header.text, " ")
		return nil, s.header.errorf("unknown kind of diagram %q", first)
	}
	return s, nil
}

var directiveRE = regexp.MustCompile(`(?s)%%\{.*?\}%%`)

// split finds the lines, and what a diagram of any kind may say of itself. A
// directive, %%{init: …}%%, sets what is not drawn here.
func (s *source) split(text string) error {
	text = strings.TrimPrefix(strings.ToValidUTF8(text, string(unicode.ReplacementChar)), "\ufeff")
	text = strings.Map(printable, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
	text = directiveRE.ReplaceAllStringFunc(text, func(d string) string {
		return strings.Repeat("\n", strings.Count(d, "\n"))
	})
	var all []line
	for t := range strings.SplitSeq(text, "\n") {
		all = append(all, line{len(all) + 1, strings.TrimSpace(t)})
	}
	all = s.frontMatter(all)
	for i := 0; i < len(all); i++ {
		l := all[i]
		switch {
		case l.text == "" || strings.HasPrefix(l.text, "%%"):
		case s.header.text == "":
			s.header = l
		case strings.HasPrefix(l.text, "accTitle"):
			_, s.name, _ = strings.Cut(l.text, ":")
		case strings.HasPrefix(l.text, "accDescr"):
			_, after, block := strings.Cut(l.text, "{")
			if !block {
				_, s.descr, _ = strings.Cut(l.text, ":")
				break
			}
			for !strings.Contains(after, "}") && i+1 < len(all) {
				i++
				after += " " + all[i].text
			}
			s.descr, _, _ = strings.Cut(after, "}")
		default:
			s.lines = append(s.lines, l)
		}
	}
	if s.header.text == "" {
		return errors.New("empty diagram")
	}
	s.name, s.descr = short(s.name), strings.Join(strings.Fields(s.descr), " ")
	return nil
}

// frontMatter returns the lines after a block between --- lines, of which
// only the title counts. Comments may stand before it.
func (s *source) frontMatter(all []line) []line {
	start := 0
	for start < len(all) && (all[start].text == "" || strings.HasPrefix(all[start].text, "%%")) {
		start++
	}
	if start == len(all) || all[start].text != "---" {
		return all
	}
	for i := start + 1; i < len(all); i++ {
		if title, ok := strings.CutPrefix(all[i].text, "title:"); ok {
			s.title = unquote(strings.TrimSpace(title))
		}
		if all[i].text == "---" {
			return all[i+1:]
		}
	}
	return all
}

// printable drops what XML cannot hold, and what hide uses.
func printable(c rune) rune {
	switch {
	case c == '\n' || c == '\t':
		return c
	case unicode.IsControl(c), c == 0xfffe || c == 0xffff, hidden <= c && c < hidden+128:
		return -1
	}
	return c
}

// unquote takes the quotes off a text that is quoted.
func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

package note

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/text/language"

	"notesite/internal/problem"
)

// FrontMatter is what the properties at the top of a note say (rules
// 115-132). The zero value is a note without any.
type FrontMatter struct {
	Title       string
	Description string
	Permalink   string // address asked for, without slashes around it
	Image       string // the image or cover property: a vault path or URL
	Tags        []string
	Aliases     []string
	CSSClasses  []string
	Date        time.Time // zero: none
	Modified    time.Time // the modified, updated or lastmod property; zero: none
	Lang        string    // the language of the note, as BCP 47 names it; empty: the site's
	Dir         string    // the dir or direction property, "ltr" or "rtl"; empty: by its language
	Unpublished bool      // publish: false, or draft: true
	// Properties are all of them, in the order written.
	Properties []Property
}

// A Property is one key of the front matter and its value.
type Property struct {
	Key   string
	Value Value
}

// A Value is what a property holds: a scalar, a list or a map. Text of a
// scalar is as written; a null is a Value with neither Text, List nor Map.
type Value struct {
	Text   string
	Quoted bool // a string by its quotes, whatever it looks like
	List   []Value
	Map    []Property
	Offset int // where it begins in Note.Source
}

// maxFrontMatter bounds the YAML that is read; more is not properties but
// data, and is refused with a problem.
const maxFrontMatter = 256 << 10

// maxDepth bounds the nesting of lists and maps.
const maxDepth = 64

// readFrontMatter reads the properties and blanks their bytes in Source, so
// that every offset of the rest stays true.
func (n *Note) readFrontMatter() {
	start, end, bodyStart := frontMatterSpan(n.Source)
	if bodyStart == 0 {
		return
	}
	n.readYAML(n.Source[start:end])
	for i := range bodyStart {
		if n.Source[i] != '\n' && n.Source[i] != '\r' {
			n.Source[i] = ' '
		}
	}
}

func (n *Note) readYAML(raw []byte) {
	if len(raw) > maxFrontMatter {
		n.badFrontMatter(0, fmt.Sprintf("front matter of %d kB is not read", len(raw)>>10), "keep it below 256 kB")
		n.FrontMatter.Unpublished = saysUnpublished(raw)
		return
	}
	file, err := parser.ParseBytes(raw, 0)
	if err != nil {
		offset, message := 0, err.Error()
		var yamlErr yaml.Error
		if errors.As(err, &yamlErr) {
			message = yamlErr.GetMessage()
			if tok := yamlErr.GetToken(); tok != nil && tok.Position != nil {
				offset = n.yamlOffset(tok.Position.Line, tok.Position.Column)
			}
		}
		n.badFrontMatter(offset, "front matter is not YAML: "+message, "the note is shown without its properties")
		n.FrontMatter.Unpublished = saysUnpublished(raw)
		return
	}
	r := yamlReader{note: n, anchors: map[string]Value{}}
	for _, doc := range file.Docs {
		root := r.value(doc.Body, 0)
		if root.Map == nil && !root.null() {
			n.badFrontMatter(root.Offset, "front matter is not a list of properties",
				`write each as "name: value", or begin the note with something other than ---`)
			continue
		}
		n.FrontMatter.Properties = append(n.FrontMatter.Properties, root.Map...)
	}
	n.readProperties()
}

// frontMatterSpan finds the YAML between the first line, which must be ---,
// and the next such line. bodyStart is 0 when there is none.
func frontMatterSpan(src []byte) (start, end, bodyStart int) {
	first, rest, ok := bytes.Cut(src, []byte("\n"))
	if !ok || !isFence(first) || first[0] != '-' {
		return 0, 0, 0
	}
	start = len(first) + 1
	for at := start; ; {
		line, after, more := bytes.Cut(rest, []byte("\n"))
		if isFence(line) {
			if more {
				return start, at, at + len(line) + 1
			}
			return start, at, at + len(line)
		}
		if !more {
			return 0, 0, 0
		}
		at, rest = at+len(line)+1, after
	}
}

// isFence reports whether a line is --- and nothing else but trailing space.
func isFence(line []byte) bool {
	return bytes.HasPrefix(line, []byte("---")) && len(bytes.TrimRight(line[3:], " \t\r")) == 0
}

// yamlOffset turns goccy's line and column in the YAML, both from 1 and in
// characters, into an offset of Source. The YAML begins on line 2.
func (n *Note) yamlOffset(line, column int) int {
	if line < 1 || line >= len(n.lines) {
		return 0
	}
	at := int(n.lines[line])
	for range column - 1 {
		if at >= len(n.Source) || n.Source[at] == '\n' {
			break
		}
		at++
		for at < len(n.Source) && n.Source[at]&0xC0 == 0x80 {
			at++
		}
	}
	return at
}

func (n *Note) badFrontMatter(offset int, message, hint string) {
	n.Problems = append(n.Problems, problem.Problem{
		Pos: n.Position(offset), Rule: problem.BadFrontMatter, Severity: problem.Error,
		Message: strings.ReplaceAll(message, "\n", " "), Hint: hint,
	})
}

var unpublishedLine = regexp.MustCompile(`(?mi)^\s*["']?(publish["']?\s*:\s*["']?(false|no|off)|draft["']?\s*:\s*["']?(true|yes|on))\b`)

// saysUnpublished looks for the author's wish not to publish in front
// matter that could not be read: better a page missing than one leaked.
func saysUnpublished(raw []byte) bool { return unpublishedLine.Match(raw) }

// A yamlReader turns goccy's tree into Values. Aliases share the value of
// their anchor, so that a few lines cannot grow into a great tree.
type yamlReader struct {
	note    *Note
	anchors map[string]Value
}

func (r *yamlReader) value(node ast.Node, depth int) Value {
	var v Value
	if node == nil || depth > maxDepth {
		return v
	}
	if tok := node.GetToken(); tok != nil && tok.Position != nil {
		v.Offset = r.note.yamlOffset(tok.Position.Line, tok.Position.Column)
	}
	switch node := node.(type) {
	case *ast.NullNode:
	case *ast.MappingNode:
		v.Map = []Property{}
		for _, pair := range node.Values {
			v.Map = append(v.Map, r.property(pair, depth))
		}
	case *ast.MappingValueNode:
		v.Map = []Property{r.property(node, depth)}
	case *ast.SequenceNode:
		v.List = []Value{}
		for _, item := range node.Values {
			v.List = append(v.List, r.value(item, depth+1))
		}
	case *ast.AnchorNode:
		v = r.value(node.Value, depth+1)
		r.anchors[node.Name.String()] = v
	case *ast.AliasNode:
		v = r.anchors[node.Value.String()]
	case *ast.TagNode:
		v = r.value(node.Value, depth+1)
	case *ast.StringNode:
		v.Text = node.Value
		v.Quoted = node.Token != nil && strings.ContainsAny(node.Token.Origin, `"'`)
	case *ast.LiteralNode:
		v.Text, v.Quoted = node.Value.Value, true
	case ast.ScalarNode:
		v.Text = node.GetToken().Value
	}
	return v
}

func (r *yamlReader) property(pair *ast.MappingValueNode, depth int) Property {
	key := pair.Key.GetToken().Value
	if key == "" {
		key = strings.Trim(pair.Key.String(), `"'`)
	}
	return Property{Key: key, Value: r.value(pair.Value, depth+1)}
}

func (v Value) null() bool { return v.Text == "" && !v.Quoted && v.List == nil && v.Map == nil }

// Bool reports whether the value is written as a truth value, and which.
func (v Value) Bool() (value, ok bool) {
	switch strings.ToLower(v.Text) {
	case "true", "yes", "on":
		return true, true
	case "false", "no", "off":
		return false, true
	}
	return false, false
}

// strings returns a scalar as a list of one and a list's scalars; null items
// are left out (rule 122).
func (v Value) strings() []string {
	if v.Text != "" {
		return []string{v.Text}
	}
	var out []string
	for _, item := range v.List {
		if item.Text != "" {
			out = append(out, strings.TrimSpace(item.Text))
		}
	}
	return out
}

// readProperties gives the properties that notesite knows their meaning.
func (n *Note) readProperties() {
	fm := &n.FrontMatter
	for _, p := range fm.Properties {
		switch strings.ToLower(p.Key) {
		case "title":
			fm.Title = oneLine(p.Value.Text)
		case "description":
			fm.Description = oneLine(p.Value.Text)
		case "permalink":
			fm.Permalink = strings.Trim(p.Value.Text, "/ ")
		case "image", "cover":
			if all := p.Value.strings(); fm.Image == "" && len(all) > 0 {
				fm.Image = strings.TrimSpace(all[0])
			}
		case "tags":
			fm.Tags = n.frontMatterTags(p.Value)
		case "aliases":
			fm.Aliases = p.Value.strings()
		case "cssclasses":
			for _, s := range p.Value.strings() {
				fm.CSSClasses = append(fm.CSSClasses, strings.Fields(s)...)
			}
		case "date":
			if p.Value.Text != "" {
				fm.Date = n.date(p.Value)
			}
		case "modified", "updated", "lastmod":
			// Not among Obsidian's own, so other things may be meant by it.
			fm.Modified, _ = parseDate(p.Value.Text)
		case "lang":
			if tag, err := language.Parse(p.Value.Text); err == nil {
				fm.Lang = tag.String()
			}
		case "dir", "direction":
			if dir := strings.ToLower(p.Value.Text); dir == "ltr" || dir == "rtl" {
				fm.Dir = dir
			}
		case "publish":
			if published, ok := p.Value.Bool(); ok && !published {
				fm.Unpublished = true
			}
		case "draft":
			if draft, ok := p.Value.Bool(); ok && draft {
				fm.Unpublished = true
			}
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// frontMatterTags reads the tags property: a list, or a single tag. The
// leading # is optional (rule 121). Several tags in one string, which
// Obsidian stopped reading in 1.9, are split with a warning (rule 120).
func (n *Note) frontMatterTags(v Value) []string {
	var tags []string
	for _, s := range v.strings() {
		s = strings.TrimPrefix(strings.TrimSpace(s), "#")
		if validTag(s) {
			tags = append(tags, s)
			continue
		}
		parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
		var good []string
		for _, part := range parts {
			if part = strings.TrimPrefix(part, "#"); validTag(part) {
				good = append(good, part)
			}
		}
		if len(parts) > 1 && len(good) == len(parts) {
			n.warn(v.Offset, problem.BadFrontMatter, fmt.Sprintf("tags in one string: %q", s), "write them as a list: tags: ["+strings.Join(good, ", ")+"]")
		} else {
			n.warn(v.Offset, problem.BadFrontMatter, fmt.Sprintf("%q is not a tag", s), "a tag has letters, digits, - _ and /, and not digits alone")
		}
		tags = append(tags, good...)
	}
	return tags
}

// dateLayouts are Obsidian's date and datetime, and RFC 3339 (rule 129).
var dateLayouts = []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.RFC3339}

func parseDate(s string) (time.Time, bool) {
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func (n *Note) date(v Value) time.Time {
	if t, ok := parseDate(v.Text); ok {
		return t
	}
	n.warn(v.Offset, problem.BadFrontMatter, fmt.Sprintf("%s is not a date", strconv.Quote(v.Text)), "write it as 2006-01-02")
	return time.Time{}
}

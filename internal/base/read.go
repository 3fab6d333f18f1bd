package base

import (
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// A filter says which files are shown: a condition, or filters joined by
// "and", "or" or "not" (none of them). The zero filter lets all pass.
type filter struct {
	op        string // "", "is", "and", "or" or "not"
	condition *expression
	of        []filter
}

// A property is something that a file has, as a column, sort or group names it.
type property struct {
	id         string // with its prefix: "note.status", "file.name", "formula.x"
	expression *expression
}

// A sortKey orders rows or groups by a property.
type sortKey struct {
	property
	descending bool
}

// read fills the base from its YAML.
func (b *Base) read(src string) error {
	r, root, err := parseYAML(src)
	if err != nil {
		return err
	}
	sections, err := r.mapping(root, "a base")
	if err != nil {
		return err
	}
	for _, section := range sections {
		switch section.key {
		case "filters":
			b.filter, err = r.filter(section.value, 0)
		case "formulas":
			err = r.expressions(section.value, "formulas", b.formulas)
		case "summaries":
			err = r.expressions(section.value, "summaries", b.summaries)
		case "properties":
			err = r.displayNames(section.value, b.displayNames)
		case "views":
			err = r.views(section.value, b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *yamlReader) filter(node ast.Node, depth int) (filter, error) {
	node, err := r.value(node)
	if node == nil || err != nil {
		return filter{}, err
	}
	if depth > maxDepth {
		return filter{}, r.errorAt(node, "filters are nested too deeply")
	}
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	case *ast.SequenceNode:
		return filter{}, r.errorAt(node, `a list of filters needs "and:", "or:" or "not:" before it`)
	default:
		s, err := r.scalar(node, "a filter")
		if err != nil || strings.TrimSpace(s.text) == "" {
			return filter{}, err
		}
		condition, err := parseExpression(s)
		return filter{op: "is", condition: condition}, err
	}
	entries, err := r.mapping(node, "a filter")
	if err != nil {
		return filter{}, err
	}
	if len(entries) > 1 {
		return filter{}, r.errorAt(entries[1].at, "a filter has one of and, or, not; %q is a second", entries[1].key)
	}
	f := filter{}
	for _, e := range entries {
		f.op = e.key
		if f.op != "and" && f.op != "or" && f.op != "not" {
			return f, r.errorAt(e.at, "a filter has and, or or not, and not %q", e.key)
		}
		items, err := r.list(e.value)
		if err != nil {
			return f, err
		}
		for _, item := range items {
			inner, err := r.filter(item, depth+1)
			if err != nil {
				return f, err
			}
			if inner.op != "" {
				f.of = append(f.of, inner)
			}
		}
	}
	if len(f.of) == 0 {
		f = filter{}
	}
	return f, nil
}

func (r *yamlReader) expressions(node ast.Node, what string, into map[string]*expression) error {
	entries, err := r.mapping(node, what)
	for _, e := range entries {
		s, err := r.scalar(e.value, what+" must be expressions; the value")
		if err != nil {
			return err
		}
		if into[e.key], err = parseExpression(s); err != nil {
			return err
		}
	}
	return err
}

func (r *yamlReader) displayNames(node ast.Node, into map[string]string) error {
	entries, err := r.mapping(node, "properties")
	if err != nil {
		return err
	}
	for _, e := range entries {
		settings, err := r.mapping(e.value, "a property")
		if err != nil {
			return err
		}
		for _, setting := range settings {
			if setting.key != "displayName" {
				continue
			}
			s, err := r.scalar(setting.value, "displayName")
			if err != nil {
				return err
			}
			id := propertyID(e.key)
			if _, taken := into[id]; s.text != "" && (!taken || id == e.key) {
				into[id] = s.text
			}
		}
	}
	return nil
}

func (r *yamlReader) views(node ast.Node, b *Base) error {
	items, err := r.list(node)
	if err != nil {
		return err
	}
	for _, item := range items {
		v := View{Type: "table", at: r.place(item)}
		settings, err := r.mapping(item, "a view")
		if err != nil {
			return err
		}
		for _, setting := range settings {
			if err := r.viewSetting(&v, setting); err != nil {
				return err
			}
		}
		b.Views = append(b.Views, v)
	}
	return nil
}

func (r *yamlReader) viewSetting(v *View, e entry) (err error) {
	if e.value == nil {
		return nil
	}
	switch e.key {
	case "type":
		v.at, err = r.scalar(e.value, "type")
		v.Type = v.at.text
	case "name":
		var s scalar
		s, err = r.scalar(e.value, "name")
		v.Name = s.text
	case "filters":
		v.filter, err = r.filter(e.value, 0)
	case "order":
		var items []ast.Node
		items, err = r.list(e.value)
		for _, item := range items {
			s, err := r.scalar(item, "a property in order")
			if err != nil {
				return err
			}
			v.columns = append(v.columns, newProperty(s))
		}
	case "sort":
		var items []ast.Node
		items, err = r.list(e.value)
		for _, item := range items {
			key, err := r.sortKey(item)
			if err != nil {
				return err
			}
			v.sort = append(v.sort, key)
		}
	case "groupBy":
		var key sortKey
		key, err = r.sortKey(e.value)
		v.groupBy = &key
	case "limit":
		var s scalar
		s, err = r.scalar(e.value, "limit")
		if n, wrong := strconv.Atoi(s.text); err == nil && wrong != nil {
			err = s.errorAt(0, "limit must be a whole number")
		} else {
			v.limit = max(n, 0)
		}
	case "image":
		var s scalar
		s, err = r.scalar(e.value, "image")
		if s.text != "" {
			p := newProperty(s)
			v.image = &p
		}
	case "summaries":
		v.summaries = map[string]scalar{}
		var entries []entry
		entries, err = r.mapping(e.value, "summaries")
		for _, e := range entries {
			s, err := r.scalar(e.value, "a summary")
			if err != nil {
				return err
			}
			v.summaries[propertyID(e.key)] = s
		}
	}
	return err
}

// sortKey reads {property: x, direction: DESC}, or just a property.
func (r *yamlReader) sortKey(node ast.Node) (sortKey, error) {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		s, err := r.scalar(node, "what rows are sorted by")
		return sortKey{property: newProperty(s)}, err
	}
	var key sortKey
	entries, err := r.mapping(node, "a sort")
	for _, e := range entries {
		if e.key != "property" && e.key != "column" && e.key != "direction" {
			continue
		}
		s, err := r.scalar(e.value, e.key)
		if err != nil {
			return key, err
		}
		if e.key == "direction" {
			key.descending = strings.EqualFold(s.text, "DESC")
		} else {
			key.property = newProperty(s)
		}
	}
	if err == nil && key.expression == nil {
		err = r.errorAt(node, "a sort needs a property")
	}
	return key, err
}

// propertyID returns the full name of a property: one without a prefix is
// one of the note.
func propertyID(name string) string {
	for _, prefix := range []string{"note.", "file.", "formula."} {
		if strings.HasPrefix(name, prefix) {
			return name
		}
	}
	return "note." + name
}

// newProperty makes a property of its name, which need not be an identifier:
// "note.due date".
func newProperty(s scalar) property {
	id := propertyID(s.text)
	space, name, _ := strings.Cut(id, ".")
	return property{id: id, expression: &expression{scalar: s, root: &member{of: &identifier{name: space}, name: name}}}
}

package base

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxNodes bounds what a base may hold, each use of an alias counted.
const maxNodes = 10_000

// maxBrackets bounds the brackets that are open at once; the YAML parser
// takes time that grows with their square.
const maxBrackets = 256

// A scalar is one value of the YAML and the place where it is written.
type scalar struct {
	text         string
	origin       string // the file from the value on
	line, column int
}

// A yamlReader walks goccy's tree.
type yamlReader struct {
	src     string
	lines   []int // offset of the beginning of each line
	anchors map[string]ast.Node
	nodes   int
}

func parseYAML(src string) (r *yamlReader, root ast.Node, err error) {
	r = &yamlReader{src: src, lines: []int{0}, anchors: map[string]ast.Node{}}
	open, dashes := 0, strings.Repeat("- ", maxDepth)
	for i := range len(src) {
		switch src[i] {
		case '\n':
			r.lines = append(r.lines, i+1)
		case '[', '{':
			open++
		case ']', '}':
			open = max(open-1, 0)
		}
		if open > maxBrackets || strings.HasPrefix(src[i:], dashes) {
			line := len(r.lines)
			return r, nil, &Error{Line: line, Column: utf8.RuneCountInString(src[r.lines[line-1]:i]) + 1, Message: "the base is nested too deeply"}
		}
	}
	defer func() {
		if recover() != nil { // a fault of the YAML parser
			root, err = nil, &Error{Line: 1, Column: 1, Message: "the base is not YAML"}
		}
	}()
	file, err := parser.ParseBytes([]byte(src), 0)
	if err != nil {
		e := &Error{Line: 1, Column: 1, Message: "the base is not YAML: " + err.Error()}
		if yamlErr, ok := errors.AsType[yaml.Error](err); ok {
			e.Message = "the base is not YAML: " + yamlErr.GetMessage()
			if tok := yamlErr.GetToken(); tok != nil && tok.Position != nil {
				e.Line, e.Column = max(tok.Position.Line, 1), max(tok.Position.Column, 1)
			}
		}
		e.Message = strings.Join(strings.Fields(e.Message), " ")
		return r, nil, e
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if root != nil {
			return r, nil, r.errorAt(doc.Body, "a base is one YAML document, not several")
		}
		root = doc.Body
		ast.Walk(r, root)
	}
	return r, root, nil
}

// Visit finds the anchors, for the aliases anywhere after them.
func (r *yamlReader) Visit(node ast.Node) ast.Visitor {
	if anchor, ok := node.(*ast.AnchorNode); ok && anchor.Name != nil {
		r.anchors[anchor.Name.GetToken().Value] = anchor.Value
	}
	return r
}

// value returns a node without what YAML wraps around it. A nil node is null.
func (r *yamlReader) value(node ast.Node) (ast.Node, error) {
	for depth := 0; ; depth++ {
		if r.nodes++; r.nodes > maxNodes || depth > maxDepth {
			return nil, r.errorAt(node, "the base holds too much")
		}
		switch n := node.(type) {
		case nil, *ast.NullNode:
			return nil, nil
		case *ast.AnchorNode:
			node = n.Value
		case *ast.AliasNode:
			target, ok := r.anchors[n.Value.GetToken().Value]
			if !ok {
				return nil, r.errorAt(n, "the alias *%s has no anchor", n.Value.GetToken().Value)
			}
			node = target
		case *ast.TagNode:
			return nil, r.errorAt(n, "a value that begins with ! must stand in quotes")
		default:
			return n, nil
		}
	}
}

// An entry is a key of a mapping and its value, which is nil for null.
type entry struct {
	key   string
	at    ast.Node
	value ast.Node
}

// mapping returns the entries of a mapping; null has none.
func (r *yamlReader) mapping(node ast.Node, what string) ([]entry, error) {
	node, err := r.value(node)
	if node == nil || err != nil {
		return nil, err
	}
	var pairs []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		return nil, r.errorAt(node, "%s must be a mapping of names to values", what)
	}
	var entries []entry
	for _, pair := range pairs {
		if pair.Key == nil || pair.Key.GetToken() == nil {
			return nil, r.errorAt(node, "%s has a key that is not a name", what)
		}
		value, err := r.value(pair.Value)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{key: pair.Key.GetToken().Value, at: pair.Key, value: value})
	}
	return entries, nil
}

// list returns the items of a list, without nulls. What is not a list is one
// item.
func (r *yamlReader) list(node ast.Node) ([]ast.Node, error) {
	node, err := r.value(node)
	if node == nil || err != nil {
		return nil, err
	}
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		return []ast.Node{node}, nil
	}
	var items []ast.Node
	for _, item := range seq.Values {
		if item, err = r.value(item); err != nil {
			return nil, err
		}
		if item != nil {
			items = append(items, item)
		}
	}
	return items, nil
}

// scalar returns a value that is neither list nor mapping; null is empty.
func (r *yamlReader) scalar(node ast.Node, what string) (scalar, error) {
	node, err := r.value(node)
	if node == nil || err != nil {
		return scalar{line: 1, column: 1}, err
	}
	s := r.place(node)
	switch n := node.(type) {
	case *ast.StringNode:
		s.text = n.Value
	case *ast.LiteralNode:
		s.text = n.Value.Value
	case ast.ScalarNode:
		s.text = n.GetToken().Value
	default:
		return s, r.errorAt(node, "%s must be text", what)
	}
	return s, nil
}

// place returns where a node begins, as a scalar without text.
func (r *yamlReader) place(node ast.Node) scalar {
	s := scalar{line: 1, column: 1}
	// The token of a mapping is its first colon; the key stands before it.
	for range maxDepth {
		if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 && m.Start.Value != "{" {
			node = m.Values[0]
		} else if pair, ok := node.(*ast.MappingValueNode); ok {
			node = pair.Key
		} else {
			break
		}
	}
	if node == nil || node.GetToken() == nil || node.GetToken().Position == nil {
		return s
	}
	pos := node.GetToken().Position
	s.line, s.column = min(max(pos.Line, 1), len(r.lines)), max(pos.Column, 1)
	at := r.lines[s.line-1]
	for range s.column - 1 {
		_, size := utf8.DecodeRuneInString(r.src[at:])
		at += size
	}
	s.origin = r.src[at:]
	return s
}

func (r *yamlReader) errorAt(node ast.Node, format string, args ...any) *Error {
	return r.place(node).errorAt(0, format, args...)
}

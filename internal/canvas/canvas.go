// Package canvas reads a JSON Canvas, Obsidian's .canvas file, and draws it.
//
// [Parse] takes the bytes of the file and returns a [Canvas]: cards (text,
// files, web pages), groups around them and edges between them, each where
// its author put it. Like a note it is linked by package site; [Canvas.SVG]
// then writes it as one picture for a page. What a card shows is not for this
// package to say: text cards are Markdown, and file cards lead to pages, so
// the caller answers with a [Card] for each [Node].
//
// The format: https://jsoncanvas.org/spec/1.0/ (rule 203).
package canvas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"math"
	"strings"
	"unicode/utf8"

	"notesite/internal/problem"
)

// A Canvas is what one file says, nodes and edges in the file's order. The
// order of nodes is that in which they lie on each other.
type Canvas struct {
	Path  string // in the vault, slash-separated: "boards/Runtime.canvas"
	Nodes []Node
	Edges []Edge
	// Problems are what could not be read as meant.
	Problems []problem.Problem
}

// A Node is a card or a group. Which of the fields below Color mean something
// depends on Type.
type Node struct {
	ID                  string // may be missing; then no edge reaches the node
	Type                string // "text", "file", "link" or "group"
	X, Y, Width, Height int    // in pixels, from the left upper corner
	Color               string // "1" to "6", "#rrggbb" or nothing
	Pos                 token.Position

	Text       string // text: Markdown
	File       string // file: the path in the vault
	Subpath    string // file: "#Heading" or "#^block"
	URL        string // link
	Label      string // group
	Background string // group: the path of an image
}

// An Edge is a line from one node to another.
type Edge struct {
	ID               string
	FromNode, ToNode string // ids of nodes
	FromSide, ToSide string // "top", "right", "bottom", "left"; else the nearest
	FromEnd, ToEnd   string // "none" or "arrow"; else none at the start, an arrow at the end
	Color, Label     string
}

// What a canvas can reach. Obsidian knows no bounds, but what lies further
// out is a mistake and would make all else too small to see.
const (
	maxCoordinate = 100_000
	maxSize       = 10_000
	// A card without a size has that of a new one in Obsidian.
	defaultWidth, defaultHeight = 250, 60
)

// wire is the file as encoding/json reads it. Numbers may have fractions.
type wire struct {
	Nodes []wireNode `json:"nodes"`
	Edges []Edge     `json:"edges"`
}

type wireNode struct {
	ID         string  `json:"id"`
	Type       string  `json:"type"`
	X          float64 `json:"x"`
	Y          float64 `json:"y"`
	Width      float64 `json:"width"`
	Height     float64 `json:"height"`
	Color      string  `json:"color"`
	Text       string  `json:"text"`
	File       string  `json:"file"`
	Subpath    string  `json:"subpath"`
	URL        string  `json:"url"`
	Label      string  `json:"label"`
	Background string  `json:"background"`
}

// Parse reads a canvas. path is its path in the vault. Parse never fails:
// what is wrong is in the Problems of the canvas, which holds whatever could
// be read. An empty file is an empty canvas, and fields that Parse does not
// know are left out.
func Parse(path string, src []byte) *Canvas {
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	c := &Canvas{Path: path}
	if len(bytes.TrimSpace(src)) == 0 {
		return c
	}
	var w wire
	if err := json.Unmarshal(src, &w); err != nil {
		c.Problems = append(c.Problems, c.explain(src, err))
	}
	offsets := nodeOffsets(src)
	pos := token.Position{Filename: path, Line: 1, Column: 1}
	for i, n := range w.Nodes {
		if i < len(offsets) {
			pos = advance(src, pos, offsets[i])
		}
		if n != (wireNode{}) {
			c.Nodes = append(c.Nodes, n.node(pos))
		}
	}
	for _, e := range w.Edges {
		if e != (Edge{}) {
			c.Edges = append(c.Edges, e)
		}
	}
	return c
}

// nodeOffsets returns where each element of "nodes" begins in a file that is
// JSON.
func nodeOffsets(src []byte) []int {
	dec := json.NewDecoder(bytes.NewReader(src))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var offsets []int
	var skipped json.RawMessage
	for dec.More() {
		key, _ := dec.Token()
		name, _ := key.(string)
		value := dec.InputOffset()
		if dec.Decode(&skipped) != nil {
			return offsets
		}
		if !strings.EqualFold(name, "nodes") || !bytes.HasPrefix(skipped, []byte("[")) {
			continue
		}
		offsets = offsets[:0]
		at := value + int64(bytes.IndexByte(src[value:], '['))
		elements := json.NewDecoder(bytes.NewReader(skipped))
		_, _ = elements.Token()
		for elements.More() {
			start := elements.InputOffset()
			start += int64(len(skipped[start:]) - len(bytes.TrimLeft(skipped[start:], ", \t\r\n")))
			offsets = append(offsets, int(at+start))
			var element json.RawMessage
			if elements.Decode(&element) != nil {
				return offsets
			}
		}
	}
	return offsets
}

func (n wireNode) node(pos token.Position) Node {
	return Node{
		Pos: pos, ID: n.ID, Type: n.Type, Color: n.Color,
		X: coordinate(n.X), Y: coordinate(n.Y),
		Width: size(n.Width, defaultWidth), Height: size(n.Height, defaultHeight),
		Text: n.Text, File: n.File, Subpath: n.Subpath, URL: n.URL, Label: n.Label, Background: n.Background,
	}
}

func coordinate(f float64) int {
	return int(math.Round(min(max(f, -maxCoordinate), maxCoordinate)))
}

func size(f float64, missing int) int {
	if f <= 0 {
		return missing
	}
	return int(math.Ceil(min(f, maxSize)))
}

// explain says where in the file an error of encoding/json lies: at the last
// character that was read.
func (c *Canvas) explain(src []byte, err error) problem.Problem {
	offset, message := int64(1), err.Error()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = kind.Offset
		field := kind.Field
		if field == "" {
			field = "the canvas"
		}
		message = fmt.Sprintf("%s cannot be a JSON %s", field, kind.Value)
	}
	return problem.Problem{
		Pos: advance(src, token.Position{Filename: c.Path, Line: 1, Column: 1}, int(offset)-1), Rule: problem.BadCanvas, Severity: problem.Error,
		Message: message, Hint: "the canvas is shown without what could not be read",
	}
}

// advance returns the position of an offset that lies behind pos. Lines and
// columns count from 1, columns in characters.
func advance(src []byte, pos token.Position, offset int) token.Position {
	offset = min(max(offset, pos.Offset), len(src))
	between := src[pos.Offset:offset]
	if i := bytes.LastIndexByte(between, '\n'); i >= 0 {
		pos.Line += bytes.Count(between, []byte("\n"))
		pos.Column = 1
		between = between[i+1:]
	}
	pos.Column += utf8.RuneCount(between)
	pos.Offset = offset
	return pos
}

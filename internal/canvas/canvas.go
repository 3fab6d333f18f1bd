// Package canvas reads a JSON Canvas, Obsidian's .canvas file, and draws it.
//
// [Parse] takes the bytes of the file and returns a [Canvas]: cards (text,
// files, web pages), groups around them and edges between them, each where
// its author put it. [Canvas.SVG] writes it as one picture for a page. What a
// card shows is not for this package to say: text cards are Markdown, and
// file cards lead to pages, so the caller answers with a [Card] for each
// [Node].
//
// The format: https://jsoncanvas.org/spec/1.0/ (rule 203).
package canvas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// A Canvas is what one file says, nodes and edges in the file's order. The
// order of nodes is that in which they lie on each other.
type Canvas struct {
	Nodes []Node
	Edges []Edge
}

// A Node is a card or a group. Which of the fields below Color mean something
// depends on Type.
type Node struct {
	ID                  string // may be missing; then no edge reaches the node
	Type                string // "text", "file", "link" or "group"
	X, Y, Width, Height int    // in pixels, from the left upper corner
	Color               string // "1" to "6", "#rrggbb" or nothing

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

// An Error says why a file is not a canvas, and where: at the last character
// that was read, both numbers from 1, the column in characters.
type Error struct {
	Line, Column int
	Message      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
}

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

// Parse reads a canvas. An empty file is an empty canvas, and fields that it
// does not know are left out. The error, if any, is an *Error; a value of the
// wrong type does not hide the others, so the canvas is never nil and holds
// what could be read.
func Parse(src []byte) (*Canvas, error) {
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	c := &Canvas{}
	if len(bytes.TrimSpace(src)) == 0 {
		return c, nil
	}
	var w wire
	err := json.Unmarshal(src, &w)
	for _, n := range w.Nodes {
		if n != (wireNode{}) {
			c.Nodes = append(c.Nodes, n.node())
		}
	}
	for _, e := range w.Edges {
		if e != (Edge{}) {
			c.Edges = append(c.Edges, e)
		}
	}
	if err != nil {
		return c, explain(src, err)
	}
	return c, nil
}

func (n wireNode) node() Node {
	return Node{
		ID: n.ID, Type: n.Type, Color: n.Color,
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

// explain turns an error of encoding/json into one with a position.
func explain(src []byte, err error) *Error {
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
	before := src[:min(max(int(offset)-1, 0), len(src))]
	line := bytes.LastIndexByte(before, '\n') + 1
	return &Error{
		Line:    bytes.Count(before, []byte("\n")) + 1,
		Column:  utf8.RuneCount(before[line:]) + 1,
		Message: message,
	}
}

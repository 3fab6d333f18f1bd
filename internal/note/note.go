// Package note reads one Markdown note the way Obsidian does.
//
// [Parse] is the first step on a note's way to a page. It takes the bytes of
// a file and returns a [Note]: the front matter and the facts that the rest
// of the site needs (headings, blocks, links, tags, each with its position).
// It never fails and knows nothing of other notes: what is wrong is kept as
// problems, and where a link leads is for package site to answer. The
// Markdown tree is not kept; [Note.Tree] makes it again when the note is
// rendered, with links and headings numbered as in the facts.
//
// Obsidian's constructs (wikilinks, embeds, tags, comments, highlights,
// callouts, block ids, tasks) are goldmark extensions, one file each, so
// that code, HTML and math stay untouched.
package note

import (
	"bytes"
	"fmt"
	"go/token"
	"path"
	"sort"
	"strings"
	"unicode/utf8"

	"notesite/internal/problem"
)

// A Note is what one file of a vault says, before anything is linked.
// It is read-only once parsed.
type Note struct {
	// Path is the file's path in the vault, slash-separated: "runtime/V8.md".
	Path string
	// Source is the text, without byte order mark; what was not UTF-8 is
	// U+FFFD, and the front matter is blanked, not cut, so that all offsets
	// are those of the file.
	Source []byte
	// FrontMatter is what the properties at the top of the file say.
	FrontMatter FrontMatter
	// Headings are the note's headings in order, without those in quotes
	// and callouts, which no link can reach (rule 70).
	Headings []Heading
	// Blocks are the blocks with an id, in order.
	Blocks []Block
	// Links are the links and embeds: those of properties first, then those
	// of the text in order. External links are not among them.
	Links []Link
	// Tags are the tags of the text, in order; FrontMatter has its own.
	Tags []Tag
	// Formulas and Fences are the math and the fenced code blocks that have
	// an info string, in order, without those in comments.
	Formulas []Formula
	Fences   []Fence
	// Anchors are the ids and names that HTML in the text gives to places
	// (rule 75).
	Anchors []string
	// StartsWithTitle says that the text begins with a heading of level 1.
	StartsWithTitle bool
	// Summary is the beginning of the first paragraph, as plain text.
	Summary string
	// Problems are what could not be read as meant.
	Problems []problem.Problem

	lines     []int32 // offset of the beginning of each line
	yamlLinks int     // how many of Links stand in the front matter
}

// A Heading is one section title.
type Heading struct {
	Level int    // 1 to 6
	Text  string // as written, markup kept, without the #s (rule 62)
	Plain string // as shown, without markup
	ID    string // the id in the page, unique in the note
	Span
}

// A Block is a paragraph, list, quote, table or the like that ends in ^id.
type Block struct {
	ID string // as written
	Span
}

// A Tag is a #tag in the text.
type Tag struct {
	Name    string // without the #
	Comment bool   // it stands in a comment
	Span
}

// A Formula is a piece of math.
type Formula struct {
	TeX     string
	Display bool // on lines of its own
	Start   int  // offset in Source
}

// A Fence is a fenced code block with an info string.
type Fence struct {
	Info  string // all of it: "go nocheck"
	Lang  string // the first word of it, in lower case
	Code  string
	Start int // offset in Source of the first line of the code
}

// A Span is a range of bytes of Note.Source.
type Span struct {
	Start, End int
}

var byteOrderMark = []byte("\uFEFF")

// Parse reads a note. path is its path in the vault. Parse keeps src and may
// change it. It never fails: what is wrong with the note is in its Problems.
func Parse(path string, src []byte) *Note {
	n := &Note{Path: path}
	n.Source = n.decode(bytes.TrimPrefix(src, byteOrderMark))
	n.lines = lineStarts(n.Source)
	n.readFrontMatter()
	n.Links = n.FrontMatter.Links()
	n.yamlLinks = len(n.Links)
	n.collect(n.Tree())
	return n
}

// Name returns the note's name: the file's, without folder and extension.
func (n *Note) Name() string {
	return strings.TrimSuffix(path.Base(n.Path), path.Ext(n.Path))
}

// Title returns what the note is called on its page: the title property, or
// else its name (rule 9).
func (n *Note) Title() string {
	if n.FrontMatter.Title != "" {
		return n.FrontMatter.Title
	}
	return n.Name()
}

// Position returns the line and column of an offset of Source, both from 1,
// the column in characters.
func (n *Note) Position(offset int) token.Position {
	offset = min(max(offset, 0), len(n.Source))
	line := sort.Search(len(n.lines), func(i int) bool { return int(n.lines[i]) > offset }) - 1
	start := int(n.lines[line])
	return token.Position{
		Filename: n.Path,
		Offset:   offset,
		Line:     line + 1,
		Column:   utf8.RuneCount(n.Source[start:offset]) + 1,
	}
}

// decode replaces what is not UTF-8, and NUL, by U+FFFD and says so.
func (n *Note) decode(src []byte) []byte {
	bad := bytes.IndexByte(src, 0)
	if bad < 0 && utf8.Valid(src) {
		return src
	}
	for i := 0; i < len(src) && (bad < 0 || i < bad); {
		if src[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			bad = i
			break
		}
		i += size
	}
	what := fmt.Sprintf("byte 0x%02X is not UTF-8", src[bad])
	if src[bad] == 0 {
		what = "the file holds a NUL byte"
	}
	line := bytes.Count(src[:bad], []byte("\n")) + 1
	column := utf8.RuneCount(src[bytes.LastIndexByte(src[:bad], '\n')+1:bad]) + 1
	n.Problems = append(n.Problems, problem.Problem{
		Pos:      token.Position{Filename: n.Path, Offset: bad, Line: line, Column: column},
		Rule:     problem.BadEncoding,
		Severity: problem.Warning,
		Message:  what,
		Hint:     "save the note as UTF-8; it is shown with a replacement character",
	})
	src = bytes.ToValidUTF8(src, []byte("\uFFFD"))
	return bytes.ReplaceAll(src, []byte{0}, []byte("\uFFFD"))
}

func lineStarts(src []byte) []int32 {
	starts := make([]int32, 1, 1+bytes.Count(src, []byte("\n")))
	for i, b := range src {
		if b == '\n' {
			starts = append(starts, int32(i+1))
		}
	}
	return starts
}

func (n *Note) warn(offset int, rule problem.Rule, message, hint string) {
	n.Problems = append(n.Problems, problem.Problem{
		Pos: n.Position(offset), Rule: rule, Severity: problem.Warning, Message: message, Hint: hint,
	})
}

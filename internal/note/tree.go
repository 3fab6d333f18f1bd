package note

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A Tree is a note's Markdown as goldmark nodes, with the facts found in it.
type Tree struct {
	Root   *ast.Document
	Source []byte // what the nodes' segments point into
	// Links gives the ordinal in Note.Links of a Wikilink, ast.Link or
	// ast.Image; external links are not in it.
	Links map[ast.Node]int
	// Headings gives the ordinal in Note.Headings.
	Headings map[ast.Node]int
	// Blocks gives the nodes of Note.Blocks, in the same order.
	Blocks []ast.Node
	// Footnotes are those that something refers to, in the order of their
	// numbers.
	Footnotes []*Footnote

	ends       map[ast.Node]int  // offset behind an ast.Link or ast.Image
	linking    map[ast.Node]bool // blocks with a link among their inline nodes
	tablePipes []int             // offsets of the | in a table that would cut a link
}

var markdown = newMarkdown()

// newMarkdown puts together the parser: CommonMark, GFM, and the
// constructs of Obsidian that this package adds.
func newMarkdown() parser.Parser {
	inline := parser.DefaultInlineParsers()
	for i, p := range inline {
		if p.Value == parser.NewLinkParser() {
			inline[i].Value = linkParser{parser.NewLinkParser()}
		}
	}
	block := parser.DefaultBlockParsers()
	for i, p := range block {
		switch inner := p.Value.(parser.BlockParser); inner {
		case parser.NewBlockquoteParser(), parser.NewListParser():
			block[i].Value = nestedParser{inner}
		}
	}
	p := parser.NewParser(
		parser.WithBlockParsers(block...),
		parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	md := goldmark.New(
		goldmark.WithParser(p),
		goldmark.WithExtensions(extension.Strikethrough),
	)
	md.Parser().AddOptions(
		parser.WithBlockParsers(
			util.Prioritized(commentBlockParser{}, 50),
			util.Prioritized(blockIDLineParser{}, 60),
			util.Prioritized(mathBlockParser{}, 70),
			util.Prioritized(footnoteDefParser{}, 999),
		),
		parser.WithInlineParsers(
			util.Prioritized(taskParser{}, 50),
			// Before goldmark's links, at 200.
			util.Prioritized(&wikilinkParser{}, 100),
			util.Prioritized(footnoteRefParser{}, 101),
			util.Prioritized(inlineFootnoteParser{}, 102),
			util.Prioritized(mathParser{}, 150),
			util.Prioritized(tagParser{}, 500),
			util.Prioritized(blockIDParser{}, 500),
			util.Prioritized(commentParser{}, 500),
			util.Prioritized(highlightParser{}, 500),
			util.Prioritized(newLinkifyParser(), 999),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(calloutTransformer{}, 50),
			util.Prioritized(newTableTransformer(), 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(extension.NewTableASTTransformer(), 0),
			util.Prioritized(calloutASTTransformer{}, 50),
		),
	)
	return md.Parser()
}

// A lineReader reads what stands on one line straight from the source, where
// goldmark's reader of blocks looks through all lines before it.
type lineReader struct{ text.Reader }

// Value implements text.Reader.
func (r lineReader) Value(seg text.Segment) []byte {
	if seg.Padding == 0 && seg.Start <= seg.Stop {
		if value := r.Source()[seg.Start:seg.Stop]; bytes.IndexByte(value, '\n') < 0 {
			return value
		}
	}
	return r.Reader.Value(seg)
}

// maxNesting is how deep quotes and lists nest. What goes deeper is text: a
// line of a million > would cost a million times its length.
const maxNesting = 100

// nestedParser is a parser of blocks that hold blocks, up to maxNesting.
type nestedParser struct{ parser.BlockParser }

func (p nestedParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for node := parent; node != nil; node = node.Parent() {
		depth++
	}
	if depth > maxNesting {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

var linkEndsKey = parser.NewContextKey()

// linkParser is goldmark's link parser; it remembers where links end.
type linkParser struct{ parser.InlineParser }

func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	n := p.InlineParser.Parse(parent, lineReader{block}, pc)
	switch n.(type) {
	case *ast.Link, *ast.Image:
		ends, _ := pc.Get(linkEndsKey).(map[ast.Node]int)
		if ends == nil {
			ends = map[ast.Node]int{}
			pc.Set(linkEndsKey, ends)
		}
		_, seg := block.Position()
		ends[n] = seg.Start
	}
	return n
}

func (p linkParser) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// Tree parses the note's text. The caller owns the tree and may change it.
func (n *Note) Tree() *Tree {
	pc := parser.NewContext()
	root := markdown.Parse(text.NewReader(n.Source), parser.WithContext(pc)).(*ast.Document)
	ends, _ := pc.Get(linkEndsKey).(map[ast.Node]int)
	t := &Tree{
		Root: root, Source: n.Source, ends: ends,
		Links: map[ast.Node]int{}, Headings: map[ast.Node]int{}, linking: map[ast.Node]bool{},
	}
	t.tablePipes, _ = pc.Get(tablePipesKey).([]int)
	t.number(n.yamlLinks)
	t.Footnotes = footnotes(root)
	return t
}

// number gives links, headings and blocks their ordinals. firstLink is the
// number of links in the front matter, which come before those of the text.
func (t *Tree) number(firstLink int) {
	_ = ast.Walk(t.Root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *Wikilink:
			t.addLink(node, firstLink)
		case *ast.Link:
			if isLocal(node.Destination) {
				t.addLink(node, firstLink)
			}
		case *ast.Image:
			if isLocal(node.Destination) {
				t.addLink(node, firstLink)
			}
		case *ast.Heading:
			if node.Parent() == t.Root {
				t.Headings[node] = len(t.Headings)
			}
		case *BlockID:
			t.Blocks = append(t.Blocks, enclosingBlock(node))
		case *BlockIDLine:
			if block := namedBlock(node); block != nil {
				t.Blocks = append(t.Blocks, block)
			}
		}
		return ast.WalkContinue, nil
	})
}

// addLink gives a link the next ordinal.
func (t *Tree) addLink(node ast.Node, first int) {
	t.Links[node] = first + len(t.Links)
	block := node.Parent()
	for block.Type() == ast.TypeInline {
		block = block.Parent()
	}
	t.linking[block] = true
}

// enclosingBlock returns the block that an id at the end of its text names:
// the list item, the quote's or callout's paragraph, or the paragraph.
func enclosingBlock(id ast.Node) ast.Node {
	node := id.Parent()
	for node.Type() == ast.TypeInline {
		node = node.Parent()
	}
	if item, ok := node.Parent().(*ast.ListItem); ok && item.FirstChild() == node {
		return item // rule 82
	}
	return node
}

package note

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"go.abhg.dev/goldmark/wikilink"
)

// KindWikilink is the kind of a [Wikilink].
var KindWikilink = ast.NewNodeKind("ObsidianWikilink")

// A Wikilink is [[target]] or ![[target]] in the text (rules 13-38).
type Wikilink struct {
	ast.BaseInline
	Embed    bool
	Target   string // the path, trimmed: "Note"
	Sub      string // what follows the first #, with it: "#Heading#Sub", "#^id"
	Alias    string // what follows the first |; HasAlias tells "" from none
	HasAlias bool
	Span
}

// Kind implements ast.Node.
func (*Wikilink) Kind() ast.NodeKind { return KindWikilink }

// Dump implements ast.Node.
func (w *Wikilink) Dump(source []byte, level int) {
	ast.DumpHelper(w, source, level, map[string]string{"Target": w.Target, "Sub": w.Sub, "Alias": w.Alias}, nil)
}

// Display returns what the link shows: its alias, or else path and headings
// the way Obsidian joins them (rule 32).
func (w *Wikilink) Display() string {
	if w.HasAlias && w.Alias != "" {
		return w.Alias
	}
	return displayText(w.Target, w.Sub)
}

// wikilinkParser finds wikilinks with goldmark-wikilink's parser and reads
// what is between the brackets by Obsidian's rules.
type wikilinkParser struct {
	inner wikilink.Parser
}

func (p *wikilinkParser) Trigger() []byte { return p.inner.Trigger() }

func (p *wikilinkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	embed := line[0] == '!'
	open := 2
	if embed {
		open = 3
	}
	if len(line) < open+3 || line[open-1] != '[' || line[open-2] != '[' {
		return nil
	}
	stop := wikilinkEnd(line[open:])
	if stop <= 0 {
		return nil
	}
	stop += open
	inside := line[open:stop]
	found, ok := p.inner.Parse(parent, lineReader{block}, pc).(*wikilink.Node)
	if ok {
		// The library splits at the last #, and what it found may end at a
		// bracket before ours (rule 21).
		_, now := block.Position()
		block.Advance(seg.Start + stop + 2 - now.Start)
		embed = found.Embed
	} else {
		// An empty target or label, which Obsidian allows (rule 17).
		block.Advance(stop + 2)
	}
	w := &Wikilink{Embed: embed, Span: Span{seg.Start, seg.Start + stop + 2}}
	w.Target, w.Sub, w.Alias, w.HasAlias = splitWikilink(string(inside))
	return w
}

// wikilinkEnd returns where the brackets that close a wikilink begin, or -1.
// b begins behind the opening ones. The link ends on its line (rule 18), an
// inner link wins over an outer one (rule 19), a single ] does not end it
// (rule 20), and of three ] the first belongs to a [ that was opened inside
// (rule 21).
func wikilinkEnd(b []byte) int {
	// A name is a file's, so nothing longer than this can be one; the bound
	// keeps a line of a million [[ from being read a million times.
	const maxLength = 4096
	b = b[:min(len(b), maxLength)]
	stop := bytes.Index(b, []byte("]]"))
	if stop < 0 {
		return -1
	}
	inside := b[:stop]
	if bytes.Contains(inside, []byte("[[")) || bytes.ContainsAny(inside, "\r\n") {
		return -1
	}
	if stop+2 < len(b) && b[stop+2] == ']' && bytes.Count(inside, []byte("[")) > bytes.Count(inside, []byte("]")) {
		stop++
	}
	return stop
}

// splitWikilink takes apart what stands between the brackets: the first |
// splits off the alias (rule 14), with or without the backslash that a table
// cell needs (rules 33 and 35), then the first # the subpath (rule 16).
func splitWikilink(inside string) (target, sub, alias string, hasAlias bool) {
	if inside[0] == '|' {
		target, sub = SplitSubpath(inside)
		return target, sub, "", false // a note of that very name (rule 17)
	}
	target, alias, hasAlias = strings.Cut(inside, "|")
	if hasAlias {
		target = strings.TrimSuffix(target, `\`)
		alias = strings.TrimSpace(alias)
	}
	target, sub = SplitSubpath(target)
	return target, sub, alias, hasAlias
}

// SplitSubpath splits a link at its first # into path and subpath, both
// trimmed; the subpath keeps its # and is empty when nothing follows it.
func SplitSubpath(link string) (path, sub string) {
	path, sub, _ = strings.Cut(link, "#")
	if sub = strings.TrimSpace(sub); sub != "" {
		sub = "#" + sub
	}
	return strings.TrimSpace(path), sub
}

// displayText joins path and headings the way Obsidian shows them:
// "Note > Heading > Sub" (rule 32).
func displayText(path, sub string) string {
	parts := make([]string, 0, 3)
	if path != "" {
		parts = append(parts, path)
	}
	for part := range strings.SplitSeq(sub, "#") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " > ")
}

package note

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// KindCallout and KindCalloutTitle are the kinds of a callout's nodes.
var (
	KindCallout      = ast.NewNodeKind("Callout")
	KindCalloutTitle = ast.NewNodeKind("CalloutTitle")
)

// A Fold says whether a callout folds (rule 161).
type Fold string

// The folds, with the sign that asks for each.
const (
	NoFold Fold = ""
	Open   Fold = "+"
	Folded Fold = "-"
)

// A Callout is a quote that begins with [!type] (rules 157-172). Its first
// child is its [CalloutTitle].
type Callout struct {
	ast.BaseBlock
	Name     string // the type as written, in lower case: "tip", "my type"
	Metadata string // what follows | in the brackets (rule 166)
	Fold     Fold
}

// Kind implements ast.Node.
func (*Callout) Kind() ast.NodeKind { return KindCallout }

// Dump implements ast.Node.
func (c *Callout) Dump(source []byte, level int) {
	ast.DumpHelper(c, source, level, map[string]string{"Name": c.Name, "Fold": string(c.Fold)}, nil)
}

// A CalloutTitle holds the title as inline nodes, or nothing when the author
// wrote none.
type CalloutTitle struct {
	ast.BaseBlock
	callout *Callout
}

// Kind implements ast.Node.
func (*CalloutTitle) Kind() ast.NodeKind { return KindCalloutTitle }

// Dump implements ast.Node.
func (t *CalloutTitle) Dump(source []byte, level int) { ast.DumpHelper(t, source, level, nil, nil) }

// calloutKinds maps the names of callout types to the kind that is shown
// (rule 158).
var calloutKinds = map[string]string{
	"note": "note", "info": "info", "todo": "todo", "bug": "bug", "example": "example",
	"abstract": "abstract", "summary": "abstract", "tldr": "abstract",
	"tip": "tip", "hint": "tip", "important": "tip",
	"success": "success", "check": "success", "done": "success",
	"question": "question", "help": "question", "faq": "question",
	"warning": "warning", "caution": "warning", "attention": "warning",
	"failure": "failure", "fail": "failure", "missing": "failure",
	"danger": "danger", "error": "danger",
	"quote": "quote", "cite": "quote",
}

// ShownAs returns the kind of callout whose colour and icon c takes: its own
// or the one its type is another name for; unknown types look like a note
// (rule 159).
func (c *Callout) ShownAs() string {
	if kind, ok := calloutKinds[c.Name]; ok {
		return kind
	}
	return "note"
}

// DefaultTitle is the title of a callout without one: its type (rule 160).
func (c *Callout) DefaultTitle() string {
	title := []rune(strings.ReplaceAll(c.Name, "-", " "))
	return strings.ToUpper(string(title[:1])) + string(title[1:])
}

var calloutTitlesKey = parser.NewContextKey()

// calloutTransformer cuts the line [!type] Title off the first paragraph of
// a quote, before its inline nodes are read, so that the title ends at the
// newline (rule 168).
type calloutTransformer struct{}

func (calloutTransformer) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	quote, ok := p.Parent().(*ast.Blockquote)
	if !ok || quote.FirstChild() != p || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	line := first.Value(reader.Source())
	c, at := parseCalloutHead(line)
	if c == nil {
		return
	}
	title := &CalloutTitle{callout: c}
	seg := text.NewSegment(first.Stop-len(line)+at, first.Stop)
	if seg = seg.TrimRightSpace(reader.Source()); !seg.IsEmpty() {
		title.Lines().Append(seg)
	}
	quote.InsertBefore(quote, p, title)
	if rest := p.Lines().Len() - 1; rest > 0 {
		lines := text.NewSegments()
		for i := range rest {
			lines.Append(p.Lines().At(i + 1))
		}
		p.SetLines(lines)
	} else {
		quote.RemoveChild(quote, p)
	}
	titles, _ := pc.Get(calloutTitlesKey).([]*CalloutTitle)
	pc.Set(calloutTitlesKey, append(titles, title))
}

// parseCalloutHead reads [!type|metadata]fold and returns where the title
// begins, or nil.
func parseCalloutHead(line []byte) (*Callout, int) {
	trimmed := bytes.TrimLeft(line, " \t")
	skip := len(line) - len(trimmed)
	if !bytes.HasPrefix(trimmed, []byte("[!")) {
		return nil, 0
	}
	stop := bytes.IndexByte(trimmed, ']')
	if stop < 0 {
		return nil, 0
	}
	kind, metadata, _ := strings.Cut(string(trimmed[2:stop]), "|")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if kind == "" || strings.ContainsAny(kind, "[") {
		return nil, 0
	}
	c := &Callout{Name: kind, Metadata: strings.TrimSpace(metadata)}
	at := stop + 1
	if at < len(trimmed) && (trimmed[at] == '-' || trimmed[at] == '+') {
		c.Fold = Fold(trimmed[at])
		at++
	}
	for at < len(trimmed) && (trimmed[at] == ' ' || trimmed[at] == '\t') {
		at++
	}
	return c, skip + at
}

// calloutASTTransformer puts a Callout in the place of each quote whose
// title was cut off.
type calloutASTTransformer struct{}

func (calloutASTTransformer) Transform(_ *ast.Document, _ text.Reader, pc parser.Context) {
	titles, _ := pc.Get(calloutTitlesKey).([]*CalloutTitle)
	for _, title := range titles {
		quote, ok := title.Parent().(*ast.Blockquote)
		if !ok {
			continue
		}
		c := title.callout
		c.SetPos(quote.Pos())
		c.SetBlankPreviousLines(quote.HasBlankPreviousLines())
		for child := quote.FirstChild(); child != nil; child = quote.FirstChild() {
			c.AppendChild(c, child)
		}
		quote.Parent().ReplaceChild(quote.Parent(), quote, c)
	}
}

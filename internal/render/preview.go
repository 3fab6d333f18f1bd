package render

import (
	"fmt"
	"html/template"
	"strings"

	"notesite/internal/example"
	"notesite/internal/highlight"
	"notesite/internal/site"
)

// PreviewDir is the folder of what js/previews.js shows of a page where a link
// to it is pointed at.
const PreviewDir = "assets/previews/"

// pagesPerPreviewFile is how many pages share a file, more or less: one each
// would double the files of a site, and a reader loads what they do not look at.
const pagesPerPreviewFile = 8

// previewText and previewLines are about how much fits into a card: bytes of
// text, and lines of code.
const (
	previewText  = 700
	previewLines = 14
)

// A preview is what is shown of one page. URLs in it are those of the page.
type preview struct {
	Title string `json:"title"`
	Lang  string `json:"lang,omitempty"` // where it is not the site's
	Dir   string `json:"dir,omitempty"`
	Intro string `json:"intro,omitempty"`
	// Parts are what fragments lead to, for those that another page links to.
	Parts map[string]string `json:"parts,omitempty"`
}

// A previewer takes down what is shown of pages while they are rendered.
type previewer struct {
	*spread[preview]                                 // by address
	linked           map[string]map[string]site.Part // parts that other pages link to, by address and fragment
}

func newPreviewer(r *Renderer) *previewer {
	p := &previewer{newSpread[preview](PreviewDir, "previews", len(r.site.Pages), pagesPerPreviewFile), map[string]map[string]site.Part{}}
	for _, page := range r.site.Pages {
		switch page := page.(type) {
		case *site.NotePage:
			p.links(page.URL, page.Answers)
		case *site.CanvasPage:
			for _, card := range page.Cards {
				if card.Text != nil {
					p.links(page.URL, card.Text.Answers)
				}
			}
		case *site.ProgramPage:
			p.programLinks(r, page)
		}
	}
	return p
}

// links notes where the links of a page lead.
func (p *previewer) links(from string, answers []site.Answer) {
	for _, a := range answers {
		if to, ok := a.To.(site.Page); ok && a.Fragment != "" {
			p.link(from, to.Meta().URL, a.Fragment, a.Part)
		}
	}
}

func (p *previewer) link(from, to, fragment string, part site.Part) {
	if from == to {
		return // the page has it
	}
	if p.linked[to] == nil {
		p.linked[to] = map[string]site.Part{}
	}
	p.linked[to][fragment] = part
}

// programLinks notes where the text and the names of a program lead.
func (p *previewer) programLinks(r *Renderer, page *site.ProgramPage) {
	p.links(page.URL, page.Answers)
	p.links(page.URL, page.Intro.Answers)
	for _, walk := range page.Walks {
		for _, text := range walk.Texts {
			if text != nil {
				p.links(page.URL, text.Answers)
			}
		}
	}
	for _, file := range page.Program.Files {
		for _, n := range file.Names {
			if to := r.programs[n.Program]; to != nil && n.Line > 0 {
				p.link(page.URL, to.URL, site.LineID(n.File, n.Line), site.LinesPart{File: n.File, Start: n.Line, End: endOfSymbol(n.Program, n.File, n.Line)})
			}
		}
	}
}

// endOfSymbol returns the last line of the declaration around a line.
func endOfSymbol(p *example.Program, file string, line int) int {
	end := line
	size := 0
	for _, s := range p.Symbols {
		if s.File == file && s.Start <= line && line <= s.End && (size == 0 || s.End-s.Start < size) {
			end, size = s.End, s.End-s.Start
		}
	}
	return end
}

// previewNote takes down what is shown of a note. body is all of its text.
func (r *Renderer) previewNote(p *site.NotePage, body template.HTML) {
	own := r.own(p.Note, language{r.site.Lang, r.dir()})
	v := preview{Title: p.Title, Lang: own.Lang, Dir: own.Dir, Intro: clip(string(body), "", previewText), Parts: map[string]string{}}
	for fragment := range r.previews.linked[p.URL] {
		if part := clip(string(body), fragment, previewText); part != "" {
			v.Parts[fragment] = part
		}
	}
	r.previews.add(p.URL, v)
}

// previewProgram takes down what is shown of a program.
func (r *Renderer) previewProgram(p *site.ProgramPage, intro template.HTML) {
	v := preview{Title: p.Title, Intro: clip(string(intro), "", previewText), Parts: map[string]string{}}
	for fragment, part := range r.previews.linked[p.URL] {
		switch part := part.(type) {
		case site.LinesPart:
			v.Parts[fragment] = previewCode(p.Program.File(part.File), part.Start, part.End)
		case site.OutputPart:
			v.Parts[fragment] = "<pre><samp>" + esc(firstLines(p.Program.Output)) + "</samp></pre>"
		}
	}
	r.previews.add(p.URL, v)
}

// previewCode shows some lines of a file, without the links in them.
func previewCode(file *example.File, start, end int) string {
	lines := highlight.Lines(file.Lang, string(file.Source))
	var b strings.Builder
	b.WriteString(`<pre class="listing"><code>`)
	for n := start; n <= min(end, start+previewLines-1, len(lines)); n++ {
		fmt.Fprintf(&b, "<span class=\"line\" data-n=\"%d\">%s\n</span>", n, lines[n-1])
	}
	b.WriteString("</code></pre>")
	return b.String()
}

func firstLines(text string) string {
	lines := strings.SplitAfterN(text, "\n", previewLines+1)
	return strings.Join(lines[:min(len(lines), previewLines)], "")
}

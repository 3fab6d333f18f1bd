package render

import (
	"errors"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"notesite/internal/mermaid"
	"notesite/internal/site"
)

// diagrams is shared by all renderers, as formulas are.
var diagrams = mermaid.New()

// mermaid writes a diagram as SVG. One of a kind that is drawn in the browser
// stays source until then, one that is wrong stays source with what is wrong.
func (b *body) mermaid(w util.BufWriter, node ast.Node, source string) {
	b.page.diagrams++
	b.page.wants(showFigures)
	svg, err := diagrams.SVG(source, mermaid.Place{ID: fmt.Sprintf("d%d", b.page.diagrams), Link: b.diagramLink, Name: b.r.diagramName})
	switch {
	case err == nil:
		_, _ = w.WriteString(`<div class="mermaid-frame" tabindex="0" role="group" aria-label="` + esc(b.r.words.Say("diagram")) + `"`)
		idAttr(w, node)
		_, _ = w.WriteString(">" + b.page.hold([]byte(svg)) + "</div>\n")
		return
	case errors.Is(err, mermaid.ErrKind):
		b.page.wants(drawDiagrams)
		_, _ = w.WriteString(`<pre class="mermaid-source" tabindex="0" role="group" aria-label="` + esc(b.r.words.Say("diagramSource")) + `"`)
	default:
		fmt.Fprintf(w, `<pre class="mermaid-wrong" tabindex="0" title="%s"`, esc(err.Error()))
	}
	idAttr(w, node)
	_, _ = w.WriteString("><code>" + esc(source) + "</code></pre>\n")
}

// diagramName returns what a kind of diagram is called in the site's language.
func (r *Renderer) diagramName(kind string) string {
	if key := "diagram." + kind; r.words.Has(key) {
		return r.words.Say(key)
	}
	return kind
}

// diagramLink answers the text of a node that is a wikilink (rule 193).
func (b *body) diagramLink(text string) (link, title string, ok bool) {
	to := b.r.site.Find(b.note.Note.Path, text)
	if to == nil {
		return "", b.r.brokenTitle(site.Answer{}), false
	}
	return href(b.page.url, to.Address(), ""), "", true
}

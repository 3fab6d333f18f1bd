package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"notesite/internal/highlight"
)

// code writes a fenced or indented block of code.
func (b *body) code(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	lang := ""
	if fence, ok := node.(*ast.FencedCodeBlock); ok {
		lang = string(fence.Language(src))
	}
	if strings.EqualFold(lang, "query") {
		return ast.WalkSkipChildren, nil // a search in the app (rule 106)
	}
	var code bytes.Buffer
	for i := range node.Lines().Len() {
		seg := node.Lines().At(i)
		code.Write(seg.Value(src))
	}
	if strings.EqualFold(lang, "mermaid") {
		b.mermaid(w, node, strings.ReplaceAll(code.String(), "\r\n", "\n"))
		return ast.WalkSkipChildren, nil
	}
	if strings.EqualFold(lang, "base") {
		b.baseBlock(w, code.Bytes())
		return ast.WalkSkipChildren, nil
	}
	_, _ = w.WriteString(`<div class="code"`)
	idAttr(w, node)
	if lang != "" {
		fmt.Fprintf(w, ` data-lang="%s"`, esc(lang))
	}
	_, _ = w.WriteString(`><pre tabindex="0"><code>`)
	text := strings.ReplaceAll(code.String(), "\r\n", "\n")
	for _, line := range highlight.Lines(lang, text) {
		_, _ = w.WriteString(line + "\n")
	}
	_, _ = w.WriteString("</code></pre></div>\n")
	return ast.WalkSkipChildren, nil
}

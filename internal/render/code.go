package render

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
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
	var info fenceInfo
	if fence, ok := node.(*ast.FencedCodeBlock); ok && fence.Info != nil {
		info = parseFence(string(fence.Language(src)), string(fence.Info.Value(src)))
	}
	var code bytes.Buffer
	for i := range node.Lines().Len() {
		seg := node.Lines().At(i)
		code.Write(seg.Value(src))
	}
	text := strings.ReplaceAll(code.String(), "\r\n", "\n")
	switch strings.ToLower(info.lang) {
	case "query":
		return ast.WalkSkipChildren, nil // a search in the app (rule 106)
	case "mermaid":
		b.mermaid(w, node, text)
		return ast.WalkSkipChildren, nil
	case "base":
		b.baseBlock(w, []byte(text))
		return ast.WalkSkipChildren, nil
	}
	_, _ = w.WriteString(`<div class="code"`)
	idAttr(w, node)
	if info.lang != "" {
		fmt.Fprintf(w, ` data-lang="%s"`, esc(info.lang))
	}
	_ = w.WriteByte('>')
	if info.title != "" {
		fmt.Fprintf(w, `<p class="code-title">%s</p>`, esc(info.title))
	}
	info.write(w, text)
	_, _ = w.WriteString("</div>\n")
	return ast.WalkSkipChildren, nil
}

// A fenceInfo is what the info string of a fence says:
//
//	go title="loop.go" {3,5-7} numbers diff
type fenceInfo struct {
	lang    string
	title   string
	marked  [][2]int // ranges of lines, from 1
	numbers bool     // lines are numbered
	diff    bool     // lines begin with +, - or a space
}

// fenceOption is one part of an info string after the language. Numbers have
// several names: showLineNumbers is how other tools call them.
var fenceOption = regexp.MustCompile(`title=(?:"([^"]*)"|'([^']*)'|(\S+))|\{([\d,\s-]+)\}|(?i:(numbers|linenos|showLineNumbers))|\b(diff)\b`)

func parseFence(lang, info string) fenceInfo {
	// Without a space behind it, what is in braces is no part of the language.
	lang, _, _ = strings.Cut(lang, "{")
	f := fenceInfo{lang: lang}
	for _, m := range fenceOption.FindAllStringSubmatch(strings.TrimPrefix(info, lang), -1) {
		f.title += m[1] + m[2] + m[3]
		f.numbers = f.numbers || m[5] != ""
		f.diff = f.diff || m[6] != ""
		for part := range strings.SplitSeq(m[4], ",") {
			first, last, found := strings.Cut(strings.TrimSpace(part), "-")
			from, err := strconv.Atoi(strings.TrimSpace(first))
			if err != nil {
				continue
			}
			to, err := strconv.Atoi(strings.TrimSpace(last))
			if !found || err != nil {
				to = from
			}
			f.marked = append(f.marked, [2]int{from, to})
		}
	}
	return f
}

// write writes the code itself. With its tags taken off it is the source.
func (f fenceInfo) write(w util.BufWriter, text string) {
	class := ""
	if f.numbers {
		class = ` class="listing"`
	}
	fmt.Fprintf(w, `<pre%s tabindex="0"><code>`, class)
	var signs []byte
	if f.diff {
		text, signs = cutSigns(text)
	}
	for i, line := range highlight.Lines(f.lang, text) {
		classes := f.lineClasses(i + 1)
		sign := ""
		if f.diff && i < len(signs) && signs[i] != 0 {
			sign = string(signs[i])
			switch signs[i] {
			case '+':
				classes = append(classes, "plus")
			case '-':
				classes = append(classes, "minus")
			}
		}
		if len(classes) == 0 {
			_, _ = w.WriteString(sign + line + "\n")
			continue
		}
		fmt.Fprintf(w, `<span class="%s">%s%s%s</span>`, strings.Join(classes, " "), sign, line, "\n")
	}
	_, _ = w.WriteString("</code></pre>")
}

// lineClasses returns the classes of a line, none for one like any other.
func (f fenceInfo) lineClasses(n int) []string {
	var classes []string
	if f.numbers || f.diff || len(f.marked) > 0 {
		classes = append(classes, "line")
	}
	if slices.ContainsFunc(f.marked, func(r [2]int) bool { return r[0] <= n && n <= r[1] }) {
		classes = append(classes, "marked")
	}
	return classes
}

// cutSigns takes the sign off each line, so that the rest can be read as code.
// A line without one has 0.
func cutSigns(text string) (string, []byte) {
	var code strings.Builder
	var signs []byte
	for line := range strings.Lines(text) {
		sign := byte(0)
		if c := line[0]; c == '+' || c == '-' || c == ' ' {
			sign, line = c, line[1:]
		}
		signs = append(signs, sign)
		code.WriteString(line)
	}
	return code.String(), signs
}

// Package highlight turns source code into lines of HTML with a class for
// each kind of token.
//
// [Lines] is called by package render for every listing and fenced block.
// Go is read by Go's own scanner, which is some hundred times faster than a
// lexer of regular expressions; every other language by chroma. Classes are
// chroma's short names ("kd", "s", "c1"), for which the theme has colours.
package highlight

import (
	"bytes"
	"html"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"notesite/internal/memo"
)

// maxSource is the size of the largest source that is highlighted, in bytes;
// what is longer is shown plain.
const maxSource = 1 << 20

// maxCached bounds the source and HTML that are remembered, in bytes.
const maxCached = 16 << 20

// Lines returns the lines of source as HTML, without their newlines; tags
// are balanced within each line. An unknown language gives plain text. With
// the tags taken off, and "\n" behind each line but an empty last one, the
// lines are the source again. The caller must not change them.
func Lines(lang, source string) []string {
	if source == "" {
		return nil
	}
	lang = strings.ToLower(lang)
	if lang == "go" || lang == "golang" {
		return lines(goTokens(source))
	}
	k := block{lang, source}
	if lines, ok := cached.Get(k); ok {
		return lines
	}
	out := lines(tokenize(lang, source))
	cached.Put(k, out)
	return out
}

type block struct{ lang, source string }

// cached is what blocks of code have become.
var cached = memo.Memo[block, []string]{
	Max: maxCached,
	Size: func(b block, lines []string) int {
		size := len(b.source)
		for _, line := range lines {
			size += len(line) + 16
		}
		return size
	},
}

// lines writes tokens as lines of HTML.
func lines(tokens []chroma.Token) []string {
	var lines []string
	var b bytes.Buffer
	var class string // of the open span
	closeSpan := func() {
		if class != "" {
			b.WriteString("</span>")
			class = ""
		}
	}
	for _, tok := range tokens {
		c := classOf(tok.Type)
		text := tok.Value
		for {
			line, rest, newline := strings.Cut(text, "\n")
			if line != "" {
				if c != class {
					closeSpan()
					if c != "" {
						b.WriteString(`<span class="` + c + `">`)
						class = c
					}
				}
				b.WriteString(html.EscapeString(line))
			}
			if !newline {
				break
			}
			closeSpan()
			lines = append(lines, b.String())
			b.Reset()
			text = rest
		}
	}
	closeSpan()
	if b.Len() > 0 {
		lines = append(lines, b.String())
	}
	return lines
}

func tokenize(lang, source string) []chroma.Token {
	plain := []chroma.Token{{Type: chroma.Text, Value: source}}
	if lang == "" || len(source) > maxSource {
		return plain
	}
	lexer := lexers.Get(lang)
	if lexer == nil {
		return plain
	}
	it, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root"}, source)
	if err != nil {
		return plain
	}
	return it.Tokens()
}

// classOf returns the class of a token type, the empty one for plain text
// and white space.
func classOf(t chroma.TokenType) string {
	switch t {
	case chroma.Text, chroma.TextWhitespace, chroma.Name, chroma.NameOther, chroma.Punctuation, chroma.EOFType:
		return ""
	}
	for t != 0 {
		if class, ok := chroma.StandardTypes[t]; ok {
			return class
		}
		t = t.Parent()
	}
	return ""
}

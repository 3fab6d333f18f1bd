package highlight

import (
	"regexp"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/html"
)

// htmlRuns reads HTML with a lexer written for it. It is much faster than
// chroma's, knows every attribute that a browser reads (@click, :key), and
// hands scripts and styles to our lexers, scripts by their type.
func htmlRuns(source string) runs {
	input := parse.NewInputBytes(withoutForeign(source))
	lexer := html.NewLexer(input)
	b := newBuilder(source)
	var tag, kind string // the open tag and its attribute type
	for b.at < len(source) {
		tok, _ := lexer.Next()
		end := min(input.Offset(), len(source))
		text := source[b.at:end]
		switch tok {
		case html.ErrorToken:
			return b.runs()
		case html.CommentToken:
			t := chroma.CommentPreproc
			if strings.HasPrefix(text, "<!--") {
				t = chroma.Comment
			}
			b.add(t, end)
		case html.DoctypeToken:
			b.add(chroma.CommentPreproc, end)
		case html.StartTagToken:
			tag, kind = strings.ToLower(text[1:]), ""
			b.token(chroma.NameTag, b.at+1, end)
		case html.EndTagToken:
			tag = ""
			name := strings.TrimRight(text, "> \t\r\n\f")
			b.token(chroma.NameTag, b.at+len("</"), b.at+len(name))
		case html.AttributeToken:
			value := string(lexer.AttrVal())
			name := len(text) - len(strings.TrimLeft(text, " \t\r\n\f"))
			b.token(chroma.NameAttribute, b.at+name, b.at+name+len(lexer.AttrKey()))
			if value != "" {
				equals := b.at + strings.IndexByte(source[b.at:], '=')
				b.token(chroma.Operator, equals, equals+1)
				b.token(chroma.LiteralString, end-len(value), end)
			}
			if string(lexer.AttrKey()) == "type" {
				kind = strings.ToLower(strings.Trim(value, `"'`))
			}
		case html.TextToken:
			addText(b, tag, kind, text)
			tag = ""
		}
		b.add(chroma.Punctuation, end)
	}
	return b.runs()
}

// addText adds text that stands directly behind a tag.
func addText(b *builder, tag, kind, text string) {
	switch {
	case tag == "style":
		b.embed(cssRuns(text))
	case tag != "script":
		start := b.at
		for _, at := range entity.FindAllStringIndex(text, -1) {
			b.token(chroma.NameEntity, start+at[0], start+at[1])
		}
	case strings.Contains(kind, "json") || kind == "importmap" || kind == "speculationrules":
		b.embed(jsonRuns(text))
	case kind == "" || kind == "module" || strings.Contains(kind, "javascript"):
		b.embed(jsRuns(text))
	}
}

var entity = regexp.MustCompile(`&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);`)

// foreign are tags whose content the lexer would not look into.
var foreign = regexp.MustCompile(`(?i)<(?:svg|math|xml)`)

// withoutForeign returns a source of the same length with other names for
// foreign tags, so that the lexer reads them like all others.
func withoutForeign(source string) []byte {
	src := make([]byte, len(source), len(source)+1)
	copy(src, source)
	for _, at := range foreign.FindAllStringIndex(source, -1) {
		src[at[0]+1] = 'z'
	}
	return src
}

package highlight

import (
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// maxSource is the size of the largest source that chroma reads, in bytes;
// what is longer is shown plain.
const maxSource = 1 << 20

// maxEmpty is how many empty tokens in a row chroma may find. Some of its
// lexers find no end of them: JSONata's at a character that it does not know.
const maxEmpty = 1000

// quick are the languages that have a lexer of their own here, and what else
// they are called.
var quick = func() map[string]func(source string) runs {
	lexers := map[string]func(string) runs{}
	for _, language := range []struct {
		lexer func(string) runs
		names string
	}{
		{goRuns, "go golang"},
		{jsRuns, "javascript js mjs cjs node"},
		{jsonRuns, "json jsonc json5 jsonl webmanifest"},
		{cssRuns, "css"},
		{htmlRuns, "html htm xhtml"},
	} {
		for name := range strings.FieldsSeq(language.names) {
			lexers[name] = language.lexer
		}
	}
	return lexers
}()

// tokenize reads a source in a language, by whichever of its names.
func tokenize(lang, source string) runs {
	lang = strings.ToLower(strings.TrimSpace(lang))
	if lexer, ok := quick[lang]; ok {
		return caught(source, func() runs { return lexer(source) })
	}
	if lang == "" || len(source) > maxSource {
		return plainRuns(source)
	}
	lexer := lexerOf(lang)
	if lexer == nil {
		return plainRuns(source)
	}
	if lexer.Config().Name == "Bash" {
		if r := caught(source, func() runs { return shellRuns(source) }); r != "" {
			return r
		}
	}
	return remembered.runs(lexer.Config().Name, source, func() runs {
		return caught(source, func() runs { return chromaRuns(lexer, source) })
	})
}

// lexerOf returns chroma's lexer of a language, nil if there is none. Chroma
// takes ten milliseconds to find that out, so the answer is kept.
func lexerOf(lang string) chroma.Lexer {
	if known, ok := lexersByName.Load(lang); ok {
		lexer, _ := known.(chroma.Lexer)
		return lexer
	}
	lexer := lexers.Get(lang)
	lexersByName.Store(lang, lexer)
	return lexer
}

var lexersByName sync.Map // from string to chroma.Lexer

// caught returns what lex does, and plain text where it panics. By its doc
// that is how a lexer of chroma's gives up; the others are not ours either.
func caught(source string, lex func() runs) (r runs) {
	defer func() {
		if recover() != nil {
			r = plainRuns(source)
		}
	}()
	return lex()
}

// chromaRuns reads a source with a lexer of chroma's. Some lexers put a
// newline at the end, which is cut off, and none keeps bytes that are no
// UTF-8: a source that comes out otherwise than it went in is shown plain.
func chromaRuns(lexer chroma.Lexer, source string) runs {
	tokens, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root"}, source)
	if err != nil {
		return plainRuns(source)
	}
	b := newBuilder(source)
	empty := 0 // tokens in a row
	for tok := range tokens.Stdlib() {
		if empty++; tok.Value != "" {
			empty = 0
		}
		if empty > maxEmpty {
			break
		}
		rest := source[b.at:]
		if !strings.HasPrefix(rest, tok.Value) && tok.Value != rest+"\n" {
			return plainRuns(source)
		}
		b.add(tok.Type, b.at+len(tok.Value))
	}
	return b.runs()
}

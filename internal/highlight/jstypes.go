package highlight

import (
	"regexp"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/tdewolff/parse/v2/js"
)

// jsType returns what a token of JavaScript is.
func (s *script) jsType(tok js.TokenType, start, end int) chroma.TokenType {
	text := s.source[start:end]
	switch {
	case js.IsIdentifierName(tok):
		return s.jsName(tok, text, s.source[end:])
	case js.IsNumeric(tok):
		return jsNumber(tok, text)
	case tok == js.StringToken && text[0] == '"':
		return chroma.LiteralStringDouble
	case tok == js.StringToken:
		return chroma.LiteralStringSingle
	case tok == js.RegExpToken:
		return chroma.LiteralStringRegex
	case tok == js.PrivateIdentifierToken && calls(s.source[end:]):
		return chroma.NameFunction
	case tok == js.OptChainToken:
		return chroma.Punctuation
	case js.IsOperator(tok) || tok == js.QuestionToken:
		return chroma.Operator
	}
	return chroma.Punctuation
}

// calls reports whether what stands behind a name calls it.
func calls(rest string) bool { return strings.HasPrefix(strings.TrimLeft(rest, " "), "(") }

func jsNumber(tok js.TokenType, text string) chroma.TokenType {
	switch {
	case tok == js.HexadecimalToken:
		return chroma.LiteralNumberHex
	case tok == js.OctalToken:
		return chroma.LiteralNumberOct
	case tok == js.BinaryToken:
		return chroma.LiteralNumberBin
	case strings.ContainsAny(text, ".eE"):
		return chroma.LiteralNumberFloat
	}
	return chroma.LiteralNumberInteger
}

// jsName returns what a name or a keyword is that stands before rest.
func (s *script) jsName(tok js.TokenType, text, rest string) chroma.TokenType {
	if !member(s.previous) && !s.isKey(tok, rest) {
		if t := jsKeyword(tok, s.previous, rest); t != chroma.NameOther {
			return t
		}
		if t, ok := jsGlobals[text]; ok {
			return t
		}
	}
	switch {
	case s.previous == js.ClassToken:
		return chroma.NameClass
	case calls(rest):
		return chroma.NameFunction
	}
	return chroma.NameOther
}

// isKey reports whether a word is the key of a property, be it a keyword
// elsewhere: {class: "x"}.
func (s *script) isKey(tok js.TokenType, rest string) bool {
	if !strings.HasPrefix(rest, ":") || isValue(tok) {
		return false
	}
	if last := len(s.behind) - 1; tok == js.DefaultToken && last >= 0 { // of a switch?
		return !s.behind[last] && (s.previous == js.CommaToken || s.previous == js.OpenBraceToken)
	}
	return true
}

// jsKeyword returns what a keyword is, NameOther for what is none here.
func jsKeyword(tok, previous js.TokenType, rest string) chroma.TokenType {
	switch tok {
	case js.TrueToken, js.FalseToken, js.NullToken:
		return chroma.KeywordConstant
	case js.VarToken, js.ConstToken, js.ClassToken, js.FunctionToken:
		return chroma.KeywordDeclaration
	case js.ImportToken, js.ExportToken, js.ExtendsToken, js.SuperToken, js.DebuggerToken, js.EnumToken, js.AwaitToken:
		return chroma.KeywordReserved
	case js.LetToken:
		if introduces(rest, "[{") {
			return chroma.KeywordDeclaration
		}
	case js.AsyncToken:
		if introduces(rest, "(*#") {
			return chroma.KeywordReserved
		}
	case js.StaticToken, js.GetToken, js.SetToken:
		if introduces(rest, "{#") {
			return chroma.KeywordReserved
		}
	case js.FromToken, js.AsToken:
		switch previous {
		case js.CloseBraceToken, js.MulToken, js.StringToken, js.DefaultToken:
			return chroma.KeywordReserved
		}
		if js.IsIdentifier(previous) {
			return chroma.KeywordReserved
		}
	case js.OfToken:
		if previous == js.CloseBraceToken || previous == js.CloseBracketToken || js.IsIdentifier(previous) {
			return chroma.Keyword
		}
	default:
		if js.IsReservedWord(tok) {
			return chroma.Keyword
		}
	}
	return chroma.NameOther
}

// introduces reports whether a word that may be a name is a keyword, since a
// name or one of some signs follows it.
func introduces(rest, signs string) bool {
	follows := strings.TrimLeft(rest, " \t")
	if follows == "" || operatorWord.MatchString(follows) {
		return false
	}
	return strings.Contains(signs, follows[:1]) || len(follows) < len(rest) && js.IsIdentifierStart([]byte(follows))
}

var operatorWord = regexp.MustCompile(`^(?:of|in|instanceof|as|from)\b`)

// jsGlobals are names that every program knows.
var jsGlobals = func() map[string]chroma.TokenType {
	globals := map[string]chroma.TokenType{}
	for name := range strings.FieldsSeq("undefined NaN Infinity") {
		globals[name] = chroma.KeywordConstant
	}
	for name := range strings.FieldsSeq(`Array ArrayBuffer BigInt Boolean DataView Date Error EvalError Function Intl
		Iterator JSON Map Math Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol
		SyntaxError TypeError URIError WeakMap WeakRef WeakSet console decodeURI decodeURIComponent document encodeURI
		encodeURIComponent eval globalThis isFinite isNaN parseFloat parseInt window`) {
		globals[name] = chroma.NameBuiltin
	}
	return globals
}()

// jsonRuns reads JSON as the JavaScript that it is, so that fragments,
// comments and commas at the end do not trouble it as they trouble chroma's
// lexer and every parser.
func jsonRuns(source string) runs { return scriptRuns(source, (*script).jsonType) }

// jsonType returns what a token of JSON is. The sign of a number is a part of
// it.
func (s *script) jsonType(tok js.TokenType, start, end int) chroma.TokenType {
	key := strings.HasPrefix(strings.TrimLeft(s.source[end:], " \t\r\n"), ":")
	switch {
	case key && (tok == js.StringToken || js.IsIdentifierName(tok)):
		return chroma.NameTag
	case tok == js.SubToken || tok == js.AddToken:
		return chroma.Ignore
	case tok == js.TrueToken || tok == js.FalseToken || tok == js.NullToken:
		return chroma.KeywordConstant
	case tok == js.StringToken || js.IsNumeric(tok):
		return s.jsType(tok, start, end)
	case js.IsIdentifier(tok):
		return jsGlobals[s.source[start:end]]
	}
	return chroma.Punctuation
}

package highlight

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// jsRuns reads JavaScript with a lexer written for it. It is much faster than
// chroma's, and right where that one errs: braces inside of ${...}, names with
// an underscore or #, regular expressions with newer flags, 1_000n.
func jsRuns(source string) runs { return scriptRuns(source, (*script).jsType) }

// A script is a source in JavaScript as it is read.
type script struct {
	source   string
	previous js.TokenType // the token before, but for white space and comments
	// operand says that an operand stands here, so that a slash begins a
	// regular expression; behind says the same of the place behind each
	// parenthesis and brace that is open.
	operand bool
	behind  []bool
}

// scriptRuns reads a source; kind returns what the token from start to end
// is, [chroma.Ignore] where it is a part of the next one.
func scriptRuns(source string, kind func(s *script, tok js.TokenType, start, end int) chroma.TokenType) runs {
	input := parse.NewInputString(source)
	lexer := js.NewLexer(input)
	s := &script{source: source, operand: true}
	b := newBuilder(source)
	if strings.HasPrefix(source, "#!") { // which the lexer does not know
		line, _, _ := strings.Cut(source, "\n")
		b.add(chroma.CommentHashbang, len(line))
		input.Move(len(line))
		input.Skip()
	}
	for b.at < len(source) {
		tok, _ := lexer.Next()
		if s.operand && (tok == js.DivToken || tok == js.DivEqToken) {
			tok, _ = lexer.RegExp()
		}
		end := min(input.Offset(), len(source)) // the lexer may go too far
		switch tok {
		case js.ErrorToken:
			if end <= b.at {
				return b.runs()
			}
			b.add(unfinished(source[b.at:end]), end)
			continue
		case js.WhitespaceToken, js.LineTerminatorToken:
			b.add(chroma.Text, end)
			continue
		case js.CommentToken, js.CommentLineTerminatorToken:
			b.add(scriptComment(source[b.at:end]), end)
			continue
		case js.TemplateToken, js.TemplateStartToken, js.TemplateMiddleToken, js.TemplateEndToken:
			addTemplate(b, tok, end)
		default:
			if t := kind(s, tok, b.at, end); t != chroma.Ignore {
				b.add(t, end)
			}
		}
		s.step(tok)
	}
	return b.runs()
}

// step notes a token, and whether an operand stands behind it.
func (s *script) step(tok js.TokenType) {
	previous := s.previous
	s.previous = tok
	switch {
	case tok == js.OpenParenToken:
		s.operand = true
		s.behind = append(s.behind, previous == js.IfToken || previous == js.WhileToken || previous == js.ForToken || previous == js.WithToken)
	case tok == js.OpenBraceToken:
		s.operand = true
		s.behind = append(s.behind, opensBlock(previous))
	case tok == js.CloseParenToken || tok == js.CloseBraceToken:
		s.operand = tok == js.CloseBraceToken
		if last := len(s.behind) - 1; last >= 0 {
			s.operand = s.behind[last]
			s.behind = s.behind[:last]
		}
	case member(previous):
		s.operand = false
	case tok == js.TemplateStartToken || tok == js.TemplateMiddleToken:
		s.operand = true
	case js.IsReservedWord(tok):
		s.operand = !isValue(tok)
	case tok == js.IncrToken || tok == js.DecrToken || tok == js.CloseBracketToken:
		s.operand = false
	default:
		s.operand = js.IsPunctuator(tok) || js.IsOperator(tok)
	}
}

// opensBlock reports whether a brace behind a token opens a block or the body
// of a function or class, and not an object.
func opensBlock(previous js.TokenType) bool {
	switch previous {
	case js.ErrorToken, js.CloseParenToken, js.SemicolonToken, js.OpenBraceToken, js.CloseBraceToken, js.ArrowToken,
		js.ElseToken, js.DoToken, js.TryToken, js.FinallyToken, js.ClassToken:
		return true
	}
	return js.IsIdentifier(previous)
}

// member reports whether the name behind a token is that of a member, be it
// a keyword elsewhere.
func member(previous js.TokenType) bool {
	return previous == js.DotToken || previous == js.OptChainToken
}

// isValue reports whether a reserved word is a value.
func isValue(tok js.TokenType) bool {
	switch tok {
	case js.ThisToken, js.SuperToken, js.NullToken, js.TrueToken, js.FalseToken:
		return true
	}
	return false
}

// addTemplate adds a part of a template, up to and with the signs of its
// interpolations.
func addTemplate(b *builder, tok js.TokenType, end int) {
	if tok == js.TemplateMiddleToken || tok == js.TemplateEndToken {
		b.add(chroma.LiteralStringInterpol, b.at+1)
	}
	if tok == js.TemplateStartToken || tok == js.TemplateMiddleToken {
		b.add(chroma.LiteralStringBacktick, end-2)
		b.add(chroma.LiteralStringInterpol, end)
		return
	}
	b.add(chroma.LiteralStringBacktick, end)
}

func scriptComment(text string) chroma.TokenType {
	if strings.HasPrefix(text, "/*") {
		return chroma.CommentMultiline
	}
	return chroma.CommentSingle
}

// unfinished returns the kind of a token that the lexer could not read to its
// end.
func unfinished(text string) chroma.TokenType {
	switch text[0] {
	case '"':
		return chroma.LiteralStringDouble
	case '\'':
		return chroma.LiteralStringSingle
	case '`', '}':
		return chroma.LiteralStringBacktick
	case '0':
		return chroma.LiteralNumberInteger // an octal one as 017, read digit by digit
	}
	if strings.HasPrefix(text, "/*") {
		return chroma.CommentMultiline
	}
	return chroma.Text
}

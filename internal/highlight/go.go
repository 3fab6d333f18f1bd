package highlight

import (
	"go/doc"
	"go/scanner"
	"go/token"
	"go/types"

	"github.com/alecthomas/chroma/v2"
)

// goTokens reads Go with its own scanner. What the scanner cannot read is
// plain text; nothing is lost.
func goTokens(source string) []chroma.Token {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	s.Init(file, []byte(source), func(token.Position, string) {}, scanner.ScanComments)
	var tokens []chroma.Token
	at := 0
	add := func(t chroma.TokenType, from, to int) {
		if from > at {
			tokens = append(tokens, chroma.Token{Type: chroma.Text, Value: source[at:from]})
		}
		if to > max(from, at) {
			from = max(from, at)
			tokens = append(tokens, chroma.Token{Type: t, Value: source[from:to]})
			at = to
		}
	}
	previous := token.ILLEGAL
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		from := file.Offset(pos)
		if tok == token.SEMICOLON && lit == "\n" {
			previous = tok
			continue // put in by the scanner
		}
		to := from + len(lit)
		if lit == "" {
			to = from + len(tok.String())
		}
		// The scanner drops carriage returns from comments and raw strings.
		if tok == token.COMMENT || tok == token.STRING {
			to = literalEnd(source, from, to)
		}
		add(goType(tok, lit, previous, source[min(to, len(source)):]), from, min(to, len(source)))
		previous = tok
	}
	if at < len(source) {
		tokens = append(tokens, chroma.Token{Type: chroma.Text, Value: source[at:]})
	}
	return tokens
}

// literalEnd returns where a comment or raw string that holds carriage
// returns really ends; to is right without them.
func literalEnd(source string, from, to int) int {
	missing := 0
	for i := from; i < min(to+missing, len(source)); i++ {
		if source[i] == '\r' {
			missing++
		}
	}
	return min(to+missing, len(source))
}

func goType(tok token.Token, lit string, previous token.Token, rest string) chroma.TokenType {
	switch {
	case tok == token.COMMENT:
		if lit[1] == '/' {
			return chroma.CommentSingle
		}
		return chroma.CommentMultiline
	case tok == token.STRING && lit[0] == '`':
		return chroma.LiteralStringBacktick
	case tok == token.STRING:
		return chroma.LiteralString
	case tok == token.CHAR:
		return chroma.LiteralStringChar
	case tok == token.INT:
		return chroma.LiteralNumberInteger
	case tok == token.FLOAT:
		return chroma.LiteralNumberFloat
	case tok == token.IMAG:
		return chroma.LiteralNumber
	case tok == token.PACKAGE || tok == token.IMPORT:
		return chroma.KeywordNamespace
	case tok == token.FUNC || tok == token.VAR || tok == token.CONST || tok == token.TYPE || tok == token.STRUCT ||
		tok == token.INTERFACE || tok == token.MAP || tok == token.CHAN:
		return chroma.KeywordDeclaration
	case tok.IsKeyword():
		return chroma.Keyword
	case tok == token.IDENT:
		return identType(lit, previous, rest)
	case tok.IsOperator():
		if punctuation[tok] {
			return chroma.Punctuation
		}
		return chroma.Operator
	}
	return chroma.Text
}

var punctuation = map[token.Token]bool{
	token.LPAREN: true, token.RPAREN: true, token.LBRACK: true, token.RBRACK: true, token.LBRACE: true,
	token.RBRACE: true, token.COMMA: true, token.PERIOD: true, token.SEMICOLON: true, token.COLON: true,
}

func identType(name string, previous token.Token, rest string) chroma.TokenType {
	called := len(rest) > 0 && rest[0] == '('
	switch {
	case previous == token.PERIOD && called:
		return chroma.NameFunction
	case previous == token.PERIOD:
		return chroma.NameOther
	case doc.IsPredeclared(name):
		switch types.Universe.Lookup(name).(type) {
		case *types.TypeName:
			return chroma.KeywordType
		case *types.Const, *types.Nil:
			return chroma.KeywordConstant
		}
		if called {
			return chroma.NameBuiltin
		}
		return chroma.NameOther
	case called:
		return chroma.NameFunction
	}
	return chroma.NameOther
}

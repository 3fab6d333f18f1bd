package highlight

import (
	"go/scanner"
	"go/token"
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// goRuns reads Go with its own scanner, which is much faster than a lexer of
// regular expressions and right about every literal. Kinds of tokens are those
// of chroma's lexer; the tests list where this one knows better. What the
// scanner cannot read is plain text.
func goRuns(source string) runs {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", 1, len(source))
	s.Init(file, []byte(source), func(token.Position, string) {}, scanner.ScanComments)
	b := newBuilder(source)
	returns := strings.Contains(source, "\r")
	previous := token.ILLEGAL
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return b.runs()
		}
		start := int(pos) - 1
		end := start + len(lit)
		switch {
		case tok == token.SEMICOLON && lit == "\n":
			previous = tok
			continue // put in by the scanner
		case lit == "":
			end = start + len(tok.String())
		case returns && (tok == token.COMMENT || tok == token.STRING):
			// The scanner drops carriage returns from comments and raw strings.
			end = literalEnd(source, start, end)
		}
		b.token(goType(tok, lit, previous, source[min(end, len(source)):]), start, end)
		previous = tok
	}
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

// goType returns the kind of a token, which stands behind another one and
// before the rest of the source.
func goType(tok token.Token, lit string, previous token.Token, rest string) chroma.TokenType {
	switch tok {
	case token.IDENT:
		return goName(lit, previous, rest)
	case token.COMMENT:
		return goComment(lit)
	case token.STRING:
		return chroma.LiteralString
	case token.CHAR:
		return chroma.LiteralStringChar
	case token.INT:
		return goInteger(lit)
	case token.FLOAT:
		return chroma.LiteralNumberFloat
	case token.IMAG:
		return chroma.LiteralNumber
	case token.PACKAGE, token.IMPORT:
		return chroma.KeywordNamespace
	case token.FUNC, token.VAR, token.CONST, token.TYPE, token.STRUCT, token.INTERFACE, token.MAP, token.CHAN:
		return chroma.KeywordDeclaration
	case token.ADD, token.SUB, token.MUL, token.QUO, token.REM, token.AND, token.SHL, token.SHR, token.AND_NOT,
		token.ADD_ASSIGN, token.SUB_ASSIGN, token.MUL_ASSIGN, token.QUO_ASSIGN, token.REM_ASSIGN, token.AND_ASSIGN,
		token.OR_ASSIGN, token.SHL_ASSIGN, token.SHR_ASSIGN, token.AND_NOT_ASSIGN, token.LAND, token.LOR, token.ARROW,
		token.INC, token.DEC, token.EQL, token.NEQ, token.LEQ, token.GEQ, token.DEFINE, token.ELLIPSIS:
		return chroma.Operator
	}
	if tok.IsKeyword() {
		return chroma.Keyword
	}
	return chroma.Punctuation
}

// goComment returns the kind of a comment. A directive is told from a comment
// as go/ast does it: https://go.dev/doc/comment#syntax.
func goComment(lit string) chroma.TokenType {
	if lit[1] == '*' {
		return chroma.CommentMultiline
	}
	text := lit[2:]
	for _, old := range [...]string{"line ", "export ", "extern "} {
		if strings.HasPrefix(text, old) {
			return chroma.CommentPreproc
		}
	}
	tool, rest, found := strings.Cut(text, ":")
	if found && tool != "" && rest != "" && lower(rest[0]) && strings.IndexFunc(tool, notLower) < 0 {
		return chroma.CommentPreproc
	}
	return chroma.CommentSingle
}

func lower(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

func notLower(r rune) bool { return r >= 0x80 || !lower(byte(r)) }

// goInteger returns the kind of an integer, by its base.
func goInteger(lit string) chroma.TokenType {
	if len(lit) < 2 || lit[0] != '0' {
		return chroma.LiteralNumberInteger
	}
	switch lit[1] {
	case 'x', 'X':
		return chroma.LiteralNumberHex
	case 'b', 'B':
		return chroma.LiteralNumberBin
	}
	return chroma.LiteralNumberOct
}

// goName returns the kind of a name. Without types to ask, a name is a
// function where it is called or declared as one.
func goName(name string, previous token.Token, rest string) chroma.TokenType {
	called := strings.HasPrefix(rest, "(")
	if previous != token.PERIOD {
		switch name {
		case "true", "false", "iota", "nil":
			return chroma.KeywordConstant
		case "any", "comparable":
			return chroma.KeywordType
		case "bool", "byte", "complex64", "complex128", "error", "float32", "float64", "int", "int8", "int16", "int32",
			"int64", "rune", "string", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr":
			if called {
				return chroma.NameBuiltin // a conversion
			}
			return chroma.KeywordType
		case "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new",
			"panic", "print", "println", "real", "recover":
			if called {
				return chroma.NameBuiltin
			}
		}
	}
	if called || previous == token.FUNC || strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n"), "(") {
		return chroma.NameFunction
	}
	return chroma.NameOther
}

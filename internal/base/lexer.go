package base

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word of an expression.
type token struct {
	kind tokenKind
	at   int
	text string // of an operator or name as written, of a string what it means
}

type tokenKind int

const (
	endToken tokenKind = iota
	numberToken
	stringToken
	nameToken
	operatorToken
)

// operators are tried in this order.
var operators = []string{
	"||", "&&", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!",
	"(", ")", "[", "]", "{", "}", ",", ".", ":",
}

// advance reads the next token.
func (p *expressionParser) advance() {
	rest := strings.TrimLeftFunc(p.text[p.end:], unicode.IsSpace)
	at := len(p.text) - len(rest)
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case rest == "":
		p.next, p.end = token{kind: endToken, at: at}, at
	case r >= '0' && r <= '9':
		p.end = at + digits(rest)
		if after := p.text[p.end:]; len(after) > 1 && after[0] == '.' && digits(after[1:]) > 0 {
			p.end += 1 + digits(after[1:])
		}
		p.next = token{kind: numberToken, at: at, text: p.text[at:p.end]}
	case r == '"' || r == '\'':
		text, length := p.quoted(at, byte(r))
		p.next, p.end = token{kind: stringToken, at: at, text: text}, at+length
	case nameRune(r):
		length := strings.IndexFunc(rest, func(r rune) bool { return !nameRune(r) })
		if length < 0 {
			length = len(rest)
		}
		p.next, p.end = token{kind: nameToken, at: at, text: rest[:length]}, at+length
	default:
		for _, op := range operators {
			if strings.HasPrefix(rest, op) {
				p.next, p.end = token{kind: operatorToken, at: at, text: op}, at+len(op)
				return
			}
		}
		if r == '=' {
			p.fail(at, "= is not an operator; == compares")
		}
		p.fail(at, "%q does not belong in an expression", rest[:size])
	}
}

func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }

func nameRune(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// quoted reads a string that begins at an offset; length counts its quotes.
func (p *expressionParser) quoted(at int, quote byte) (text string, length int) {
	var out strings.Builder
	s := p.text[at:]
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return out.String(), i + 1
		case s[i] != '\\' || i+1 == len(s):
			out.WriteByte(s[i])
		default:
			i++
			switch s[i] {
			case 'n':
				out.WriteByte('\n')
			case 't':
				out.WriteByte('\t')
			case 'r':
				out.WriteByte('\r')
			default:
				out.WriteByte(s[i])
			}
		}
	}
	p.fail(at, "the string has no closing %c", quote)
	return "", 0
}

// pattern reads a regular expression; the next token is its first slash.
func (p *expressionParser) pattern() node {
	start, class := p.next.at, false
	for i := start + 1; i < len(p.text) && p.text[i] != '\n'; i++ {
		switch p.text[i] {
		case '\\':
			i++
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if class {
				continue
			}
			p.end = i + 1
			for p.end < len(p.text) && p.text[p.end] >= 'a' && p.text[p.end] <= 'z' {
				p.end++
			}
			n := &literal{at: at(start), value: newPattern(p.text[start+1:i], p.text[i+1:p.end])}
			p.advance()
			return n
		}
	}
	p.fail(start, "the regular expression has no closing /")
	return nil
}

package highlight

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// cssRuns reads CSS with a lexer written for it. It is much faster than
// chroma's, and follows what that one does not know: nested rules, containers
// and layers, properties and units of the last years.
func cssRuns(source string) runs {
	lexer := css.NewLexer(parse.NewInputString(source))
	s := sheet{builder: newBuilder(source)}
	for end := 0; ; {
		tok, text := lexer.Next()
		if tok == css.ErrorToken {
			break
		}
		end += len(text)
		s.tokens = append(s.tokens, cssToken{tok, end})
	}
	for s.i = range s.tokens {
		s.next(s.tokens[s.i])
	}
	return s.builder.runs()
}

type cssToken struct {
	css.TokenType
	end int
}

// A sheet is a style sheet as it is read. What a name means depends on the
// part of a rule in which it stands.
type sheet struct {
	builder *builder
	tokens  []cssToken
	i       int
	part    part
	// previous is the token before but for comments; white space counts.
	previous  css.TokenType
	delimiter byte // what previous is, if it is a delimiter
	brackets  int  // how many are open in a selector
}

// A part is one of a rule.
type part int

const (
	begin    part = iota // of a rule or declaration
	selector             // p > a:hover
	at                   // the rest of a rule with @
	property             // color
	value                // red
)

func (s *sheet) next(tok cssToken) {
	b := s.builder
	text := b.source[b.at:tok.end]
	switch tok.TokenType {
	case css.CommentToken:
		b.add(chroma.Comment, tok.end)
		return
	case css.LeftBraceToken, css.RightBraceToken, css.SemicolonToken:
		s.part, s.brackets = begin, 0
	case css.WhitespaceToken:
	default:
		if s.part == begin {
			s.part = s.begun(tok.TokenType)
		}
		s.add(tok, text)
	}
	b.add(chroma.Punctuation, tok.end)
	s.previous, s.delimiter = tok.TokenType, text[0]
}

// begun returns what begins with a token. A rule may stand in another one, so
// that what a first name is shows only at the next brace or semicolon.
func (s *sheet) begun(tok css.TokenType) part {
	switch tok {
	case css.AtKeywordToken:
		return at
	case css.CustomPropertyNameToken:
		return property
	}
	colon := false
	for _, ahead := range s.tokens[s.i:] {
		switch ahead.TokenType {
		case css.LeftBraceToken:
			return selector
		case css.ColonToken:
			colon = true
		case css.SemicolonToken, css.RightBraceToken:
			return property
		}
	}
	if colon {
		return property
	}
	return selector
}

// add adds a token that is no comment, white space or end of a part. What it
// leaves is punctuation.
func (s *sheet) add(tok cssToken, text string) {
	b := s.builder
	switch tok.TokenType {
	case css.AtKeywordToken:
		b.add(chroma.Keyword, tok.end)
	case css.StringToken, css.BadStringToken:
		t := chroma.LiteralStringDouble
		if text[0] == '\'' {
			t = chroma.LiteralStringSingle
		}
		b.add(t, tok.end)
	case css.NumberToken, css.PercentageToken, css.DimensionToken:
		digits := parse.Number([]byte(text))
		t := chroma.LiteralNumberInteger
		if strings.ContainsAny(text[:digits], ".eE") {
			t = chroma.LiteralNumberFloat
		}
		b.add(t, b.at+digits)
		b.add(chroma.KeywordType, tok.end)
	case css.UnicodeRangeToken:
		b.add(chroma.LiteralNumberHex, tok.end)
	case css.URLToken, css.BadURLToken:
		b.add(chroma.NameBuiltin, b.at+len("url"))
		b.add(chroma.Punctuation, b.at+1)
		b.add(chroma.LiteralStringOther, tok.end-1)
	case css.CustomPropertyNameToken:
		b.add(chroma.NameVariable, tok.end)
	case css.HashToken:
		t := chroma.LiteralNumberHex
		if s.part == selector {
			t = chroma.NameNamespace
		}
		b.add(t, tok.end)
	case css.IdentToken:
		b.add(s.name(text), tok.end)
	case css.FunctionToken:
		t := chroma.NameBuiltin
		if s.part == selector {
			t = chroma.NameDecorator
		}
		b.add(t, tok.end-1)
	case css.ColonToken:
		if s.part == property {
			s.part = value
		}
	case css.LeftBracketToken:
		s.brackets++
	case css.RightBracketToken:
		s.brackets--
	case css.DelimToken:
		switch text[0] {
		case '.', '&':
		case '!':
			b.add(chroma.Keyword, tok.end)
		default:
			b.add(chroma.Operator, tok.end)
		}
	case css.IncludeMatchToken, css.DashMatchToken, css.PrefixMatchToken, css.SuffixMatchToken, css.SubstringMatchToken:
		b.add(chroma.Operator, tok.end)
	}
}

// name returns what a name is.
func (s *sheet) name(text string) chroma.TokenType {
	switch s.part {
	case selector:
		switch {
		case s.brackets > 0:
			return chroma.NameAttribute
		case s.previous == css.ColonToken:
			return chroma.NameDecorator
		case s.previous == css.DelimToken && s.delimiter == '.':
			return chroma.NameClass
		}
		return chroma.NameTag
	case property:
		return chroma.Keyword
	case value:
		if s.previous == css.DelimToken && s.delimiter == '!' {
			return chroma.Keyword
		}
		return chroma.KeywordConstant
	}
	if i := s.i + 1; i < len(s.tokens) && s.tokens[i].TokenType == css.ColonToken {
		return chroma.Keyword // what a query asks for: (width: 40em)
	}
	switch strings.ToLower(text) { // in a rule with @
	case "and", "or", "not", "only", "layer", "supports", "from", "to":
		return chroma.Keyword
	}
	return chroma.NameOther
}

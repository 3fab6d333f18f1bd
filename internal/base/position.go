package base

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

func (s scalar) errorAt(offset int, format string, args ...any) *Error {
	line, column := s.position(offset)
	return &Error{Line: line, Column: column, Message: fmt.Sprintf(format, args...)}
}

// position returns where in the file an offset of the text is written. It
// reads the text and its source side by side: the source may have quotes,
// escapes, line breaks and indentation that the text has not.
func (s scalar) position(offset int) (line, column int) {
	src, at := s.origin, 0
	var quote byte
	switch {
	case src == "":
	case src[0] == '\'' || src[0] == '"':
		quote, at = src[0], 1
	case (src[0] == '|' || src[0] == '>') && !strings.HasPrefix(s.text, src[:1]):
		header, _, _ := strings.Cut(src, "\n")
		at = min(len(header)+1, len(src))
	}
	offset = min(offset, len(s.text))
	for i := 0; i < offset; {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		at = skipBlank(src, at, r, quote)
		switch rest := src[at:]; {
		case rest == "":
		case quote == '"' && rest[0] == '\\':
			at += min(escapeLength(rest), len(rest))
		case quote == '\'' && strings.HasPrefix(rest, "''"):
			at += 2
		case r != ' ' && r != '\n' || rest[0] == byte(r):
			_, width := utf8.DecodeRuneInString(rest)
			at += width
		}
		i += size
	}
	if offset < len(s.text) {
		r, _ := utf8.DecodeRuneInString(s.text[offset:])
		at = skipBlank(src, at, r, quote)
	}
	if i := strings.LastIndexByte(src[:at], '\n'); i >= 0 {
		return s.line + strings.Count(src[:at], "\n"), utf8.RuneCountInString(src[i+1:at]) + 1
	}
	return s.line, s.column + utf8.RuneCountInString(src[:at])
}

// skipBlank leaves out the blanks of the source before the next character of
// the text, and in double quotes the ends of lines that are escaped.
func skipBlank(src string, at int, next rune, quote byte) int {
	for at < len(src) && rune(src[at]) != next {
		switch {
		case quote == '"' && strings.HasPrefix(src[at:], "\\\n"):
			at += 2
		case strings.IndexByte(" \t\n", src[at]) >= 0:
			at++
		default:
			return at
		}
	}
	return at
}

// escapeLength returns how long the escape of a double-quoted string is.
func escapeLength(s string) int {
	if len(s) < 2 {
		return 1
	}
	switch s[1] {
	case 'x':
		return 4
	case 'u':
		return 6
	case 'U':
		return 10
	}
	_, size := utf8.DecodeRuneInString(s[1:])
	return 1 + size
}

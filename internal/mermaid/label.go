package mermaid

import (
	"html"
	"regexp"
	"strings"
)

// hidden is the first of 128 private characters that stand for those of
// ASCII where beautiful-mermaid would take these for its own.
const hidden = '\uf700'

// nothing is a label that shows nothing.
const nothing = string(hidden + ' ')

// hide hides the given characters in s.
func hide(s, chars string) string {
	return strings.Map(func(c rune) rune {
		if c < 128 && strings.ContainsRune(chars, c) {
			return hidden + c
		}
		return c
	}, s)
}

// show undoes hide.
func show(s string) string {
	return strings.Map(func(c rune) rune {
		if hidden <= c && c < hidden+128 {
			return c - hidden
		}
		return c
	}, s)
}

const (
	// special are the characters of a label that have a meaning.
	special = "[]{}()|<>\"\\*~/&;#%`"
	// notWord are all that end a word.
	notWord = special + " :,.!?'+-=$@^_"
)

// A label is the text of a part of a diagram.
type label struct {
	plain string // on one line
	text  string // for beautiful-mermaid: special characters are hidden
	lines []string
}

var (
	numberRE   = regexp.MustCompile(`#(\d{1,7});`)
	namedRE    = regexp.MustCompile(`#([A-Za-z]\w*);`)
	iconRE     = regexp.MustCompile(`\bfa[a-z]{0,2}:fa-[\w-]+\s*`)
	tagRE      = regexp.MustCompile(`(?i)<(/?)(br|b|strong|i|em|u|s|del|span|div|p|font|center|small|big|sub|sup|mark|code|kbd|tt|a|img|hr|h[1-6]|ul|ol|li)(?:\s[^<>]*)?/?>`)
	boldRE     = regexp.MustCompile(`(\*\*|__)(\S|\S.*?\S)(\*\*|__)`)
	italicRE   = regexp.MustCompile(`([*_])(\S|\S.*?\S)([*_])`)
	formatting = set("b strong i em u s del")
)

// newLabel reads a label as Mermaid writes it: quoted or not, a Markdown
// string between back quotes, with HTML for breaks and emphasis, with
// characters by number or name as in #35; and #quot;.
func newLabel(s string) label {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	if len(s) >= 2 && s[0] == '`' && s[len(s)-1] == '`' {
		s = boldRE.ReplaceAllString(s[1:len(s)-1], "<b>$2</b>")
		s = italicRE.ReplaceAllString(s, "<i>$2</i>")
	}
	s = iconRE.ReplaceAllString(strings.ReplaceAll(s, `\n`, "<br>"), "")
	var plain, text strings.Builder
	add := func(part string) {
		part = html.UnescapeString(namedRE.ReplaceAllString(numberRE.ReplaceAllString(part, "&#$1;"), "&$1;"))
		part = strings.Join(strings.FieldsFunc(strings.Map(printable, part), func(c rune) bool { return c == '\n' || c == '\t' }), " ")
		plain.WriteString(part)
		text.WriteString(hide(part, special))
	}
	at := 0
	for _, m := range tagRE.FindAllStringSubmatchIndex(s, -1) {
		add(s[at:m[0]])
		at = m[1]
		switch name := strings.ToLower(s[m[4]:m[5]]); {
		case name == "br":
			plain.WriteByte('\n')
			text.WriteString("<br>")
		case formatting[name]:
			text.WriteString("<" + s[m[2]:m[3]] + name + ">")
		}
	}
	add(s[at:])
	l := label{text: text.String()}
	for t := range strings.SplitSeq(plain.String(), "\n") {
		l.lines = append(l.lines, strings.TrimSpace(t))
	}
	l.plain = strings.Join(strings.Fields(plain.String()), " ")
	if l.plain == "" {
		l.text = nothing
	}
	return l
}

// oneWord returns the label as a name without spaces.
func (l label) oneWord() string {
	if l.plain == "" {
		return nothing
	}
	return hide(l.plain, notWord)
}

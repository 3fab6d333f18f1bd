package note

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"
)

// resolveText resolves backslash escapes and character references.
func resolveText(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') >= 0 {
		raw = util.UnescapePunctuations(raw)
	}
	if bytes.IndexByte(raw, '&') >= 0 {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(raw))
	}
	return raw
}

// Slug turns text into an id or a part of an address: letters and digits of
// any script in lower case, words joined by "-", everything else dropped.
// These are GitHub's heading ids (rule 75).
func Slug(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '_', r == '-', unicode.Is(unicode.So, r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsSpace(r):
			b.WriteByte('-')
		}
	}
	return b.String()
}

// An idMaker makes heading ids that are unique in a note: the slug, and -1,
// -2 behind it when it is taken (rule 198). It holds, for each id in use,
// the number to try next.
type idMaker map[string]int

func (m idMaker) make(text string) string {
	slug := Slug(text)
	if slug == "" {
		slug = "section"
	}
	id := slug
	for {
		next, taken := m[id]
		if !taken {
			m[id] = 1
			return id
		}
		if id != slug {
			next = m[slug]
		}
		m[slug] = next + 1
		id = slug + "-" + strconv.Itoa(next)
	}
}

package site

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSegment bounds a segment of an address, in bytes: file systems allow
// 255, of which ".html" and a number need some.
const maxSegment = 200

// Address turns a path of the vault, without extension, into one that is
// safe on every file system and in every URL: each segment in NFC, lower
// case, spaces joined to "-", everything else that is not a letter, digit,
// mark or symbol of some script, "-", "_", "." or "+" dropped.
func Address(p string) string {
	segments := strings.Split(p, "/")
	for i, s := range segments {
		segments[i] = addressSegment(s)
	}
	return strings.Join(segments, "/")
}

func addressSegment(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range norm.NFC.String(name) {
		switch {
		case unicode.IsSpace(r) || r == '-':
			dash = b.Len() > 0
			continue
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), unicode.Is(unicode.So, r),
			r == '_', r == '+', r == '.' && b.Len() > 0:
		default:
			continue
		}
		if dash {
			b.WriteByte('-')
			dash = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	s := b.String()
	if len(s) > maxSegment {
		s = s[:maxSegment]
		for !utf8.ValidString(s) {
			s = s[:len(s)-1]
		}
	}
	if s = strings.TrimRight(s, ".-"); s == "" {
		return "untitled"
	}
	return s
}

// addresses hands out addresses, each once.
type addresses map[string]bool

// take reserves want, or want with -2, -3, … before its extension when it is
// taken, and reports whether it was free.
func (a addresses) take(want string) (got string, free bool) {
	if a.inReserved(want) {
		got, _ = a.take("files/" + want)
		return got, false
	}
	if !a[want] {
		a[want] = true
		return want, true
	}
	ext := path.Ext(want)
	stem := strings.TrimSuffix(want, ext)
	for i := 2; ; i++ {
		got = fmt.Sprintf("%s-%d%s", stem, i, ext)
		if !a[got] {
			a[got] = true
			return got, false
		}
	}
}

// inReserved reports whether a folder above an address is reserved: one that
// ends with a slash.
func (a addresses) inReserved(address string) bool {
	for i := range len(address) {
		if address[i] == '/' && a[address[:i+1]] {
			return true
		}
	}
	return false
}

// Rel returns the path that leads from one page's URL to another, both
// within the site: Rel("a/b.html", "c.html") is "../c.html".
func Rel(from, to string) string {
	fromDir := strings.Split(from, "/")
	toDir := strings.Split(to, "/")
	common := 0
	for common < len(fromDir)-1 && common < len(toDir)-1 && fromDir[common] == toDir[common] {
		common++
	}
	return strings.Repeat("../", len(fromDir)-1-common) + strings.Join(toDir[common:], "/")
}

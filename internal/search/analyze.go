package search

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The analysis, which theme/js/search.js repeats for questions: a text is cut
// into words, runs of letters, digits and marks. A run in a script that puts
// no spaces between words is cut into pairs of characters. Code is not cut at
// its capitals when it is asked for, but found by its parts too.
//
// Word boundaries as UAX #29 has them need tables that a page would have to
// load, and would keep "fs.readFile" and "can't" together; runs do not.

// A word is a run in a text.
type word struct {
	text  string
	dense bool // of a script without spaces
}

// What a character is to the analysis.
const (
	gap = iota
	letter
	dense
	mark // belongs to what stands before it
)

// denseScripts are those that put no spaces between words.
var denseScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// asciiClass is class for the characters of most texts.
var asciiClass = func() (table [utf8.RuneSelf]uint8) {
	for c := range table {
		if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' {
			table[c] = letter
		}
	}
	return table
}()

func class(r rune) uint8 {
	switch {
	case r < utf8.RuneSelf:
		return asciiClass[r]
	case r > unicode.MaxLatin1 && (unicode.In(r, denseScripts...) || r == 'ー' || r == 'ｰ'):
		return dense
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return letter
	case unicode.IsMark(r):
		return mark
	}
	return gap
}

// words yields the words of a text. One letter behind an apostrophe is none:
// "Little's" is "Little".
func words(text string) iter.Seq[word] {
	text = norm.NFC.String(text)
	return func(yield func(word) bool) {
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			first := class(r)
			if first == gap {
				i += size
				continue
			}
			if first == mark {
				first = letter
			}
			end, runes := i+size, 1
			for end < len(text) {
				c, size := uint8(0), 1
				if text[end] < utf8.RuneSelf {
					c = asciiClass[text[end]]
				} else {
					r, size = utf8.DecodeRuneInString(text[end:])
					c = class(r)
				}
				if c != first && c != mark {
					break
				}
				end += size
				runes++
			}
			run := word{text[i:end], first == dense}
			if !(runes == 1 && first == letter && afterApostrophe(text[:i])) && !yield(run) {
				return
			}
			i = end
		}
	}
}

func afterApostrophe(before string) bool {
	rest := strings.TrimSuffix(before, "'")
	if rest == before {
		rest = strings.TrimSuffix(before, "’")
	}
	if rest == before {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(rest)
	return class(r) != gap
}

// lower returns a word as a form: in lower case, composed, accents kept.
func lower(word string) string {
	return norm.NFC.String(strings.ReplaceAll(strings.ToLower(word), "ς", "σ"))
}

// folded are letters that are others with a stroke or joined, though Unicode
// does not take them apart.
var folded = strings.NewReplacer(
	"ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ħ", "h", "ı", "i",
)

// key returns what forms are compared by: the form without accents and
// without the points of Hebrew and Arabic. Marks of other scripts stay, for
// there they make other letters.
func key(form string) string {
	if isASCII(form) {
		return form
	}
	plain := strings.Map(func(r rune) rune {
		if 0x300 <= r && r <= 0x36f || 0x591 <= r && r <= 0x5c7 && unicode.IsMark(r) || 0x64b <= r && r <= 0x65f || r == 0x670 {
			return -1
		}
		return r
	}, norm.NFD.String(form))
	return folded.Replace(norm.NFC.String(plain))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// parts returns what a name in camel case is made of, if of several words:
// "next" and "Tick", "HTTP" and "Server".
func parts(name string) []string {
	var cut []string
	start, last := 0, rune(0)
	for i, r := range name {
		next, _ := utf8.DecodeRuneInString(name[i+utf8.RuneLen(r):])
		if i > start && unicode.IsUpper(r) && (unicode.IsLower(last) || unicode.IsUpper(last) && unicode.IsLower(next)) {
			cut = append(cut, name[start:i])
			start = i
		}
		last = r
	}
	if cut == nil {
		return nil
	}
	cut = append(cut, name[start:])
	long := cut[:0]
	for _, part := range cut {
		if utf8.RuneCountInString(part) > 1 {
			long = append(long, part)
		}
	}
	return long
}

// maxForm is the length in characters from which a run is no word that
// anybody types.
const maxForm = 32

// forms returns under which forms a word is found.
func (w word) forms() []string {
	if !w.dense {
		forms := []string{lower(w.text)}
		for _, part := range parts(w.text) {
			forms = append(forms, lower(part))
		}
		kept := forms[:0]
		for _, form := range forms {
			if key(form) != "" && utf8.RuneCountInString(form) <= maxForm {
				kept = append(kept, form)
			}
		}
		return kept
	}
	runes := []rune(lower(w.text))
	forms := make([]string, len(runes))
	for i := range runes {
		// The last character alone, so that each begins a form.
		forms[i] = string(runes[i:min(i+2, len(runes))])
	}
	return forms
}

package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/hungarian"
	"github.com/kljensen/snowball/norwegian"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"github.com/kljensen/snowball/swedish"
)

// stemmers are those of Snowball (https://snowballstem.org), by language.
var stemmers = map[string]func(word string, stopWords bool) string{
	"en": english.Stem,
	"es": spanish.Stem,
	"fr": french.Stem,
	"hu": hungarian.Stem,
	"nb": norwegian.Stem,
	"nn": norwegian.Stem,
	"no": norwegian.Stem,
	"ru": russian.Stem,
	"sv": swedish.Stem,
}

// language returns the language by which a document is stemmed: "en" if it
// says none, "" if there is no stemmer.
func language(tag string) string {
	if tag == "" {
		return "en"
	}
	primary, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	if stemmers[primary] == nil {
		return ""
	}
	return primary
}

// stem returns the stem of a form, or "" if it has no other forms: because it
// is no word, is too short, or the language has no stemmer.
func stem(form, lang string) string {
	stemmer := stemmers[lang]
	if stemmer == nil || len(form) < 3 || strings.ContainsFunc(form, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return ""
	}
	return stemmer(form, true)
}

// maxKin is how many other forms a form names: the most frequent ones.
const maxKin = 12

// setKin finds for each term those with the same stem, each in the language
// in which it is in most documents.
func setKin(terms []*term) {
	families := map[string][]*term{}
	stems := make([]string, len(terms))
	const batch = 512
	each((len(terms)+batch-1)/batch, func(i int) {
		for j := i * batch; j < min((i+1)*batch, len(terms)); j++ {
			if s := stem(terms[j].form, terms[j].lang); s != "" {
				stems[j] = terms[j].lang + " " + s
			}
		}
	})
	for i, t := range terms {
		if stems[i] != "" {
			families[stems[i]] = append(families[stems[i]], t)
		}
	}
	for _, family := range families {
		if len(family) < 2 {
			continue
		}
		slices.SortFunc(family, func(a, b *term) int {
			return cmp.Or(cmp.Compare(b.docs, a.docs), cmp.Compare(a.form, b.form))
		})
		for _, t := range family {
			for _, other := range family {
				if other != t && other.key != t.key && len(t.kin) < maxKin {
					t.kin = append(t.kin, other.form)
				}
			}
		}
	}
}

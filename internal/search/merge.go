package search

import (
	"cmp"
	"maps"
	"slices"
)

// A term is a form with what all documents say of it.
type term struct {
	form, key, lang string
	docs            int32    // that have it in a language
	kin             []string // other forms with the same stem
}

// An index has the terms of one sort of words, in the order of their keys,
// and the postings of each.
type index struct {
	terms    []*term
	postings [][]posting // by number
}

// merge joins what the counters found: the words of names, those of texts.
func merge(counters []*counter) (names, texts index) {
	var terms []*term
	at := map[string]*term{}
	of := make([][]*term, len(counters)) // a counter's forms
	langs := map[string]bool{}
	for i, c := range counters {
		for _, form := range c.forms {
			t, ok := at[form]
			if !ok {
				t = &term{form: form, key: key(form)}
				at[form] = t
				terms = append(terms, t)
			}
			of[i] = append(of[i], t)
		}
		for lang := range c.langs {
			langs[lang] = true
		}
	}
	// In the order of the languages, so that a draw is always won by the same.
	for _, lang := range slices.Sorted(maps.Keys(langs)) {
		in := make(map[*term]int32, len(terms))
		for i, c := range counters {
			for id, n := range c.langs[lang] {
				if n > 0 {
					in[of[i][id]] += n
				}
			}
		}
		for t, n := range in {
			if n > t.docs {
				t.docs, t.lang = n, lang
			}
		}
	}
	slices.SortFunc(terms, func(a, b *term) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.form, b.form))
	})
	setKin(terms)

	rank := make(map[*term]int, len(terms))
	for i, t := range terms {
		rank[t] = i
	}
	ranks := make([][]int, len(counters)) // by a counter's form
	for i := range counters {
		for _, t := range of[i] {
			ranks[i] = append(ranks[i], rank[t])
		}
	}
	names = gather(terms, ranks, counters, func(c *counter) []posting { return c.names })
	texts = gather(terms, ranks, counters, func(c *counter) []posting { return c.texts })
	return names, texts
}

// gather sorts postings by term. Within a term they stay in the order of
// their documents, for so the counters found them.
func gather(terms []*term, ranks [][]int, counters []*counter, of func(*counter) []posting) index {
	starts := make([]int, len(terms)+1)
	for i, c := range counters {
		for _, p := range of(c) {
			starts[ranks[i][p.form]+1]++
		}
	}
	for i := range terms {
		starts[i+1] += starts[i]
	}
	all := make([]posting, starts[len(terms)])
	next := slices.Clone(starts)
	for i, c := range counters {
		for _, p := range of(c) {
			r := ranks[i][p.form]
			all[next[r]] = p
			next[r]++
		}
	}
	var x index
	for i, t := range terms {
		if starts[i] < starts[i+1] {
			x.terms = append(x.terms, t)
			x.postings = append(x.postings, all[starts[i]:starts[i+1]])
		}
	}
	return x
}

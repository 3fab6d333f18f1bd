package site

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"notesite/internal/note"
)

// MaxMentions is how many notes a page lists that name it without a link.
const MaxMentions = 20

// minName is how many letters or digits a name has that can be told from a
// common word.
const minName = 3

// collectMentions gives each note those that name it, by its name, title or an
// alias, and do not link to it, in the order of their titles. Names that two
// notes share name neither.
func (s *Site) collectMentions() {
	named := s.names()
	notes := slices.Clone(s.Notes)
	slices.SortStableFunc(notes, func(a, b *NotePage) int { return strings.Compare(fold(a.Title), fold(b.Title)) })
	for _, from := range notes {
		linked := map[Target]bool{from: true}
		for _, ans := range from.Answers {
			linked[ans.To] = true
		}
		at := map[*NotePage]int{} // where from stands in to.Mentions
		for _, text := range from.Note.Tree().Paragraphs() {
			words := split(text)
			for i := 0; i < len(words); {
				to, n := named.at(words[i:])
				if to == nil {
					i++
					continue
				}
				if !linked[to] {
					mention(from, to, at, note.Quote(text, words[i].start, words[i+n-1].end))
				}
				i += n
			}
		}
	}
}

// mention adds a sentence of from that names to.
func mention(from, to *NotePage, at map[*NotePage]int, e note.Excerpt) {
	i, ok := at[to]
	if !ok {
		if len(to.Mentions) == MaxMentions {
			return
		}
		i = len(to.Mentions)
		at[to] = i
		to.Mentions = append(to.Mentions, Backlink{From: from})
	}
	if m := &to.Mentions[i]; len(m.Excerpts) < maxExcerpts && !quoted(m.Excerpts, e) {
		m.Excerpts = append(m.Excerpts, e)
	}
}

// A word is a word of a text, folded: a run of letters and digits, or one
// character of a script that sets no spaces between words.
type word struct {
	text       string
	start, end int
}

func split(text string) []word {
	var words []word
	start := -1
	end := func(at int) {
		if start >= 0 {
			words = append(words, word{fold(text[start:at]), start, at})
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer):
			end(i)
			start = i
			end(i + len(string(r)))
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '_':
			if start < 0 {
				start = i
			}
		default:
			end(i)
		}
	}
	end(len(text))
	return words
}

// A name is what a note is called, as words.
type name struct {
	words []string
	note  *NotePage // nil if several notes are called so
}

// names are the names of all notes, by their first word, the longest first.
type names map[string][]*name

func (s *Site) names() names {
	all := map[string]*name{} // by all words
	add := func(p *NotePage, called string) {
		n := &name{note: p}
		letters := 0
		for _, w := range split(called) {
			n.words = append(n.words, w.text)
			for _, r := range w.text {
				letters++
				if r >= 0x2E80 { // where one character is a word, two are a name
					letters++
				}
			}
		}
		if letters < minName || strings.IndexFunc(called, unicode.IsLetter) < 0 {
			return
		}
		key := strings.Join(n.words, " ")
		if before := all[key]; before == nil {
			all[key] = n
		} else if before.note != p {
			before.note = nil
		}
	}
	for _, p := range s.Notes {
		add(p, p.Note.Name())
		add(p, p.Title)
		for _, alias := range p.Note.FrontMatter.Aliases {
			add(p, alias)
		}
	}
	named := names{}
	for _, n := range all {
		named[n.words[0]] = append(named[n.words[0]], n)
	}
	for _, list := range named {
		slices.SortFunc(list, func(a, b *name) int {
			return cmp.Or(cmp.Compare(len(b.words), len(a.words)), slices.Compare(a.words, b.words))
		})
	}
	return named
}

// at returns the note that is named at the beginning of words, and by how many
// of them.
func (named names) at(words []word) (*NotePage, int) {
	for _, n := range named[words[0].text] {
		if len(n.words) > len(words) {
			continue
		}
		same := true
		for i, w := range n.words {
			if words[i].text != w {
				same = false
				break
			}
		}
		if same {
			return n.note, len(n.words)
		}
	}
	return nil, 0
}

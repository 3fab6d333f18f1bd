package site

import (
	"strings"
	"unicode"

	"notesite/internal/note"
)

// A section index answers which heading or block of one note a subpath
// means.
type sections struct {
	headings map[string][]int // by folded text, in document order
	slugs    map[string]int   // by id
	blocks   map[string]int   // by id in lower case
}

func newSections(n *note.Note) *sections {
	s := &sections{
		headings: make(map[string][]int, len(n.Headings)),
		slugs:    make(map[string]int, len(n.Headings)),
		blocks:   make(map[string]int, len(n.Blocks)),
	}
	for i, h := range n.Headings {
		key := foldHeading(h.Text)
		s.headings[key] = append(s.headings[key], i)
		s.slugs[h.ID] = i
	}
	for i, b := range n.Blocks {
		if id := strings.ToLower(b.ID); s.blocks[id] == 0 {
			s.blocks[id] = i + 1
		}
	}
	return s
}

// foldHeading makes two spellings of a heading equal that Obsidian takes for
// one: punctuation counts as a space, runs of space as one, case not at all
// (rule 63).
func foldHeading(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) || strings.ContainsRune("!\"#$%&()*+,.:;<=>?@^`{|}~/[]\\", r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// heading returns the ordinal of the heading that a subpath "#A#B" means:
// the first B under A (rules 67-69). bySlug says that it was found by its id
// only, the way GitHub writes it (rule 75).
func (s *sections) heading(n *note.Note, sub string) (ordinal int, bySlug, ok bool) {
	from, to := 0, len(n.Headings)
	ordinal = -1
	for part := range strings.SplitSeq(sub, "#") {
		key := foldHeading(part)
		if key == "" {
			continue
		}
		ordinal = -1
		for _, i := range s.headings[key] {
			if i >= from && i < to {
				ordinal = i
				break
			}
		}
		if ordinal < 0 {
			i, found := s.slugs[strings.ToLower(strings.TrimPrefix(sub, "#"))]
			return i, found, found
		}
		from, to = ordinal+1, sectionEnd(n.Headings, ordinal)
	}
	return ordinal, false, ordinal >= 0
}

// sectionEnd returns the ordinal of the heading that ends the section of
// heading i: the next one of its level or above (rule 90).
func sectionEnd(headings []note.Heading, i int) int {
	for j := i + 1; j < len(headings); j++ {
		if headings[j].Level <= headings[i].Level {
			return j
		}
	}
	return len(headings)
}

// block returns the ordinal of the block that "#^id" means (rules 77-86).
func (s *sections) block(sub string) (int, bool) {
	i := s.blocks[strings.ToLower(strings.TrimPrefix(sub, "#^"))]
	return i - 1, i > 0
}

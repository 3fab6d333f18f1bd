package site

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"notesite/internal/problem"
)

// PublicProblems returns the problems but for those in notes that are not
// published, and those that name one.
func (s *Site) PublicProblems() []problem.Problem {
	files := map[string]bool{}
	names := map[string]bool{}
	for _, n := range s.unpublished {
		files[path.Join(s.NotesDir, n.Path)] = true
		names[fold(n.Name())] = true
		names[fold(n.Title())] = true
	}
	return slices.DeleteFunc(slices.Clone(s.Problems), func(p problem.Problem) bool {
		if files[p.Pos.Filename] {
			return true
		}
		text := fold(p.Message + "\n" + p.Hint)
		for name := range names {
			if containsName(text, name) {
				return true
			}
		}
		return false
	})
}

// containsName reports whether a name stands in a text by itself, not as a part
// of a word.
func containsName(text, name string) bool {
	for {
		before, after, found := strings.Cut(text, name)
		if !found {
			return false
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		first, _ := utf8.DecodeRuneInString(after)
		if !unicode.IsLetter(last) && !unicode.IsLetter(first) {
			return true
		}
		text = after
	}
}

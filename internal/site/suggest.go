package site

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"

	"notesite/internal/example"
	"notesite/internal/note"
)

// A suggester finds the name that an author may have meant. Names are found
// by the three-letter runs they share, so that a look-up does not read them
// all.
type suggester struct {
	names []string // as written
	folds []string
	grams map[string][]int32
}

func newSuggester(names []string) *suggester { return &suggester{names: names} }

// maxShared is how common a run of letters may be and still say something.
const maxShared = 2000

// name returns a hint with the name nearest to target, or a plain one.
func (s *suggester) name(target string) string {
	if s.grams == nil {
		s.grams = map[string][]int32{}
		for i, name := range s.names {
			f := fold(name)
			s.folds = append(s.folds, f)
			for g := range trigrams(f) {
				s.grams[g] = append(s.grams[g], int32(i))
			}
		}
	}
	want := fold(target)
	shared := map[int32]int{}
	for g := range trigrams(want) {
		if ids := s.grams[g]; len(ids) <= maxShared {
			for _, id := range ids {
				shared[id]++
			}
		}
	}
	best, bestDistance := int32(-1), len(want)/3+2
	for id, n := range shared {
		if n < 2 && len(want) > 5 {
			continue
		}
		d := levenshtein.ComputeDistance(want, s.folds[id])
		if d < bestDistance || d == bestDistance && best >= 0 && s.names[id] < s.names[best] {
			best, bestDistance = id, d
		}
	}
	if best < 0 {
		return "create the note, or mend the link"
	}
	return fmt.Sprintf("did you mean %q?", s.names[best])
}

// trigrams yields the runs of three letters of s, with its edges marked.
func trigrams(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		r := []rune("^" + s + "$")
		for i := 0; i+3 <= len(r); i++ {
			if !yield(string(r[i : i+3])) {
				return
			}
		}
	}
}

// section returns a hint with the heading or block nearest to sub.
func (s *suggester) section(n *note.Note, sub string) string {
	var names []string
	if strings.HasPrefix(sub, "#^") {
		for _, b := range n.Blocks {
			names = append(names, "^"+b.ID)
		}
	} else {
		for _, h := range n.Headings {
			names = append(names, h.Plain)
		}
	}
	return nearest(strings.TrimLeft(sub, "#"), names)
}

// programPart returns a hint with the parts that a program, or one file of
// it, has.
func (s *suggester) programPart(p *example.Program, file, sub string) string {
	var names []string
	if file == "" {
		if p.Checked {
			names = append(names, "Output")
		}
		if p.Measured != nil {
			for _, b := range p.Measured.Benchmarks {
				names = append(names, "Benchmark"+b.Name)
			}
		}
		for _, f := range p.Files {
			names = append(names, f.Name)
		}
	}
	for _, symbol := range p.Symbols {
		if file == "" || symbol.File == file {
			names = append(names, symbol.Name)
		}
	}
	return nearest(strings.TrimPrefix(sub, "#"), names)
}

// nearest returns a hint with the nearest of a few names.
func nearest(want string, names []string) string {
	const most = 1000 // of a note with more headings, the first
	best, bestDistance := "", len(want)/2+2
	for _, name := range names[:min(len(names), most)] {
		if d := levenshtein.ComputeDistance(fold(want), fold(name)); d < bestDistance {
			best, bestDistance = name, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(names) == 0 {
		return "there is none"
	}
	if len(names) > 8 {
		return "none is named like it"
	}
	return "there is " + strings.Join(names, ", ")
}

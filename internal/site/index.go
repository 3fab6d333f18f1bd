package site

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// An entry is one file of the vault, as links see it.
type entry struct {
	path string // as on disk
	fold string // as compared
	page Target // what it is shown as: a note, a canvas
	file bool   // an attachment; an entry with neither is a note not published
}

// An index answers which files a link path could mean. It is built once; a
// look-up costs the same however large the vault is.
type index struct {
	// exact has the entries by folded path.
	exact map[string][]*entry
	// suffix has them by every run of last segments ("note.md", "b/note.md"),
	// the shortest path first (rules 44 and 47).
	suffix map[string][]*entry
	// below has the first of them below a folder (rule 46), by folder and
	// suffix, for suffixes that several entries share.
	below map[[2]string]*entry
	// alias has the notes by folded alias (rule 51).
	alias map[string][]*NotePage
}

// fold makes two spellings of a name equal that Obsidian takes for one:
// without regard to case (rule 4), composition and kind of space (rule 6).
func fold(name string) string {
	if isPlain(name) {
		return strings.ToLower(name)
	}
	name = strings.ReplaceAll(norm.NFC.String(name), "\u00A0", " ")
	return strings.ToLower(name)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func newIndex(entries []*entry) *index {
	ix := &index{
		exact:  make(map[string][]*entry, len(entries)),
		suffix: make(map[string][]*entry, 2*len(entries)),
		below:  map[[2]string]*entry{},
		alias:  map[string][]*NotePage{},
	}
	for _, e := range entries {
		e.fold = fold(e.path)
		ix.exact[e.fold] = append(ix.exact[e.fold], e)
		for suffix := range suffixes(e.fold) {
			ix.suffix[suffix] = append(ix.suffix[suffix], e)
		}
	}
	for suffix, es := range ix.suffix {
		if len(es) == 1 {
			continue
		}
		slices.SortFunc(es, func(a, b *entry) int {
			return cmp.Or(cmp.Compare(len(a.path), len(b.path)), cmp.Compare(a.path, b.path))
		})
		for _, e := range es {
			for dir := path.Dir(e.fold); dir != "."; dir = path.Dir(dir) {
				key := [2]string{dir, suffix}
				if ix.below[key] == nil {
					ix.below[key] = e
				}
			}
		}
	}
	return ix
}

// suffixes yields p and what is left of it as segments are taken off its
// beginning.
func suffixes(p string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for {
			if !yield(p) {
				return
			}
			_, rest, ok := strings.Cut(p, "/")
			if !ok {
				return
			}
			p = rest
		}
	}
}

// A Rule says by which of Obsidian's rules a link was answered.
type Rule string

// The rules that answer a link, in the order in which they are tried.
const (
	SameNote   Rule = "the note itself"
	Relative   Rule = "path relative to the note's folder (rule 48)"
	VaultPath  Rule = "path from the vault's root (rules 39 and 41)"
	OwnFolder  Rule = "in the note's own folder (rule 42)"
	OnlyOne    Rule = "the only file of that name (rule 40)"
	BelowNote  Rule = "below the note's folder (rule 46)"
	Shortest   Rule = "the shortest path (rule 44)"
	FirstOfTie Rule = "the first of several equally short paths (rule 45)"
	ByProgram  Rule = "a program of that name"
	ByAlias    Rule = "an alias of a note (rule 51)"
	ByScheme   Rule = "an address of the web (rule 30)"
	None       Rule = "nothing has that name"
)

// find returns the entry that target means in a note of the folder dir, the
// rule that says so, and, where the rule had to choose, all that it chose
// from. target is without subpath.
func (ix *index) find(dir, target string) (*entry, Rule, []*entry) {
	// A dot in a name is an extension only if a file of exactly that name
	// exists (rule 54).
	if e, rule, candidates := ix.findFile(dir, target); e != nil {
		return e, rule, candidates
	}
	return ix.findFile(dir, target+".md")
}

func (ix *index) findFile(dir, name string) (*entry, Rule, []*entry) {
	folded := fold(name)
	foldedDir := fold(dir)
	switch {
	case strings.HasPrefix(folded, "./"), strings.HasPrefix(folded, "../"):
		joined := path.Join(foldedDir, folded)
		if strings.HasPrefix(joined, "..") {
			return nil, None, nil
		}
		return pick(ix.exact[joined], path.Join(dir, name)), Relative, nil
	case strings.HasPrefix(folded, "/"):
		return pick(ix.exact[strings.TrimLeft(folded, "/")], strings.TrimLeft(name, "/")), VaultPath, nil // rule 49
	}
	candidates := ix.suffix[folded]
	switch len(candidates) {
	case 0:
		return nil, None, nil
	case 1:
		if candidates[0].fold == folded {
			return candidates[0], VaultPath, nil
		}
		return candidates[0], OnlyOne, nil
	}
	if e := pick(ix.exact[folded], name); e != nil {
		if strings.Contains(folded, "/") {
			return e, VaultPath, nil // written out in full
		}
		return e, VaultPath, candidates
	}
	if foldedDir != "" {
		if e := pick(ix.exact[foldedDir+"/"+folded], dir+"/"+name); e != nil {
			return e, OwnFolder, candidates
		}
		if e := ix.below[[2]string{foldedDir, folded}]; e != nil {
			return e, BelowNote, candidates
		}
	}
	if len(candidates[0].path) == len(candidates[1].path) {
		return candidates[0], FirstOfTie, candidates
	}
	return candidates[0], Shortest, candidates
}

// pick returns the entry whose path is spelled as want, or else the first:
// on a file system that tells case apart, exact case wins (rule 10).
func pick(es []*entry, want string) *entry {
	for _, e := range es {
		if e.path == want {
			return e
		}
	}
	if len(es) > 0 {
		return es[0]
	}
	return nil
}

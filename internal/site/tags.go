package site

import (
	"cmp"
	"slices"
	"strings"

	"notesite/internal/note"
)

// noteTags yields the tags of a note: those of its front matter, then those
// of its text that a reader sees.
func noteTags(n *note.Note) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, t := range n.FrontMatter.Tags {
			if !yield(t) {
				return
			}
		}
		for _, t := range n.Tags {
			if !t.Comment && !yield(t.Name) {
				return
			}
		}
	}
}

// TagKey is what two spellings of a tag have in common (rule 139).
func TagKey(tag string) string { return fold(strings.Trim(tag, "/")) }

// Tag returns the page of a tag, or nil.
func (s *Site) Tag(tag string) *TagPage { return s.tags[TagKey(tag)] }

// addTags makes a page for each tag and for those it is nested in, with the
// casing that was seen first.
func (s *Site) addTags(taken addresses) {
	pages := map[string]*TagPage{}
	s.tags = pages
	var all []*TagPage
	index := &TagsPage{Head: Head{Title: "Tags", Crumbs: []Page{s.Home}}}
	var tagPage func(tag string) *TagPage
	tagPage = func(tag string) *TagPage {
		key := TagKey(tag)
		if p := pages[key]; p != nil {
			return p
		}
		p := &TagPage{Tag: strings.Trim(tag, "/")}
		p.Title = "#" + p.Tag
		pages[key] = p
		all = append(all, p)
		if i := strings.LastIndexByte(p.Tag, '/'); i >= 0 {
			parent := tagPage(p.Tag[:i])
			parent.Children = append(parent.Children, p)
			p.Crumbs = append(slices.Clip(parent.Crumbs), parent)
		} else {
			index.Tags = append(index.Tags, p)
			p.Crumbs = []Page{s.Home, index}
		}
		return p
	}
	for _, n := range s.Notes {
		seen := map[*TagPage]bool{}
		for tag := range noteTags(n.Note) {
			p := tagPage(tag)
			if slices.Contains(n.Tags, p) {
				continue
			}
			n.Tags = append(n.Tags, p)
			for _, up := range append([]Page{p}, p.Crumbs...) {
				if t, ok := up.(*TagPage); ok && !seen[t] {
					seen[t] = true
					t.Notes = append(t.Notes, n)
				}
			}
		}
	}
	if len(all) == 0 {
		return
	}
	s.Tags = index
	index.URL, _ = taken.take("tags/index.html")
	byTag := func(a, b *TagPage) int { return cmp.Compare(TagKey(a.Tag), TagKey(b.Tag)) }
	slices.SortFunc(all, byTag)
	slices.SortFunc(index.Tags, byTag)
	s.Pages = append(s.Pages, index)
	for _, p := range all {
		p.URL, _ = taken.take("tags/" + Address(p.Tag) + ".html")
		slices.SortFunc(p.Children, byTag)
		slices.SortFunc(p.Notes, func(a, b *NotePage) int {
			return cmp.Or(cmp.Compare(fold(a.Title), fold(b.Title)), cmp.Compare(a.URL, b.URL))
		})
		s.Pages = append(s.Pages, p)
	}
}

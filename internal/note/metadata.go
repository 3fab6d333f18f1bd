package note

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Metadata is what was read from a note in the shape of Obsidian's metadata
// cache (CachedMetadata of its API), for comparing the two. Like the cache
// it includes what stands in comments.
type Metadata struct {
	Headings         []HeadingCache        `json:"headings,omitempty"`
	Links            []LinkCache           `json:"links,omitempty"`
	Embeds           []LinkCache           `json:"embeds,omitempty"`
	Tags             []TagCache            `json:"tags,omitempty"`
	Blocks           map[string]BlockCache `json:"blocks,omitempty"`
	FrontmatterLinks []FrontmatterLink     `json:"frontmatterLinks,omitzero"` // not nil if there are properties
}

// A Loc is a place in a note as Obsidian counts: everything from 0, columns
// and offsets in UTF-16 code units.
type Loc struct {
	Line   int `json:"line"`
	Col    int `json:"col"`
	Offset int `json:"offset"`
}

// A CachePosition is a range of a note.
type CachePosition struct {
	Start Loc `json:"start"`
	End   Loc `json:"end"`
}

// A HeadingCache is one heading.
type HeadingCache struct {
	Heading  string        `json:"heading"`
	Level    int           `json:"level"`
	Position CachePosition `json:"position"`
}

// A LinkCache is one link or embed.
type LinkCache struct {
	DisplayText string        `json:"displayText"`
	Link        string        `json:"link"`
	Original    string        `json:"original"`
	Position    CachePosition `json:"position"`
}

// A TagCache is one tag of the text, with its #.
type TagCache struct {
	Tag      string        `json:"tag"`
	Position CachePosition `json:"position"`
}

// A BlockCache is one block with an id.
type BlockCache struct {
	ID       string        `json:"id"`
	Position CachePosition `json:"position"`
}

// A FrontmatterLink is a link in a property.
type FrontmatterLink struct {
	DisplayText string `json:"displayText"`
	Key         string `json:"key"`
	Link        string `json:"link"`
	Original    string `json:"original"`
}

// Metadata returns what was read from the note in Obsidian's shape.
func (n *Note) Metadata() Metadata {
	var m Metadata
	if len(n.FrontMatter.Properties) > 0 {
		m.FrontmatterLinks = []FrontmatterLink{}
	}
	u := newUTF16(n)
	for _, h := range n.Headings {
		m.Headings = append(m.Headings, HeadingCache{h.Text, h.Level, u.position(h.Span)})
	}
	for _, l := range n.Links {
		if l.Kind == PropertyLink {
			m.FrontmatterLinks = append(m.FrontmatterLinks, FrontmatterLink{l.Display(), l.Key, l.Written, l.original()})
			continue
		}
		c := LinkCache{l.Display(), l.Written, string(n.Source[l.Start:l.End]), u.position(l.Span)}
		if l.Embed {
			m.Embeds = append(m.Embeds, c)
		} else {
			m.Links = append(m.Links, c)
		}
	}
	for _, t := range n.Tags {
		m.Tags = append(m.Tags, TagCache{"#" + t.Name, u.position(t.Span)})
	}
	for _, b := range n.Blocks {
		if m.Blocks == nil {
			m.Blocks = map[string]BlockCache{}
		}
		id := strings.ToLower(b.ID)
		if _, taken := m.Blocks[id]; !taken {
			m.Blocks[id] = BlockCache{id, u.position(b.Span)}
		}
	}
	return m
}

// utf16 counts a note in UTF-16 code units.
type utf16 struct {
	note  *Note
	units []int // before each line
}

func newUTF16(n *Note) *utf16 {
	u := &utf16{note: n, units: make([]int, len(n.lines))}
	for i := 1; i < len(n.lines); i++ {
		u.units[i] = u.units[i-1] + utf16Len(n.Source[n.lines[i-1]:n.lines[i]])
	}
	return u
}

func (u *utf16) position(s Span) CachePosition {
	return CachePosition{u.loc(s.Start), u.loc(s.End)}
}

func (u *utf16) loc(offset int) Loc {
	lines := u.note.lines
	line := sort.Search(len(lines), func(i int) bool { return int(lines[i]) > offset }) - 1
	col := utf16Len(u.note.Source[lines[line]:offset])
	return Loc{Line: line, Col: col, Offset: u.units[line] + col}
}

func utf16Len(b []byte) int {
	n := 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		n++
		if r > 0xFFFF {
			n++
		}
		b = b[size:]
	}
	return n
}

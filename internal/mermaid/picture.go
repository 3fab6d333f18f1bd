package mermaid

import (
	"fmt"
	"hash/fnv"
	"html"
	"strings"
)

// A picture is a drawing for any page: what differs from page to page is
// between its parts.
type picture struct {
	parts []part
	id    string
}

// A part is markup, or a mark where something is to be put in.
type part struct {
	mark mark
	text string
}

type mark int

const (
	markup     mark = iota
	identifier      // its end is the text
	openWiki        // a wikilink with the text
	closeWiki
	kindName // what such a diagram is called
)

func newPicture(parts []part) *picture {
	p := &picture{}
	sum := fnv.New32a()
	for _, part := range parts {
		sum.Write([]byte(part.text))
		if last := len(p.parts) - 1; part.mark == markup && last >= 0 && p.parts[last].mark == markup {
			p.parts[last].text += part.text
			continue
		}
		p.parts = append(p.parts, part)
	}
	p.id = fmt.Sprintf("mermaid-%08x-", sum.Sum32())
	return p
}

func (p *picture) size() int {
	if p == nil {
		return 0
	}
	size := 0
	for _, part := range p.parts {
		size += len(part.text) + 40
	}
	return size
}

// at returns the picture for a place. Identifiers begin with a number that is
// made of the drawing, so that only equal drawings could share them.
func (p *picture) at(place Place) string {
	id := p.id
	if place.ID != "" {
		id += idOf(place.ID) + "-"
	}
	var b strings.Builder
	var closing string
	for _, part := range p.parts {
		switch part.mark {
		case markup:
			b.WriteString(part.text)
		case identifier:
			b.WriteString(id + part.text)
		case openWiki:
			closing = openLink(&b, place, part.text)
		case closeWiki:
			b.WriteString(closing)
		case kindName:
			name := part.text
			if place.Name != nil {
				name = place.Name(name)
			}
			b.WriteString(html.EscapeString(name))
		}
	}
	return b.String()
}

// openLink begins a wikilink, or says why it is none, and returns how it
// ends.
func openLink(b *strings.Builder, place Place, text string) string {
	if place.Link == nil {
		return ""
	}
	href, title, ok := place.Link(text)
	closing := "</g>"
	if ok {
		closing = "</a>"
		b.WriteString(`<a class="internal mermaid-link" href="` + html.EscapeString(href) + `">`)
	} else {
		b.WriteString(`<g class="mermaid-broken">`)
	}
	if title != "" {
		b.WriteString("<title>" + html.EscapeString(title) + "</title>")
	}
	return closing
}

package render

import (
	"cmp"
	"fmt"
	"strings"
	"sync"

	"notesite/internal/note"
	"notesite/internal/search"
	"notesite/internal/site"
)

// SearchDir is the folder of the index, in the site.
const SearchDir = "assets/search/"

// An indexer takes down what can be searched of pages, while they are
// rendered and their trees are at hand.
type indexer struct {
	mu        sync.Mutex
	documents []search.Document
}

// Gathered returns what scripts load when a reader asks for it, by address: the
// index of the search and previews, of all pages that have been written, and the
// tree of folders.
func (r *Renderer) Gathered() (map[string][]byte, error) {
	index, err := search.Build(r.indexer.documents, search.Options{})
	if err != nil {
		return nil, fmt.Errorf("index pages: %w", err)
	}
	files := make(map[string][]byte, len(index)+r.previews.files+r.folders.files)
	for name, data := range index {
		files[SearchDir+name] = data
	}
	if err := r.previews.scripts(files); err != nil {
		return nil, err
	}
	return files, r.folders.scripts(files)
}

// index takes down a page. sections are those of its text, if it is a note.
func (r *Renderer) index(p site.Page, sections []note.Section) {
	m := p.Meta()
	d := search.Document{URL: href("index.html", m.URL, ""), Title: cmp.Or(m.Title, m.URL), Lang: r.langOf(p)}
	switch p := p.(type) {
	case *site.NotePage:
		d.Kind = "note"
		d.Aliases = p.Note.FrontMatter.Aliases
		for _, t := range p.Tags {
			d.Tags = append(d.Tags, t.Tag)
		}
		for _, s := range sections {
			to := search.Section{Text: s.Text}
			if s.Heading < 0 {
				to.Text = strings.TrimSpace(p.Note.FrontMatter.Description + " " + s.Text)
			} else {
				h := p.Note.Headings[s.Heading]
				to.Heading, to.Fragment = h.Plain, h.ID
			}
			d.Sections = append(d.Sections, to)
		}
	case *site.ProgramPage:
		d.Kind = "program"
		d.Sections = append(d.Sections, search.Section{Text: textOf(p.Intro)})
		for _, walk := range p.Walks {
			for i, text := range walk.Texts {
				if text != nil {
					id := site.LineID(walk.File.Name, walk.Passages[i].Start)
					d.Sections = append(d.Sections, search.Section{Fragment: id, Text: textOf(text)})
				}
			}
		}
		for _, s := range p.Program.Symbols {
			d.Symbols = append(d.Symbols, search.Symbol{Name: s.Name, Fragment: site.LineID(s.File, s.Start)})
		}
	case *site.CanvasPage:
		d.Kind = "canvas"
		for _, card := range p.Cards {
			if card.Text != nil {
				d.Sections = append(d.Sections, search.Section{Text: textOf(card.Text)})
			}
		}
	case *site.BasePage:
		d.Kind = "base"
	case *site.FolderPage:
		d.Kind = "folder"
	case *site.TagPage:
		d.Kind = "tag"
		d.Title = "#" + p.Tag
		d.Tags = []string{p.Tag}
	default:
		return
	}
	r.indexer.mu.Lock()
	defer r.indexer.mu.Unlock()
	r.indexer.documents = append(r.indexer.documents, d)
}

// textOf returns the text of what is read as a note.
func textOf(p *site.NotePage) string {
	text := ""
	for _, s := range p.Note.Tree().Sections() {
		if s.Heading >= 0 {
			text += " " + p.Note.Headings[s.Heading].Plain
		}
		text += " " + s.Text
	}
	return text
}

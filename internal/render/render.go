// Package render writes one page of a site as HTML.
//
// A [Renderer] holds the theme's templates, parsed once; [Renderer.Page]
// writes one [site.Page] to an io.Writer and may be called from many
// goroutines. The text of notes goes through goldmark's renderer, with node
// renderers of ours for links, embeds and Obsidian's constructs (body.go);
// what stands around it through html/template (view.go). Pages are complete
// without a script, and all links in the site are relative.
package render

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"sync/atomic"

	"notesite/internal/example"
	"notesite/internal/site"
	"notesite/internal/words"
)

// A Renderer writes the pages of one site.
type Renderer struct {
	// Icons are the addresses of those pictures of the icon that the site has.
	// OwnIcon says that the icon is not the one that ships. They are for who
	// writes the site to fill in, before pages are made.
	Icons   []string
	OwnIcon bool

	site      *site.Site
	words     *words.Words
	english   *words.Words
	templates map[string]*template.Template // by name of the page's template
	programs  map[*example.Program]*site.ProgramPage
	feeds     bool              // there are some to link to
	jobs      [jobs]atomic.Bool // those that pages want scripts for
	indexer   indexer
	previews  *previewer
	folders   *spread[folderData] // by path
	cards     *cardBox            // nil where pages have none
	graph     *graph
}

// pageTemplates are the templates of a theme, one for each kind of page. A
// program inside a note is shown by "listing", one of the parts.
var pageTemplates = []string{
	"note", "canvas", "base", "folder", "recent", "tag", "tags", "program", "programs", "graph", "backlinks", "redirect", "notfound",
}

// New parses the templates of a theme: layout.html, which all share, and one
// file for each kind of page.
func New(s *site.Site, theme fs.FS) (*Renderer, error) {
	said, err := words.Read(theme, s.Lang)
	if err != nil {
		return nil, err
	}
	english, err := words.Read(theme, "en")
	if err != nil {
		return nil, err
	}
	layout, err := template.New("layout.html").Funcs(functions(said)).ParseFS(theme, "layout.html", "parts.html")
	if err != nil {
		return nil, fmt.Errorf("parse theme: %w", err)
	}
	r := &Renderer{site: s, words: said, english: english, templates: map[string]*template.Template{}, programs: map[*example.Program]*site.ProgramPage{}}
	if s.Programs != nil {
		for _, p := range s.Programs.Programs {
			r.programs[p.Program] = p
		}
	}
	r.feeds = r.hasFeed()
	r.previews, r.folders = newPreviewer(r), newExplorer(s)
	if s.Cards && s.BaseURL != "" {
		if r.cards, err = newCardBox(s.Title); err != nil {
			return nil, err
		}
	}
	r.graph = newGraph(s)
	for _, name := range pageTemplates {
		t, err := template.Must(layout.Clone()).ParseFS(theme, name+".html")
		if err != nil {
			return nil, fmt.Errorf("parse theme: %w", err)
		}
		r.templates[name] = t
	}
	return r, nil
}

// functions returns what templates can call.
func functions(said *words.Words) template.FuncMap {
	return template.FuncMap{
		"inc": func(i int) int { return i + 1 },
		"add": func(i, j int) int { return i + j },
		// say says a phrase: {{say "linkTo" "heading" .Text}}.
		"say": func(key string, values ...any) (string, error) {
			if !said.Has(key) {
				return "", fmt.Errorf("no phrase %q in words/en.yaml", key)
			}
			return said.Say(key, values...), nil
		},
	}
}

// Page writes one page.
func (r *Renderer) Page(w io.Writer, p site.Page) error {
	name, data, err := r.view(p)
	if err != nil {
		return fmt.Errorf("render %s: %w", p.Meta().URL, err)
	}
	root := "layout.html"
	if name == "redirect" {
		root = "redirect.html"
	}
	if err := r.templates[name].ExecuteTemplate(w, root, data); err != nil {
		return fmt.Errorf("render %s: %w", p.Meta().URL, err)
	}
	return nil
}

// href returns the relative, escaped URL that leads from one page to an
// address of the site.
func href(from, to, fragment string) string {
	u := url.URL{Path: site.Rel(from, to), Fragment: fragment}
	if from == to && fragment != "" {
		u.Path = ""
	}
	// A first segment with a colon would be taken for a scheme; addresses
	// have none, and url.URL takes care of it all the same.
	return u.String()
}

// absolute returns the address of a page on the web, or "" when it is not
// known where the site is published.
func (r *Renderer) absolute(address string) string {
	if r.site.BaseURL == "" {
		return ""
	}
	dir, file := path.Split(address)
	if file == "index.html" {
		address = dir
	}
	if address == "" {
		return r.site.BaseURL
	}
	u := url.URL{Path: address}
	return r.site.BaseURL + strings.TrimPrefix(u.String(), "./")
}

// listingHTML writes a program, or a part of one, for use in a note.
func (r *Renderer) listingHTML(v listingView) ([]byte, error) {
	var b bytes.Buffer
	err := r.templates["note"].ExecuteTemplate(&b, "listing", v)
	return b.Bytes(), err
}

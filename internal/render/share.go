package render

import (
	"fmt"
	"strings"
	"time"

	"notesite/internal/site"
)

// The addresses of what tells programs about the site.
const (
	RobotsURL = "robots.txt" // for crawlers: where the sitemap is
	LLMsURL   = "llms.txt"   // for language models (https://llmstxt.org): what pages there are
	// LLMsFullURL is all notes as Markdown, one after the other.
	LLMsFullURL = "llms-full.txt"
)

// A share is what a page says to those who show a card of it: Open Graph
// (https://ogp.me), which others read too.
type share struct {
	Type      string      // "website" or "article"
	Published string      // of an article: "2026-11-22", or empty
	Modified  string      // the same, of the last change
	Image     *shareImage // nil for none
}

// shareOf returns what is said of a page, but for the picture.
func shareOf(p site.Page) share {
	n, ok := p.(*site.NotePage)
	if !ok {
		return share{Type: "website"}
	}
	s := share{Type: "article"}
	if date := n.Note.FrontMatter.Date; !date.IsZero() {
		s.Published = date.Format(time.DateOnly)
	}
	if date := n.Changed(); !date.IsZero() {
		s.Modified = date.Format(time.DateOnly)
	}
	return s
}

// indexed reports whether a page is for search engines and social sites.
func indexed(p site.Page) bool {
	switch p.(type) {
	case *site.RedirectPage, *site.NotFoundPage, *site.BacklinksPage, *site.RecentPage:
		return false
	}
	return true
}

// linkedData describes a page in the words of schema.org, for its JSON-LD. It
// is nil where the page's absolute address is not known.
func (r *Renderer) linkedData(p site.Page) map[string]any {
	m := p.Meta()
	address := r.absolute(m.URL)
	if address == "" {
		return nil
	}
	whole := map[string]any{"@type": "WebSite", "name": r.site.Title, "url": r.site.BaseURL}
	if p == r.site.Home {
		whole["@context"] = "https://schema.org"
		return whole
	}
	page := map[string]any{"@context": "https://schema.org", "@type": "WebPage", "name": r.title(p), "url": address, "inLanguage": r.langOf(p), "isPartOf": whole}
	if description := r.description(p); description != "" {
		page["description"] = description
	}
	if s := shareOf(p); s.Type == "article" {
		page["@type"], page["headline"] = "TechArticle", m.Title
		if s.Published != "" {
			page["datePublished"] = s.Published
		}
		if s.Modified != "" {
			page["dateModified"] = s.Modified
		}
	}
	if len(m.Crumbs) > 0 {
		var items []map[string]any
		for i, c := range append(m.Crumbs[:len(m.Crumbs):len(m.Crumbs)], p) {
			items = append(items, map[string]any{
				"@type": "ListItem", "position": i + 1, "name": r.title(c), "item": r.absolute(c.Meta().URL),
			})
		}
		page["breadcrumb"] = map[string]any{"@type": "BreadcrumbList", "itemListElement": items}
	}
	return page
}

// robots is what crawlers read first.
func (r *Renderer) robots() []byte {
	return fmt.Appendf(nil, "User-agent: *\nAllow: /\nSitemap: %s\n", r.absolute(SitemapURL))
}

// llms lists the pages with what they are about, as Markdown; notes by their
// addresses as Markdown.
func (r *Renderer) llms() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", r.site.Title)
	if r.site.Description != "" {
		fmt.Fprintf(&b, "\n> %s\n", r.site.Description)
	}
	list := func(title string, pages []site.Page) {
		if len(pages) == 0 {
			return
		}
		fmt.Fprintf(&b, "\n## %s\n\n", title)
		for _, p := range pages {
			m := p.Meta()
			address := m.URL
			if n, ok := p.(*site.NotePage); ok {
				address = MarkdownURL(n)
			}
			fmt.Fprintf(&b, "- [%s](%s)", markdownText.Replace(m.Title), r.absolute(address))
			if m.Description != "" {
				b.WriteString(": " + m.Description)
			}
			b.WriteByte('\n')
		}
	}
	var notes, programs []site.Page
	for _, p := range r.site.Pages {
		switch p.(type) {
		case *site.NotePage:
			notes = append(notes, p)
		case *site.ProgramPage:
			programs = append(programs, p)
		}
	}
	list(r.words.Say("notes"), notes)
	list(r.words.Say("programs"), programs)
	return []byte(b.String())
}

// markdownText escapes what would end the text of a link.
var markdownText = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "|", `\|`)

package render

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"time"

	"github.com/gorilla/feeds"

	"notesite/internal/site"
)

// The addresses of what robots read (rule 199).
const (
	SitemapURL = "sitemap.xml"
	RSSURL     = "rss.xml"
	AtomURL    = "atom.xml"
)

const (
	// maxFeed is how many notes a feed has.
	maxFeed = 50
	// maxSitemap is how many addresses the protocol allows in one sitemap.
	maxSitemap = 50_000
)

// Feeds returns the sitemap, the feeds and what else tells programs about the
// site, by address. All hold absolute addresses, so there are none where BaseURL
// is not known; and a note without a date is not in a feed.
func (r *Renderer) Feeds() (map[string][]byte, error) {
	if r.site.BaseURL == "" {
		return nil, nil
	}
	files, err := r.sitemap()
	if err != nil {
		return nil, fmt.Errorf("write sitemap: %w", err)
	}
	files[RobotsURL], files[LLMsURL] = r.robots(), r.llms()
	if files[ManifestURL], err = r.manifest(); err != nil {
		return nil, fmt.Errorf("write %s: %w", ManifestURL, err)
	}
	feed := r.feed()
	if feed == nil {
		return files, nil
	}
	for address, write := range map[string]func() (string, error){RSSURL: feed.ToRss, AtomURL: feed.ToAtom} {
		text, err := write()
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", address, err)
		}
		files[address] = []byte(text)
	}
	return files, nil
}

// hasFeed reports whether a note has a date, and the site an address.
func (r *Renderer) hasFeed() bool {
	return r.site.BaseURL != "" && slices.ContainsFunc(r.site.Notes, func(p *site.NotePage) bool {
		return !p.Changed().IsZero()
	})
}

// feed returns the notes with the latest dates, or nil without any.
func (r *Renderer) feed() *feeds.Feed {
	var notes []*site.NotePage
	for _, p := range r.site.Notes {
		if !p.Changed().IsZero() {
			notes = append(notes, p)
		}
	}
	if len(notes) == 0 {
		return nil
	}
	slices.SortStableFunc(notes, func(a, b *site.NotePage) int {
		return b.Changed().Compare(a.Changed())
	})
	f := &feeds.Feed{
		Title: r.site.Title, Description: cmp.Or(r.site.Description, r.site.Title), Id: r.site.BaseURL,
		Link: &feeds.Link{Href: r.site.BaseURL}, Author: &feeds.Author{Name: r.site.Title},
		Created: notes[0].Changed(), Updated: notes[0].Changed(),
	}
	for _, p := range notes[:min(len(notes), maxFeed)] {
		created := p.Note.FrontMatter.Date
		if created.IsZero() {
			created = p.Changed()
		}
		f.Add(&feeds.Item{
			Title: p.Title, Description: p.Description, Id: r.absolute(p.URL), IsPermaLink: "true",
			Link: &feeds.Link{Href: r.absolute(p.URL)}, Created: created, Updated: p.Changed(),
		})
	}
	return f
}

// A sitemap lists pages, a sitemapIndex lists sitemaps
// (https://www.sitemaps.org/protocol.html).
type (
	sitemap struct {
		XMLName xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		Pages   []sitemapItem `xml:"url"`
	}
	sitemapIndex struct {
		XMLName  xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Sitemaps []sitemapItem `xml:"sitemap"`
	}
	sitemapItem struct {
		Location string `xml:"loc"`
		Modified string `xml:"lastmod,omitempty"`
	}
)

func (r *Renderer) sitemap() (map[string][]byte, error) {
	var pages []sitemapItem
	for _, p := range r.site.Pages {
		if !indexed(p) {
			continue
		}
		item := sitemapItem{Location: r.absolute(p.Meta().URL)}
		if p, ok := p.(*site.NotePage); ok {
			if date := p.Changed(); !date.IsZero() {
				item.Modified = date.Format(time.DateOnly)
			}
		}
		pages = append(pages, item)
	}
	files := map[string][]byte{}
	var index sitemapIndex
	for part := range slices.Chunk(pages, maxSitemap) {
		address := SitemapURL
		if len(pages) > maxSitemap {
			address = fmt.Sprintf("sitemap-%d.xml", len(files)+1)
			index.Sitemaps = append(index.Sitemaps, sitemapItem{Location: r.absolute(address)})
		}
		if err := writeXML(files, address, sitemap{Pages: part}); err != nil {
			return nil, err
		}
	}
	if len(index.Sitemaps) > 0 {
		return files, writeXML(files, SitemapURL, index)
	}
	return files, nil
}

func writeXML(files map[string][]byte, address string, v any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	err := enc.Encode(v)
	files[address] = append(b.Bytes(), '\n')
	return err
}

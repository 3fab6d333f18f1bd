package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"notesite/internal/problem"
	"notesite/internal/site"
)

// DataURL is the address of what other programs may want to know of the site.
const DataURL = "site.json"

// siteData is all that is known of a site but for its text.
type siteData struct {
	Title       string            `json:"title"`
	Description string            `json:"description,omitempty"`
	Lang        string            `json:"lang"`
	URL         string            `json:"url,omitempty"` // where it is published
	Nodes       []nodeData        `json:"nodes"`
	Edges       []site.Edge       `json:"edges"`
	Links       site.LinkCount    `json:"links"`
	Problems    []problem.Problem `json:"problems"`
}

// A nodeData is a node of the site's graph; what stands below Node is known of
// notes.
type nodeData struct {
	site.Node
	Path        string   `json:"path,omitempty"`     // of the file, in the vault
	Markdown    string   `json:"markdown,omitempty"` // address, if it is written
	Description string   `json:"description,omitempty"`
	Aliases     []string `json:"aliases,omitempty"`
	Date        string   `json:"date,omitempty"` // "2026-11-22"
	Modified    string   `json:"modified,omitempty"`
}

// Data returns what is at DataURL: the pages, what links to what, and the
// problems, but for those that tell of notes that are not published.
func (r *Renderer) Data() ([]byte, error) {
	d := siteData{
		Title: r.site.Title, Description: r.site.Description, Lang: r.site.Lang, URL: r.site.BaseURL,
		Nodes: make([]nodeData, len(r.graph.whole.Nodes)), Edges: r.graph.whole.Edges,
		Links: r.site.Links, Problems: append([]problem.Problem{}, r.site.PublicProblems()...),
	}
	notes := make(map[string]*site.NotePage, len(r.site.Notes))
	for _, n := range r.site.Notes {
		notes[n.URL] = n
	}
	for i, node := range r.graph.whole.Nodes {
		d.Nodes[i].Node = node
		if n := notes[node.URL]; n != nil {
			d.Nodes[i].describe(n)
			if r.HasMarkdown() {
				d.Nodes[i].Markdown = MarkdownURL(n)
			}
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("write %s: %w", DataURL, err)
	}
	return b.Bytes(), nil
}

func (d *nodeData) describe(n *site.NotePage) {
	d.Path, d.Description, d.Aliases = n.Note.Path, n.Description, n.Note.FrontMatter.Aliases
	if date := n.Note.FrontMatter.Date; !date.IsZero() {
		d.Date = date.Format(time.DateOnly)
	}
	if changed := n.Changed(); !changed.IsZero() {
		d.Modified = changed.Format(time.DateOnly)
	}
}

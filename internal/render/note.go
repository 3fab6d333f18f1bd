package render

import (
	"fmt"
	"html/template"
	"strings"

	"notesite/internal/note"
	"notesite/internal/site"
)

type noteView struct {
	frame
	Heading      string         // empty when the text begins with its own title
	Date         dateView       // of the note
	Changed      dateView       // of the last change, where that is later
	TagLinks     []link         // to the pages of its tags
	Properties   []propertyView // those that are not shown elsewhere
	Body         template.HTML  // its text
	Backlinks    []backlinkView // what links here; of very many, the first
	LinkedFrom   string         // what all of them are: "4 notes and 2 programs"
	AllBacklinks string         // href of the page of all, where Backlinks are only some
	Mentions     []backlinkView // notes that have its name in them without a link
	Folder       *folderList    // what its folder holds, if it is the note of a folder
	Around       *aroundView    // nil where that is less than two pages
}

// A dateView is a day as it is shown and as programs read it, or neither.
type dateView struct {
	Text, Time string // "22 November 2026", "2026-11-22"
}

// A propertyView is one row of the table of properties.
type propertyView struct {
	Key    string // as the note has it
	Values []link // without Href: text
}

func (r *Renderer) noteView(f frame, p *site.NotePage) (noteView, error) {
	v := noteView{frame: f, LinkedFrom: r.linkedFrom(p.Backlinks), Backlinks: backlinkViews(p.URL, p.Backlinks)}
	v.Mentions = backlinkViews(p.URL, p.Mentions)
	v.Around = r.around(p)
	if p.AllBacklinks != nil {
		v.LinkedFrom = r.linkedFrom(p.AllBacklinks.Backlinks)
		v.AllBacklinks = href(p.URL, p.AllBacklinks.URL, "")
	}
	if !p.Note.StartsWithTitle {
		v.Heading = p.Title
	}
	v.Date = r.viewDate(p.Note.FrontMatter.Date)
	if changed := r.viewDate(p.Changed()); changed != v.Date {
		v.Changed = changed
	}
	v.Own = r.own(p.Note, language{r.site.Lang, r.dir()})
	v.Outside = r.outside(v.Own)
	v.Properties = properties(p)
	for _, t := range p.Tags {
		v.TagLinks = append(v.TagLinks, tagLink(p.URL, t))
	}
	if p.Folder != nil && p.Folder.Path != "" {
		v.Folder = r.folderList(p.URL, p.Folder)
	}
	v.Classes = strings.Join(p.Note.FrontMatter.CSSClasses, " ")
	top := 6
	for _, h := range p.Note.Headings {
		if h.Level > 1 {
			top = min(top, h.Level)
		}
	}
	for _, h := range p.Note.Headings {
		if h.Level > 1 && h.Plain != "" {
			v.Contents = append(v.Contents, contentsEntry{h.ID, h.Plain, h.Level - top + 2})
		}
	}
	var err error
	page := r.hostPage(p)
	tree := p.Note.Tree()
	r.index(p, tree.Sections()) // before rendering changes the tree
	v.Body, err = r.body(page, p, tree)
	r.previewNote(p, v.Body)
	v.load(r, page.url, page.jobs)
	return v, err
}

// ownProperties have a meaning to the site and show in their own places.
var ownProperties = map[string]bool{
	"title": true, "description": true, "tags": true, "aliases": true, "date": true, "modified": true, "updated": true, "lastmod": true, "publish": true, "draft": true,
	"permalink": true, "cssclasses": true, "image": true, "cover": true,
	site.PathsProperty: true,
}

// properties returns the rest of a note's properties, nested ones as a.b.
func properties(p *site.NotePage) []propertyView {
	targets := map[string]link{} // of links, by key
	for i, l := range p.Note.Links {
		if l.Kind == note.PropertyLink {
			t := link{Text: l.Display()}
			if to := p.Answers[i].To; to != nil {
				t.Href = href(p.URL, to.Address(), p.Answers[i].Fragment)
			}
			targets[l.Key] = t
		}
	}
	value := func(key string, v note.Value) link {
		if t, ok := targets[key]; ok {
			return t
		}
		return link{Text: v.Text}
	}
	var views []propertyView
	var add func(key string, v note.Value)
	add = func(key string, v note.Value) {
		row := propertyView{Key: key}
		switch {
		case v.Map != nil:
			for _, sub := range v.Map {
				add(key+"."+sub.Key, sub.Value)
			}
			return
		case v.List != nil:
			for i, item := range v.List {
				if item.Text != "" {
					row.Values = append(row.Values, value(fmt.Sprintf("%s.%d", key, i), item))
				}
			}
		case v.Text != "":
			row.Values = append(row.Values, value(key, v))
		}
		if len(row.Values) > 0 {
			views = append(views, row)
		}
	}
	own := func(key string) bool {
		switch key {
		case "lang":
			return p.Note.FrontMatter.Lang != ""
		case "dir", "direction":
			return p.Note.FrontMatter.Dir != ""
		}
		return ownProperties[key]
	}
	for _, property := range p.Note.FrontMatter.Properties {
		if !own(strings.ToLower(property.Key)) {
			add(property.Key, property.Value)
		}
	}
	return views
}

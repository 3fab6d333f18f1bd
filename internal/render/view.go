package render

import (
	"fmt"
	"html/template"
	"strings"

	"notesite/internal/note"
	"notesite/internal/site"
)

// What the templates of a theme are given. Every page has a frame; each kind
// of page embeds it in a view of its own, named after its template.

// A frame is what stands around every page.
type frame struct {
	Lang         string          // BCP 47: "en"
	Dir          string          // "rtl", or empty
	Site         string          // the site's title
	Title        string          // of the page
	Description  string          // one or two sentences, or empty
	Canonical    string          // absolute URL, or empty
	Base         string          // for <base>, on the page for missing addresses only
	Style, Print string          // hrefs of the style sheets
	Looks        []string        // hrefs of those that only some pages need
	Icon         string          // href of the icon
	Favicon      string          // href of a picture of it, or empty
	TouchIcon    string          // the same, for home screens
	Manifest     string          // href of the web manifest, or empty
	Runs         bool            // it has programs that can run in it, which the policy must allow
	EarlyScripts []string        // hrefs of what the page runs before it is shown
	Scripts      []string        // hrefs of what it runs then, in this order
	RSS, Atom    string          // hrefs of the feeds, or empty
	Markdown     string          // href of the note as Markdown, or empty
	Edit, Source string          // where the page's file can be edited and seen, or empty
	Home         string          // href of the home page
	Programs     string          // href of the list of programs, or empty
	Tags         string          // href of the list of tags, or empty
	Recent       string          // href of the latest notes, or empty
	Graph        string          // href of the whole graph, or empty
	Here         string          // the way in that this page belongs to: "home", "programs", "tags", "recent", "graph" or ""
	Crumbs       []link          // the way from home to the page
	Previews     int             // in how many files lies what previews show
	Explorer     template.HTML   // the tree of notes, as a list
	TreeFiles    int             // in how many files lies the rest of it
	Classes      string          // of the article
	Contents     []contentsEntry // headings of the page
	Steps        []stepView      // on the paths that the page is on
	Own, Outside language        // of a note that is in another language, and of what stands below it
	Noindex      bool            // the page is not for search engines
	Share        share           // what is said to those who show a card of the page
	LinkedData   map[string]any  // JSON-LD, or nil
}

// A stepView is the place of a page on a path, with the steps before and
// after it; their Href is empty at the ends.
type stepView struct {
	Path       link // to the list of steps
	Number, Of int  // this page is step 2 of 9
	Prev, Next link // the pages before and after it; without Href at the ends
}

// A link is a text that leads somewhere, with how many things it stands for.
type link struct {
	Href, Text string // where it leads, and what it says
	Note       string // what is said of it, in small
	Count      int    // how many pages are behind it, or 0
}

// A contentsEntry is a heading in a page's table of contents.
type contentsEntry struct {
	ID, Text string // of the heading
	Level    int    // 2 to 6, as deep as shown
}

type backlinkView struct {
	Href, Title string         // of the page with the links
	Excerpts    []note.Excerpt // the sentences around them
	Lines       []link         // of a program: "main.go:87", with the declaration in Note
}

// A folderList is what a folder holds.
type folderList struct {
	Folders, Notes []link // in it, but not in folders of it
	Others         []link // canvases and bases
}

type folderView struct {
	frame
	folderList
}

type tagView struct {
	frame
	Tag      string // "concurrency/event-loop"
	Children []link // tags nested in it
	Notes    []link // that have it, or one nested in it
}

type tagsView struct {
	frame
	Groups []tagGroup // tags that are not nested
}

// A tagGroup is a tag and those nested in it.
type tagGroup struct {
	link
	Children []link // all that are nested in it
}

type programsView struct {
	frame
	Commands, Packages []link // programs that run, and what they share
}

type backlinksView struct {
	frame
	Of        link // to the page that they lead to
	Backlinks []backlinkView
}

type redirectView struct {
	frame
	To string // href of the page that has moved there
}

// hostPage returns what the bodies on a page share.
func (r *Renderer) hostPage(p site.Page) *hostPage {
	return &hostPage{url: p.Meta().URL, strict: r.site.StrictLineBreaks}
}

// view returns the name of the page's template and what it is given.
func (r *Renderer) view(p site.Page) (string, any, error) {
	f := r.frame(p)
	if _, isNote := p.(*site.NotePage); !isNote {
		r.index(p, nil)
	}
	switch p := p.(type) {
	case *site.NotePage:
		v, err := r.noteView(f, p)
		return "note", v, err
	case *site.CanvasPage:
		v, err := r.canvasView(f, p)
		return "canvas", v, err
	case *site.BasePage:
		return "base", r.baseView(f, p), nil
	case *site.FolderPage:
		return "folder", folderView{f, *r.folderList(p.URL, p.Folder)}, nil
	case *site.TagPage:
		v := tagView{frame: f, Tag: p.Tag, Notes: noteLinks(p.URL, p.Notes)}
		for _, c := range p.Children {
			v.Children = append(v.Children, tagLink(p.URL, c))
		}
		return "tag", v, nil
	case *site.TagsPage:
		v := tagsView{frame: f}
		for _, t := range p.Tags {
			g := tagGroup{link: tagLink(p.URL, t)}
			g.addChildren(p.URL, t)
			v.Groups = append(v.Groups, g)
		}
		return "tags", v, nil
	case *site.ProgramsPage:
		v := programsView{frame: f}
		for _, q := range p.Programs {
			l := link{Href: href(p.URL, q.URL, ""), Text: q.Program.Dir, Note: q.Description, Count: len(q.Backlinks)}
			if q.Program.Main {
				v.Commands = append(v.Commands, l)
			} else {
				v.Packages = append(v.Packages, l)
			}
		}
		return "programs", v, nil
	case *site.ProgramPage:
		v, err := r.programView(f, p)
		return "program", v, err
	case *site.GraphPage:
		return "graph", r.graphView(f, p), nil
	case *site.BacklinksPage:
		v := backlinksView{frame: f, Of: link{Href: href(p.URL, p.Of.URL, ""), Text: p.Of.Title}}
		v.Backlinks = backlinkViews(p.URL, p.Backlinks)
		return "backlinks", v, nil
	case *site.RecentPage:
		return "recent", recentView{frame: f, Months: r.months(p)}, nil
	case *site.RedirectPage:
		v := redirectView{frame: f, To: href(p.URL, p.To.URL, "")}
		v.Canonical = r.absolute(p.To.URL)
		return "redirect", v, nil
	case *site.NotFoundPage:
		return "notfound", f, nil
	}
	return "", nil, fmt.Errorf("no template for %T", p)
}

func (r *Renderer) frame(p site.Page) frame {
	m := p.Meta()
	f := frame{
		Lang: r.site.Lang, Site: r.site.Title, Title: r.title(p), Description: r.description(p),
		Canonical: r.absolute(m.URL),
		Style:     href(m.URL, StyleURL, ""), Print: href(m.URL, PrintURL, ""), Icon: href(m.URL, IconURL, ""),
		Home:         href(m.URL, r.site.Home.Meta().URL, ""),
		Previews:     r.previews.files,
		EarlyScripts: r.scripts(m.URL, early, serveReader),
		Scripts:      r.scripts(m.URL, deferred, serveReader),
		Noindex:      !indexed(p),
		Share:        shareOf(p), LinkedData: r.linkedData(p),
	}
	f.Share.Image = r.imageOf(p)
	f.Favicon, f.TouchIcon = r.iconHref(m.URL, FaviconURL), r.iconHref(m.URL, TouchIconURL)
	if r.site.BaseURL != "" {
		f.Manifest = href(m.URL, ManifestURL, "")
	}
	if r.dir() == "rtl" {
		f.Dir = "rtl"
	}
	if r.feeds {
		f.RSS, f.Atom = href(m.URL, RSSURL, ""), href(m.URL, AtomURL, "")
	}
	if n, ok := p.(*site.NotePage); ok && r.HasMarkdown() {
		f.Markdown = href(m.URL, MarkdownURL(n), "")
	}
	if r.site.Programs != nil {
		f.Programs = href(m.URL, r.site.Programs.URL, "")
	}
	if r.site.Tags != nil {
		f.Tags = href(m.URL, r.site.Tags.URL, "")
	}
	if r.site.Recent != nil {
		f.Recent = href(m.URL, r.site.Recent.URL, "")
	}
	f.Edit, f.Source = r.origin(p)
	f.Explorer, f.TreeFiles = r.explorer(p), r.folders.files
	if r.site.GraphPage != nil {
		f.Graph = href(m.URL, r.site.GraphPage.URL, "")
	}
	for _, c := range m.Crumbs {
		f.Crumbs = append(f.Crumbs, link{Href: href(m.URL, c.Meta().URL, ""), Text: r.title(c)})
	}
	for _, s := range m.Steps {
		f.Steps = append(f.Steps, stepView{
			Path:   link{Href: href(m.URL, s.Path.URL, s.Heading.ID), Text: s.Heading.Plain},
			Number: s.Number, Of: s.Of, Prev: pageLink(m.URL, s.Prev), Next: pageLink(m.URL, s.Next),
		})
	}
	switch p := p.(type) {
	case *site.TagPage, *site.TagsPage:
		f.Here = "tags"
	case *site.RecentPage:
		f.Here = "recent"
	case *site.ProgramPage, *site.ProgramsPage:
		f.Here = "programs"
	case *site.GraphPage:
		f.Here = "graph"
	case *site.NotFoundPage:
		f.Base = basePath(r.site.BaseURL)
	default:
		if p == r.site.Home {
			f.Here = "home"
		}
	}
	return f
}

// basePath returns the path of the address that a site is published at: a
// page for missing addresses is shown at any depth, so its links need it.
func basePath(base string) string {
	_, rest, ok := strings.Cut(base, "://")
	if !ok {
		return ""
	}
	_, path, _ := strings.Cut(rest, "/")
	return "/" + path
}

// pageLink returns a link to a page, or none to nil.
func pageLink(from string, to site.Page) link {
	if to == nil {
		return link{}
	}
	return link{Href: href(from, to.Meta().URL, ""), Text: to.Meta().Title}
}

func noteLinks(from string, notes []*site.NotePage) []link {
	links := make([]link, len(notes))
	for i, n := range notes {
		links[i] = link{Href: href(from, n.URL, ""), Text: n.Title, Note: n.Description}
	}
	return links
}

func tagLink(from string, t *site.TagPage) link {
	return link{Href: href(from, t.URL, ""), Text: t.Tag, Count: len(t.Notes)}
}

func (g *tagGroup) addChildren(from string, t *site.TagPage) {
	for _, c := range t.Children {
		g.Children = append(g.Children, tagLink(from, c))
		g.addChildren(from, c)
	}
}

func (r *Renderer) folderList(from string, f *site.Folder) *folderList {
	l := &folderList{Notes: noteLinks(from, f.Notes)}
	for _, sub := range f.Folders {
		l.Folders = append(l.Folders, link{
			Href: href(from, sub.Page.Meta().URL, ""), Text: sub.Name, Count: len(sub.Notes) + len(sub.Folders) + len(sub.Others),
		})
	}
	for _, p := range f.Others {
		l.Others = append(l.Others, link{Href: href(from, p.Meta().URL, ""), Text: p.Meta().Title})
	}
	return l
}

// linkedFrom counts what links here: "4 notes and 2 programs".
func (r *Renderer) linkedFrom(backlinks []site.Backlink) string {
	programs := 0
	for _, b := range backlinks {
		if _, ok := b.From.(*site.ProgramPage); ok {
			programs++
		}
	}
	fromNotes, fromPrograms := r.words.Say("fromNotes", "n", len(backlinks)-programs), r.words.Say("fromPrograms", "n", programs)
	switch {
	case programs == 0:
		return fromNotes
	case programs == len(backlinks):
		return fromPrograms
	}
	return r.words.Say("both", "a", fromNotes, "b", fromPrograms)
}

func backlinkViews(from string, backlinks []site.Backlink) []backlinkView {
	views := make([]backlinkView, len(backlinks))
	for i, b := range backlinks {
		views[i] = backlinkView{Href: href(from, b.From.Meta().URL, ""), Title: b.From.Meta().Title, Excerpts: b.Excerpts}
		for _, l := range b.Lines {
			views[i].Lines = append(views[i].Lines, link{
				Href: href(from, b.From.Meta().URL, site.LineID(l.File, l.Line)), Text: fmt.Sprintf("%s:%d", l.File, l.Line), Note: l.Symbol,
			})
		}
	}
	return views
}

package render

import (
	"path"

	"notesite/internal/site"
)

// FolderDir is the folder of what js/explorer.js shows of the vault's folders.
const FolderDir = "assets/folders/"

// siblings is how many pages of a folder a page lists before its own, and after
// it: no page grows with the number of notes.
const siblings = 12

// An explorerView is the tree of the vault's folders as far as a page needs it:
// those above it are open, and those beside it are there.
type explorerView struct {
	Files int // number of scripts that have the rest
	Root  *branchView
}

// A branchView is one folder in the tree.
type branchView struct {
	Path    string // in the vault
	Link    link
	Current bool        // it is the page itself
	Inside  *insideView // nil where the folder is closed
}

// An insideView is what an open folder holds.
type insideView struct {
	Path    string
	Folders []*branchView
	Pages   []treeLink
	Before  int // pages that are left out before these, and after
	After   int
}

type treeLink struct {
	link
	Current bool
}

// A folderData is an open folder as js/explorer.js reads it; addresses are
// paths in the site, escaped.
type folderData struct {
	Folders []folderEntry `json:"folders,omitempty"`
	Pages   [][2]string   `json:"pages,omitempty"` // address, title
}

// A folderEntry is path, address, name and number of what is in it.
type folderEntry [4]any

// newExplorer spreads the tree of folders over scripts.
func newExplorer(s *site.Site) *spread[folderData] {
	count := 0
	eachFolder(s.Root, func(*site.Folder) { count++ })
	folders := newSpread[folderData](FolderDir, "folders", count, 8)
	eachFolder(s.Root, func(f *site.Folder) {
		var data folderData
		for _, sub := range f.Folders {
			data.Folders = append(data.Folders, folderEntry{sub.Path, href("index.html", sub.Page.Meta().URL, ""), sub.Name, folderSize(sub)})
		}
		for _, p := range folderPages(f) {
			data.Pages = append(data.Pages, [2]string{href("index.html", p.Meta().URL, ""), p.Meta().Title})
		}
		folders.add(f.Path, data)
	})
	return folders
}

func eachFolder(f *site.Folder, do func(*site.Folder)) {
	do(f)
	for _, sub := range f.Folders {
		eachFolder(sub, do)
	}
}

// folderPages returns the pages of a folder, without those of folders in it.
func folderPages(f *site.Folder) []site.Page {
	pages := make([]site.Page, 0, len(f.Notes)+len(f.Others))
	for _, n := range f.Notes {
		pages = append(pages, n)
	}
	return append(pages, f.Others...)
}

func folderSize(f *site.Folder) int { return len(f.Notes) + len(f.Folders) + len(f.Others) }

// explorer returns the tree for a page.
func (r *Renderer) explorer(p site.Page) *explorerView {
	dir := ""
	switch p := p.(type) {
	case *site.NotePage:
		dir = path.Dir(p.Note.Path)
	case *site.CanvasPage:
		dir = path.Dir(p.Canvas.Path)
	case *site.BasePage:
		dir = path.Dir(p.Path)
	case *site.FolderPage:
		dir = p.Folder.Path
	}
	from := p.Meta().URL
	root := r.branch(from, r.site.Root, p, dir+"/")
	return &explorerView{Files: r.folders.files, Root: root}
}

// branch returns a folder in the tree of a page; dir is the page's own folder,
// with a slash behind it.
func (r *Renderer) branch(from string, f *site.Folder, p site.Page, dir string) *branchView {
	b := &branchView{Path: f.Path, Link: link{Href: href(from, f.Page.Meta().URL, ""), Text: f.Name, Count: folderSize(f)}, Current: f.Page == p}
	if f.Path != "" && !isWithin(dir, f.Path+"/") {
		return b
	}
	b.Inside = &insideView{Path: f.Path}
	for _, sub := range f.Folders {
		b.Inside.Folders = append(b.Inside.Folders, r.branch(from, sub, p, dir))
	}
	pages := folderPages(f)
	at := 0
	for i, page := range pages {
		if page == p {
			at = i
		}
	}
	first, last := max(0, at-siblings), min(len(pages), at+siblings+1)
	b.Inside.Before, b.Inside.After = first, len(pages)-last
	for _, page := range pages[first:last] {
		b.Inside.Pages = append(b.Inside.Pages, treeLink{link{Href: href(from, page.Meta().URL, ""), Text: page.Meta().Title}, page == p})
	}
	return b
}

// isWithin reports whether a folder is another or lies below it; both end in a
// slash.
func isWithin(dir, above string) bool { return len(dir) >= len(above) && dir[:len(above)] == above }

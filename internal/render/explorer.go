package render

import (
	"fmt"
	"html/template"
	"path"
	"slices"
	"strings"

	"notesite/internal/site"
	"notesite/internal/words"
)

// FolderDir is the folder of what js/explorer.js shows of the vault's folders.
const FolderDir = "assets/folders/"

// siblings is how many pages of a folder a page lists before its own, and after
// it: no page grows with the number of notes.
const siblings = 12

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

// explorer returns the tree of folders as far as a page needs it, as a list:
// the folders above it are open, and those beside it are there.
func (r *Renderer) explorer(p site.Page) template.HTML {
	dir := path.Dir(vaultPath(p))
	if folder, ok := p.(*site.FolderPage); ok {
		dir = folder.Folder.Path
	}
	b := branch{words: r.words, page: p, above: dir + "/"}
	b.write(r.site.Root)
	return template.HTML(b.html.String())
}

// A branch is what is written of the tree for a page.
type branch struct {
	html  strings.Builder
	words *words.Words
	page  site.Page
	above string // the page's own folder, with a slash behind it
}

// write writes what is in a folder.
func (b *branch) write(f *site.Folder) {
	pages := folderPages(f)
	at := max(0, slices.Index(pages, b.page))
	first, last := max(0, at-siblings), min(len(pages), at+siblings+1)
	class := ""
	if last-first < len(pages) {
		class = ` class="part"`
	}
	fmt.Fprintf(&b.html, `<ul data-path="%s"%s>`+"\n", esc(f.Path), class)
	for _, sub := range f.Folders {
		b.html.WriteString(`<li class="folder">`)
		b.link(sub.Page, sub.Name)
		fmt.Fprintf(&b.html, ` <span class="count">%d</span>`, folderSize(sub))
		if strings.HasPrefix(b.above, sub.Path+"/") {
			b.html.WriteByte('\n')
			b.write(sub)
		}
		b.html.WriteString("</li>\n")
	}
	b.more(first)
	for _, p := range pages[first:last] {
		b.html.WriteString("<li>")
		b.link(p, p.Meta().Title)
		b.html.WriteString("</li>\n")
	}
	b.more(len(pages) - last)
	b.html.WriteString("</ul>")
}

func (b *branch) link(to site.Page, text string) {
	current := ""
	if to == b.page {
		current = ` aria-current="page"`
	}
	fmt.Fprintf(&b.html, `<a href="%s"%s>%s</a>`, esc(href(b.page.Meta().URL, to.Meta().URL, "")), current, esc(text))
}

// more says how many pages are left out.
func (b *branch) more(n int) {
	if n > 0 {
		fmt.Fprintf(&b.html, `<li class="more">%s</li>`+"\n", b.words.HTML("more", "n", n))
	}
}

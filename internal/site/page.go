package site

import (
	"time"

	"notesite/internal/example"
	"notesite/internal/note"
)

// A Page is one HTML file of the site. It is one of *NotePage, *CanvasPage,
// *BasePage, *FolderPage, *RecentPage, *TagPage, *TagsPage, *ProgramPage,
// *ProgramsPage, *GraphPage, *BacklinksPage, *RedirectPage and *NotFoundPage;
// package render has a template for each.
type Page interface {
	Meta() *Head
}

// A Head is what every page has.
type Head struct {
	URL         string // path in the site, unescaped: "runtime/event-loop.html"
	Title       string
	Description string
	Crumbs      []Page // the way from home to this page, without it
	Steps       []Step // the paths that this page is on
}

// Meta implements Page.
func (h *Head) Meta() *Head { return h }

// A NotePage is the page of one note.
type NotePage struct {
	Head
	Note *note.Note
	// Modified is when the note was last changed, as it says itself or as is
	// known of its file; zero: not known.
	Modified time.Time
	// Answers says where the note's links lead, in the order of Note.Links.
	Answers   []Answer
	Tags      []*TagPage
	Backlinks []Backlink
	// AllBacklinks is the page that lists them all, when they are too many
	// for this one.
	AllBacklinks *BacklinksPage
	// Mentions are notes that name this one and do not link to it, MaxMentions at
	// most; only where Config.Mentions asks for them.
	Mentions []Backlink
	// Folder is the folder whose page this is, for a note called index.
	Folder *Folder
	// Image is the picture that the note wants others to show for it: an
	// *Attachment or External, or nil.
	Image Target
}

// Changed returns the latest date that is known of the note, or zero.
func (p *NotePage) Changed() time.Time {
	if date := p.Note.FrontMatter.Date; date.After(p.Modified) {
		return date
	}
	return p.Modified
}

// A Folder is a folder of the vault with a published note somewhere below.
type Folder struct {
	Path    string // "" is the vault
	Name    string
	Page    Page // its index note, or a FolderPage
	Folders []*Folder
	Notes   []*NotePage // without the index note
	Others  []Page      // canvases and bases
}

// A FolderPage lists a folder that has no note called index.
type FolderPage struct {
	Head
	Folder *Folder
}

// A TagPage lists the notes with a tag or one nested below it (rule 140).
type TagPage struct {
	Head
	Tag      string // as first seen, without #: "runtime/libuv"
	Children []*TagPage
	Notes    []*NotePage
}

// A TagsPage lists the tags.
type TagsPage struct {
	Head
	Tags []*TagPage // those without a parent
}

// A RecentPage lists the notes that were changed last.
type RecentPage struct {
	Head
	Notes []*NotePage // the last first, MaxRecent at most
}

// MaxRecent is how many notes a RecentPage lists.
const MaxRecent = 100

// A ProgramPage shows one program.
type ProgramPage struct {
	Head
	Program *example.Program
	// Intro is the package comment, read as a note; it is not among the
	// site's notes.
	Intro *NotePage
	// Walks tell its Go files passage by passage, tests left out.
	Walks []Walk
	// Answers says where the links in the program's comments lead, in the
	// order of Program.Links.
	Answers   []Answer
	Backlinks []Backlink
}

// A Walk is one file of a program as it is told.
type Walk struct {
	File     example.File
	Passages []example.Passage
	// Texts are the comments of the passages, each read as a note; nil where
	// there is none.
	Texts []*NotePage
}

// A ProgramsPage lists the programs.
type ProgramsPage struct {
	Head
	Programs []*ProgramPage
}

// A GraphPage shows the graph of the site, and lists what is in it.
type GraphPage struct{ Head }

// A BacklinksPage lists all that links to a note that much links to.
type BacklinksPage struct {
	Head
	Of        *NotePage
	Backlinks []Backlink
}

// A RedirectPage leads from another name of a note to its page.
type RedirectPage struct {
	Head
	To *NotePage
}

// A NotFoundPage is what a web server shows for an address that is not there.
type NotFoundPage struct{ Head }

// A Backlink is a note that links here, with the sentences that do, a canvas
// with a card that shows this page, or a program with the comments that do.
type Backlink struct {
	From     Page
	Excerpts []note.Excerpt
	Lines    []CodeLine
}

// A CodeLine is a line of a program.
type CodeLine struct {
	File   string
	Line   int
	Symbol string // the declaration around it, or above which it stands; may be empty
}

// MaxBacklinks is how many backlinks stand on a note's own page.
const MaxBacklinks = 50

// An Attachment is a file that is not a note and that a published note
// reaches.
type Attachment struct {
	Path string // in the vault
	URL  string // path in the site
	// Width and Height are an image's size in pixels, 0 when it is not known.
	// They are for who has read the file to fill in, before pages are made.
	Width, Height int
}

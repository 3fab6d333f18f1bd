// Package site puts all notes, canvases, bases and programs together into one
// linked site.
//
// [New] takes what note, canvas and example have read and answers every link once:
// it gives each page its address, builds folders and tags, resolves links by
// Obsidian's rules, collects backlinks, and reports every problem found. The
// result, a [Site] of [Page]s, is read-only, so that pages can be rendered
// in parallel. Nothing here touches the disk.
package site

import (
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"notesite/internal/base"
	"notesite/internal/canvas"
	"notesite/internal/example"
	"notesite/internal/note"
	"notesite/internal/problem"
)

// A Config says what a site is called and how it is read.
type Config struct {
	Title       string
	Description string
	Lang        string // BCP 47: "en"
	BaseURL     string // where it is published, ends in "/"; may be empty
	// NotesDir is the vault's folder as problems name it; programs carry
	// theirs in Program.Dir.
	NotesDir string
	// StrictLineBreaks makes one newline a space, as CommonMark has it, and
	// not a line break (rule 186).
	StrictLineBreaks bool
	// EditURL and SourceURL are where the file of a page can be edited and seen,
	// with {path} in the place of its path; may be empty.
	EditURL, SourceURL string
	// Mentions says that notes tell where they are named without a link.
	Mentions bool
	// Cards says that pages have a picture for others to show, where BaseURL
	// is known.
	Cards bool
	// Reserved are addresses that the theme's own files take; one that ends
	// with a slash is a whole folder.
	Reserved []string
}

// A Vault is what was read from the disk.
type Vault struct {
	Notes    []*note.Note
	Canvases []*canvas.Canvas
	Bases    []BaseFile
	Files    []string // paths of all other files
	Programs []*example.Program
	// Changes says when files were last changed, by path, as far as it is known.
	Changes  map[string]time.Time
	Problems []problem.Problem // of files that could not be read
}

// A Site is all pages, linked.
type Site struct {
	Config
	Home        Page
	Root        *Folder
	Pages       []Page // in the order of their addresses
	Notes       []*NotePage
	Canvases    []*CanvasPage
	Bases       []*BasePage
	Programs    *ProgramsPage // nil without programs
	Tags        *TagsPage     // nil without tags
	Recent      *RecentPage   // nil unless several notes have a date
	GraphPage   *GraphPage    // nil where there is one note or program, or none
	NotFound    *NotFoundPage
	Attachments []*Attachment // reached by a published note
	Links       LinkCount
	Problems    []problem.Problem // sorted

	unpublished []*note.Note
	answerer    *answerer
	tags        map[string]*TagPage // by key
	baseFiles   func() []base.File  // described when first asked for
}

// A LinkCount counts the links of all published notes, without those in
// comments and those that lead to other sites.
type LinkCount struct {
	Total          int `json:"total"`
	Resolved       int `json:"resolved"`
	Broken         int `json:"broken"`
	Ambiguous      int `json:"ambiguous"`
	MissingSubpath int `json:"missingSubpath"` // resolved, but without the heading or block
}

// New links a vault. It always returns a site; what is wrong is in its
// Problems.
func New(cfg Config, v Vault) *Site {
	s := &Site{Config: cfg}
	s.addProblems(v.Problems)
	notes := slices.Clone(v.Notes)
	slices.SortFunc(notes, func(a, b *note.Note) int { return cmp.Compare(a.Path, b.Path) })
	taken := addresses{}
	for _, r := range cfg.Reserved {
		taken.take(r)
	}
	s.NotFound = &NotFoundPage{Head{Title: "Page not found"}}
	s.NotFound.URL, _ = taken.take("404.html")
	graphURL, _ := taken.take("graph.html")

	var entries []*entry
	for _, n := range notes {
		e := &entry{path: n.Path}
		if !n.FrontMatter.Unpublished {
			e.page = s.addNote(n, v.Changes[n.Path], taken)
		} else {
			s.unpublished = append(s.unpublished, n)
		}
		entries = append(entries, e)
		s.addProblems(n.Problems)
	}
	canvases := slices.SortedFunc(slices.Values(v.Canvases), func(a, b *canvas.Canvas) int { return cmp.Compare(a.Path, b.Path) })
	for _, c := range canvases {
		entries = append(entries, &entry{path: c.Path, page: s.addCanvas(c, taken)})
		s.addProblems(c.Problems)
	}
	bases := slices.SortedFunc(slices.Values(v.Bases), func(a, b BaseFile) int { return cmp.Compare(a.Path, b.Path) })
	for _, f := range bases {
		entries = append(entries, &entry{path: f.Path, page: s.addBase(f, taken)})
	}
	for _, f := range v.Files {
		entries = append(entries, &entry{path: f, file: true})
	}
	s.addFolders(taken)
	s.addPrograms(v.Programs, taken)
	s.addTags(taken)
	s.addRecent(taken)
	s.addGraph(graphURL)
	s.answerer = s.newAnswerer(entries, taken)
	s.answerLinks(s.answerer)
	s.answerImages(s.answerer)
	s.collectBacklinks(taken)
	if s.Mentions {
		s.collectMentions()
	}
	s.checkEmbeds()
	s.addPaths()
	s.baseFiles = sync.OnceValue(s.describeFiles)
	s.checkBases()
	s.addRedirects(taken)
	s.finish()
	return s
}

func (s *Site) addProblems(ps []problem.Problem) {
	for _, p := range ps {
		p.Pos.Filename = path.Join(s.NotesDir, p.Pos.Filename)
		s.Problems = append(s.Problems, p)
	}
}

// addNote gives a note its page and address. The vault's index note is the
// home page.
func (s *Site) addNote(n *note.Note, changed time.Time, taken addresses) *NotePage {
	p := &NotePage{Note: n, Modified: changed}
	if modified := n.FrontMatter.Modified; !modified.IsZero() {
		p.Modified = modified
	}
	p.Title = n.Title()
	p.Description = cmp.Or(n.FrontMatter.Description, n.Summary)
	want := Address(strings.TrimSuffix(n.Path, path.Ext(n.Path))) + ".html"
	if link := n.FrontMatter.Permalink; link != "" {
		want = Address(strings.TrimSuffix(link, ".html")) + ".html"
	}
	var free bool
	if p.URL, free = taken.take(want); !free {
		s.addProblems([]problem.Problem{{
			Pos: n.Position(0), Rule: problem.URLCollision, Severity: problem.Warning,
			Message: fmt.Sprintf("another page has the address %s; this note's is %s", want, p.URL),
			Hint:    "rename the note, or give it a permalink",
		}})
	}
	s.Notes = append(s.Notes, p)
	return p
}

// addFolders builds the tree of folders, each with a page.
func (s *Site) addFolders(taken addresses) {
	folders := map[string]*Folder{}
	var folder func(dir string) *Folder
	folder = func(dir string) *Folder {
		if dir == "." {
			dir = ""
		}
		f := folders[dir]
		if f == nil {
			f = &Folder{Path: dir, Name: path.Base(dir)}
			folders[dir] = f
			if dir != "" {
				parent := folder(path.Dir(dir))
				parent.Folders = append(parent.Folders, f)
			}
		}
		return f
	}
	s.Root = folder("")
	for _, p := range s.Notes {
		f := folder(path.Dir(p.Note.Path))
		if f.Page == nil && strings.EqualFold(p.Note.Name(), "index") {
			f.Page, p.Folder = p, f
			if p.Note.FrontMatter.Title == "" {
				p.Title = s.folderTitle(f)
			}
			continue
		}
		f.Notes = append(f.Notes, p)
	}
	for _, p := range s.Canvases {
		f := folder(path.Dir(p.Canvas.Path))
		f.Others = append(f.Others, p)
	}
	for _, p := range s.Bases {
		f := folder(path.Dir(p.Path))
		f.Others = append(f.Others, p)
	}
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		f := folders[dir]
		if f.Page == nil {
			page := &FolderPage{Folder: f}
			page.Title = s.folderTitle(f)
			want := "index.html"
			if dir != "" {
				want = Address(dir) + "/index.html"
			}
			page.URL, _ = taken.take(want)
			f.Page = page
			s.Pages = append(s.Pages, page)
		}
		slices.SortFunc(f.Folders, func(a, b *Folder) int { return cmp.Compare(fold(a.Name), fold(b.Name)) })
		slices.SortFunc(f.Notes, func(a, b *NotePage) int {
			return cmp.Or(cmp.Compare(fold(a.Title), fold(b.Title)), cmp.Compare(a.URL, b.URL))
		})
	}
	s.Home = s.Root.Page
	s.Home.Meta().Description = cmp.Or(s.Home.Meta().Description, s.Description)
	var crumbs func(f *Folder, way []Page)
	crumbs = func(f *Folder, way []Page) {
		f.Page.Meta().Crumbs = way
		below := append(slices.Clip(way), f.Page)
		for _, n := range f.Notes {
			n.Crumbs = below
		}
		for _, p := range f.Others {
			p.Meta().Crumbs = below
		}
		for _, sub := range f.Folders {
			crumbs(sub, below)
		}
	}
	crumbs(s.Root, nil)
}

func (s *Site) folderTitle(f *Folder) string {
	if f.Path == "" {
		return s.Title
	}
	return f.Name
}

func (s *Site) addPrograms(programs []*example.Program, taken addresses) {
	if len(programs) == 0 {
		return
	}
	dir, _, _ := strings.Cut(programs[0].Dir, "/")
	s.Programs = &ProgramsPage{Head: Head{Title: "Programs", Crumbs: []Page{s.Home}}}
	s.Programs.URL, _ = taken.take(Address(dir) + "/index.html")
	for _, program := range programs {
		p := &ProgramPage{Program: program}
		p.Title = program.Dir
		p.Crumbs = []Page{s.Home, s.Programs}
		p.URL, _ = taken.take(Address(program.Dir) + ".html")
		p.Intro = &NotePage{Head: Head{URL: p.URL}, Note: commentNote(program.Doc, program.File(path.Base(program.DocPos.Filename)))}
		p.Description = p.Intro.Note.Summary
		for _, f := range program.Files {
			if walk := newWalk(p, f); f.Role == example.Source && walk.Passages != nil {
				p.Walks = append(p.Walks, walk)
			}
		}
		s.Programs.Programs = append(s.Programs.Programs, p)
		s.Problems = append(s.Problems, program.Problems...)
		if m := program.Measured; m != nil && m.Stale {
			s.Problems = append(s.Problems, problem.Problem{
				Pos: token.Position{Filename: path.Join(program.Dir, example.BenchFile)}, Rule: problem.StaleBenchmark, Severity: problem.Warning,
				Message: "the program has changed since its benchmarks were measured",
				Hint:    "measure again: notesite bench " + program.Dir,
			})
		}
	}
	s.Pages = append(s.Pages, s.Programs)
}

// newAnswerer indexes all that a link can lead to.
func (s *Site) newAnswerer(entries []*entry, taken addresses) *answerer {
	a := &answerer{
		site: s, index: newIndex(entries), addresses: taken,
		programs: map[string]programPart{}, sections: map[*NotePage]*sections{}, attachments: map[string]*Attachment{},
	}
	var names []string
	for _, e := range entries {
		switch {
		case e.file:
			names = append(names, path.Base(e.path))
		case e.page != nil:
			p, ok := e.page.(*NotePage)
			if !ok {
				names = append(names, path.Base(e.path))
				continue
			}
			names = append(names, p.Note.Name())
			for _, alias := range p.Note.FrontMatter.Aliases {
				a.index.alias[fold(alias)] = append(a.index.alias[fold(alias)], p)
			}
		}
	}
	if s.Programs != nil {
		for _, p := range s.Programs.Programs {
			a.programs[fold(p.Program.Dir)] = programPart{page: p}
			names = append(names, p.Program.Dir)
			for _, f := range p.Program.Files {
				a.programs[fold(path.Join(p.Program.Dir, f.Name))] = programPart{p, f.Name}
				names = append(names, path.Join(p.Program.Dir, f.Name))
			}
		}
	}
	a.suggest = newSuggester(names)
	return a
}

func (s *Site) answerLinks(a *answerer) {
	seen := len(s.Problems)
	for _, p := range s.Notes {
		p.Answers = make([]Answer, len(p.Note.Links))
		for i, l := range p.Note.Links {
			if l.Comment {
				continue // what is in a comment is not on the site (rule 26)
			}
			ans := a.answer(p.Note.Path, p, l)
			p.Answers[i] = ans
			a.report(p.Note.Position(l.Start), l, ans)
			s.Links.add(ans)
		}
	}
	for _, p := range s.Canvases {
		a.answerCanvas(p)
	}
	for i := range s.Problems[seen:] {
		pos := &s.Problems[seen+i].Pos
		pos.Filename = path.Join(s.NotesDir, pos.Filename)
	}
	if s.Programs != nil {
		for _, p := range s.Programs.Programs {
			s.answerComments(a, p)
		}
	}
}

// answerComments answers the links in a program's comments, as if they stood
// in the root of the vault. They do not count among the notes' links. The
// package comment is read twice: as code, and as the text that introduces the
// program's page.
func (s *Site) answerComments(a *answerer, p *ProgramPage) {
	for _, l := range p.Program.Links {
		ans := a.answer("", p.Intro, l.Link)
		p.Answers = append(p.Answers, ans)
		a.report(l.Pos, l.Link, ans)
	}
	a.answerText(p.Intro, p.Program.DocPos)
	for _, walk := range p.Walks {
		for i, text := range walk.Texts {
			if text != nil {
				a.answerText(text, token.Position{Filename: path.Join(p.Program.Dir, walk.File.Name), Line: walk.Passages[i].Start})
			}
		}
	}
}

// answerText answers the links in a comment that begins at start, read as a
// note. Wikilinks have been reported as the code's.
func (a *answerer) answerText(p *NotePage, start token.Position) {
	for _, l := range p.Note.Links {
		ans := a.answer("", p, l)
		p.Answers = append(p.Answers, ans)
		if l.Kind == note.MarkdownLink {
			pos, at := start, p.Note.Position(l.Start)
			pos.Line, pos.Column = pos.Line+at.Line-1, at.Column+len("// ")
			a.report(pos, l, ans)
		}
	}
}

func (c *LinkCount) add(ans Answer) {
	c.Total++
	if ans.To == nil {
		c.Broken++
		return
	}
	c.Resolved++
	if _, missing := ans.Part.(MissingPart); missing {
		c.MissingSubpath++
	}
	if len(ans.Others) > 0 {
		c.Ambiguous++
	}
}

// addRecent makes the page of the notes that were changed last.
func (s *Site) addRecent(taken addresses) {
	var dated []*NotePage
	for _, p := range s.Notes {
		if !p.Changed().IsZero() {
			dated = append(dated, p)
		}
	}
	if len(dated) < 2 {
		return
	}
	slices.SortStableFunc(dated, func(a, b *NotePage) int { return b.Changed().Compare(a.Changed()) })
	s.Recent = &RecentPage{Head: Head{Title: "Recent", Crumbs: []Page{s.Home}}, Notes: dated[:min(len(dated), MaxRecent)]}
	s.Recent.URL, _ = taken.take("recent.html")
	s.Pages = append(s.Pages, s.Recent)
}

// addRedirects makes a page of each other name that leads to a note: its
// aliases, and its own path where a permalink took its place (rule 131).
// A name that a page has already is left to it.
func (s *Site) addRedirects(taken addresses) {
	add := func(p *NotePage, name string) {
		url := Address(strings.TrimSuffix(strings.Trim(name, "/"), ".html")) + ".html"
		if taken[url] {
			return
		}
		taken.take(url)
		s.Pages = append(s.Pages, &RedirectPage{Head: Head{URL: url, Title: p.Title}, To: p})
	}
	for _, p := range s.Notes {
		if p.Note.FrontMatter.Permalink != "" {
			add(p, strings.TrimSuffix(p.Note.Path, path.Ext(p.Note.Path)))
		}
	}
	for _, p := range s.Notes {
		for _, alias := range p.Note.FrontMatter.Aliases {
			add(p, alias)
		}
	}
}

// finish sorts what is to be in order.
func (s *Site) finish() {
	for _, p := range s.Notes {
		s.Pages = append(s.Pages, p)
	}
	for _, p := range s.Canvases {
		s.Pages = append(s.Pages, p)
	}
	for _, p := range s.Bases {
		s.Pages = append(s.Pages, p)
	}
	if s.Programs != nil {
		for _, p := range s.Programs.Programs {
			s.Pages = append(s.Pages, p)
		}
	}
	s.Pages = append(s.Pages, s.NotFound)
	slices.SortFunc(s.Pages, func(a, b Page) int { return cmp.Compare(a.Meta().URL, b.Meta().URL) })
	slices.SortFunc(s.Attachments, func(a, b *Attachment) int { return cmp.Compare(a.URL, b.URL) })
	problem.Sort(s.Problems)
}

package site

import (
	"fmt"
	"go/token"
	"path"
	"slices"
	"strings"

	"notesite/internal/note"
	"notesite/internal/problem"
)

// A Target is where a link can lead: a *NotePage, *CanvasPage, *BasePage,
// *ProgramPage, *Attachment or External.
type Target interface{ Address() string }

// Address implements Target.
func (p *NotePage) Address() string { return p.URL }

// Address implements Target.
func (p *ProgramPage) Address() string { return p.URL }

// Address implements Target.
func (a *Attachment) Address() string { return a.URL }

// External is an address of the web, written as a wikilink (rule 30).
type External string

// Address implements Target.
func (e External) Address() string { return string(e) }

// An Answer says where one link of a note leads.
type Answer struct {
	To Target // nil when the link is broken
	// Fragment is the id in the page, or what follows # for an attachment;
	// empty for all of it.
	Fragment string
	// Part says which part of To is meant.
	Part Part
	// Rule is the rule that decided, Others what the link could also have
	// meant, as paths in the vault, five at most.
	Rule   Rule
	Others []string
	// Broken says why To is nil, or why no heading or block was found.
	Broken string
	// Lack says the same, in parts; its zero value: not published.
	Lack Lack
	// BySlug says that a heading was found by its id only (rule 75).
	BySlug bool
}

// A Lack is what a broken link asks for and is not there.
type Lack struct {
	Kind string // "note", "file", "heading", "block", "view", "part"
	Name string // it has
	In   string // the note or file that has none of that name, if that is there
}

// missing says that a page has no such part.
func (ans *Answer) missing(kind, in, name string) {
	ans.Part, ans.Lack = MissingPart{}, Lack{kind, name, in}
	ans.Broken = fmt.Sprintf("%s has no %s %q", in, kind, name)
}

// A Part is the part of a page that a link means. It is one of Whole,
// HeadingPart, BlockPart, AnchorPart, FilePart, LinesPart, OutputPart,
// BenchmarkPart, ViewPart and MissingPart.
type Part interface{ part() }

type (
	// Whole is all of the target.
	Whole struct{}
	// HeadingPart is a section: the ordinal in Note.Headings.
	HeadingPart int
	// BlockPart is a block: the ordinal in Note.Blocks.
	BlockPart int
	// FilePart is one file of a program, by name.
	FilePart string
	// AnchorPart is a place that HTML in a note names: its id.
	AnchorPart string
	// OutputPart is a program's output.
	OutputPart struct{}
	// BenchmarkPart is what one of a program's benchmarks measured, by name
	// ("Requests"); empty for all of them.
	BenchmarkPart string
	// ViewPart is one view of a base, by name.
	ViewPart string
	// MissingPart is a part that is not there.
	MissingPart struct{}
)

func (Whole) part()         {}
func (HeadingPart) part()   {}
func (BlockPart) part()     {}
func (FilePart) part()      {}
func (AnchorPart) part()    {}
func (OutputPart) part()    {}
func (BenchmarkPart) part() {}
func (ViewPart) part()      {}
func (MissingPart) part()   {}

// NotPublished is what Answer.Broken says of a note that is in the vault but
// not on the site.
const NotPublished = "not published"

// maxOthers is how many of the files that a link could also have meant are
// named.
const maxOthers = 5

// OutputID is the id of the output on a program's page.
const OutputID = "output"

// BenchmarksID is the id of what the benchmarks measured on a program's page.
const BenchmarksID = "benchmarks"

// BenchmarkID returns the id of one benchmark there.
func BenchmarkID(name string) string { return "benchmark" + strings.ToLower(name) }

// BlockFragment returns the id of a block in its page: "^id".
func BlockFragment(id string) string { return "^" + strings.ToLower(id) }

// An answerer answers the links of a site's notes.
type answerer struct {
	site        *Site
	index       *index
	programs    map[string]programPart // by folded path: program or file
	sections    map[*NotePage]*sections
	attachments map[string]*Attachment // by path
	addresses   addresses
	suggest     *suggester
}

type programPart struct {
	page *ProgramPage
	file string // "" for all of it
}

// Answer answers one link of a note at path from. It is the one function
// that says where a link leads, and changes nothing but the list of
// attachments that are reached.
func (a *answerer) answer(from string, self *NotePage, l note.Link) Answer {
	if l.Target == "" {
		return a.part(Answer{To: self, Rule: SameNote}, l)
	}
	dir := path.Dir(from)
	if dir == "." {
		dir = ""
	}
	e, rule, candidates := a.index.find(dir, l.Target)
	if e == nil {
		return a.answerElse(l)
	}
	return a.answerEntry(e, rule, candidates, l)
}

// answerEntry answers a link by the file that was found for it.
func (a *answerer) answerEntry(e *entry, rule Rule, candidates []*entry, l note.Link) Answer {
	ans := Answer{Rule: rule}
	for _, c := range candidates[:min(len(candidates), maxOthers+1)] {
		if c != e && len(ans.Others) < maxOthers {
			ans.Others = append(ans.Others, c.path)
		}
	}
	switch {
	case e.page != nil:
		ans.To = e.page
	case e.file:
		ans.To = a.attach(e.path)
	default:
		ans.Broken = NotPublished
		return ans
	}
	return a.part(ans, l)
}

// Explain answers a link as if it stood in the note of that path, which need
// not exist.
func (s *Site) Explain(from string, l note.Link) Answer {
	var self *NotePage
	for _, p := range s.Notes {
		if p.Note.Path == from {
			self = p
		}
	}
	if self == nil && l.Target == "" {
		return Answer{Rule: None, Broken: fmt.Sprintf("there is no note %q", from)}
	}
	return s.answerer.answer(from, self, l)
}

// Path returns the path of what the answer leads to: in the vault for a note
// or attachment, the folder for a program, and "" for nothing.
func (a Answer) Path() string { return targetPath(a.To) }

// Find returns what a link's path means in a note at from, if that is on the
// site as a page, or nil. Unlike an answer it reaches no attachment, so it can
// be asked while pages are made.
func (s *Site) Find(from, target string) Target {
	dir := path.Dir(from)
	if dir == "." {
		dir = ""
	}
	if e, _, _ := s.answerer.index.find(dir, target); e != nil {
		return e.page
	}
	if p, ok := s.answerer.programs[fold(target)]; ok {
		return p.page
	}
	return nil
}

// answerElse answers a link that no file of the vault is named by: by
// program, or by alias, or not at all.
func (a *answerer) answerElse(l note.Link) Answer {
	key := fold(strings.TrimSuffix(l.Target, "/"))
	if p, ok := a.programs[key]; ok {
		ans := Answer{To: p.page, Rule: ByProgram, Part: Whole{}}
		if p.file != "" {
			ans.Part, ans.Fragment = FilePart(p.file), FileID(p.file)
		}
		if l.Sub == "" {
			return ans
		}
		return a.programSub(ans, p, l)
	}
	if pages := a.index.alias[key]; len(pages) > 0 {
		ans := Answer{To: pages[0], Rule: ByAlias}
		for _, p := range pages[1:] {
			ans.Others = append(ans.Others, p.Note.Path)
		}
		return a.part(ans, l)
	}
	// A colon alone is no address: [[Lemma: the first]] is a note to be.
	if l.Kind == note.WikiLink && note.Scheme(l.Target) != "" && strings.Contains(l.Target, "://") {
		return Answer{To: External(l.Path()), Rule: ByScheme, Part: Whole{}}
	}
	return Answer{Rule: None, Broken: fmt.Sprintf("no note is named %q", l.Target), Lack: Lack{Kind: "note", Name: l.Target}}
}

// part completes an answer with the heading or block that l names.
func (a *answerer) part(ans Answer, l note.Link) Answer {
	ans.Part = Whole{}
	if l.Sub == "" {
		return ans
	}
	page, ok := ans.To.(*NotePage)
	if !ok {
		switch to := ans.To.(type) {
		case *Attachment:
			ans.Fragment = strings.TrimPrefix(l.Sub, "#")
		case *BasePage:
			return basePart(ans, to, strings.TrimPrefix(l.Sub, "#"))
		}
		return ans
	}
	s := a.sections[page]
	if s == nil {
		s = newSections(page.Note)
		a.sections[page] = s
	}
	if strings.HasPrefix(l.Sub, "#^") {
		i, ok := s.block(l.Sub)
		if !ok {
			ans.missing("block", page.Note.Name(), l.Sub[1:])
			return ans
		}
		ans.Part, ans.Fragment = BlockPart(i), BlockFragment(page.Note.Blocks[i].ID)
		return ans
	}
	i, bySlug, ok := s.heading(page.Note, l.Sub)
	if !ok {
		if id := l.Sub[1:]; slices.Contains(page.Note.Anchors, id) {
			ans.Part, ans.Fragment, ans.BySlug = AnchorPart(id), id, true
			return ans
		}
		if foldHeading(l.Sub) == "" {
			return ans // [[Note#]] is the note (rule 76)
		}
		ans.missing("heading", page.Note.Name(), strings.TrimLeft(l.Sub, "#"))
		return ans
	}
	ans.Part, ans.Fragment, ans.BySlug = HeadingPart(i), page.Note.Headings[i].ID, bySlug
	return ans
}

// attach returns the attachment of that path, which is then part of the site.
func (a *answerer) attach(p string) *Attachment {
	if at := a.attachments[p]; at != nil {
		return at
	}
	ext := path.Ext(p)
	url, _ := a.addresses.take(Address(strings.TrimSuffix(p, ext)) + strings.ToLower(ext))
	at := &Attachment{Path: p, URL: url}
	a.attachments[p] = at
	a.site.Attachments = append(a.site.Attachments, at)
	return at
}

// report says what is wrong with a link, if anything is.
func (a *answerer) report(pos token.Position, l note.Link, ans Answer) {
	p := problem.Problem{Pos: pos, Severity: problem.Error}
	switch _, missing := ans.Part.(MissingPart); {
	case ans.To == nil && ans.Broken == NotPublished:
		p.Rule, p.Severity = problem.BrokenLink, problem.Warning
		p.Message = fmt.Sprintf("the link %q leads to a note that is not published", l.Path())
		p.Hint = "it is shown as plain text"
	case ans.To == nil:
		p.Rule = problem.BrokenLink
		if l.Embed {
			p.Rule = problem.MissingEmbed
		}
		p.Message = ans.Broken
		p.Hint = a.suggest.name(l.Target)
	case missing:
		p.Message = ans.Broken
		switch to := ans.To.(type) {
		case *BasePage:
			p.Rule = problem.MissingPart
			p.Hint = nearest(strings.TrimPrefix(l.Sub, "#"), to.viewNames())
		case *ProgramPage:
			p.Rule = problem.MissingPart
			p.Hint = a.suggest.programPart(to.Program, a.programs[fold(l.Target)].file, l.Sub)
		case *NotePage:
			p.Rule = problem.MissingHeading
			if strings.HasPrefix(l.Sub, "#^") {
				p.Rule = problem.MissingBlock
			}
			p.Hint = a.suggest.section(to.Note, l.Sub)
		}
	case isLines(ans):
		adviseSymbol(&p, ans.To.(*ProgramPage).Program, ans.Part.(LinesPart))
	case ans.BySlug:
		to := ans.To.(*NotePage)
		p.Rule, p.Severity = problem.SlugLink, problem.Warning
		p.Message = fmt.Sprintf("%q is an id in %s, which Obsidian does not follow", l.Sub, to.Note.Name())
		if i, ok := ans.Part.(HeadingPart); ok {
			p.Hint = fmt.Sprintf("write the heading: #%s", to.Note.Headings[i].Text)
		}
	case ans.Rule == ByAlias:
		name := ans.To.(*NotePage).Note.Name()
		p.Rule, p.Severity = problem.AliasLink, problem.Warning
		p.Message = fmt.Sprintf("%q is an alias of %q, which Obsidian does not follow", l.Target, name)
		p.Hint = fmt.Sprintf("write [[%s|%s]]", name, l.Target)
	case ans.Rule == ByScheme:
		p.Rule, p.Severity = problem.ExternalLink, problem.Warning
		p.Message = fmt.Sprintf("%q is an address, which Obsidian takes for the name of a note", l.Path())
		p.Hint = fmt.Sprintf("write [%s](%s)", l.Display(), l.Path())
	case len(ans.Others) > 0:
		p.Rule, p.Severity = problem.AmbiguousLink, problem.Warning
		p.Message = fmt.Sprintf("%q could be %s; it is read as the first, by %s",
			l.Target, strings.Join(append([]string{targetPath(ans.To)}, ans.Others...), ", "), ans.Rule)
		p.Hint = "write the path to say which"
	default:
		return
	}
	a.site.Problems = append(a.site.Problems, p)
}

func targetPath(t Target) string {
	switch t := t.(type) {
	case *NotePage:
		return t.Note.Path
	case *CanvasPage:
		return t.Canvas.Path
	case *BasePage:
		return t.Path
	case *Attachment:
		return t.Path
	case *ProgramPage:
		return t.Program.Dir
	case External:
		return string(t)
	}
	return ""
}

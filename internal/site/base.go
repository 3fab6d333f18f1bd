package site

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"notesite/internal/base"
	"notesite/internal/note"
	"notesite/internal/problem"
)

// A BaseFile is a .base file as it was read.
type BaseFile struct {
	Path   string // in the vault
	Source []byte
}

// A BasePage shows one base: the tables that its views describe (rule 204).
type BasePage struct {
	Head
	Path      string // in the vault
	Base      *base.Base
	Err       error // why there is no Base
	Backlinks []Backlink
}

// Address implements Target.
func (p *BasePage) Address() string { return p.URL }

// ViewID returns the id of a view in the page of its base.
func ViewID(name string) string { return "view." + Address(name) }

// addBase gives a base its page and address.
func (s *Site) addBase(f BaseFile, taken addresses) *BasePage {
	p := &BasePage{Path: f.Path}
	p.Title = strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path))
	p.URL, _ = taken.take(Address(f.Path) + ".html")
	if p.Base, p.Err = base.Parse(f.Source); p.Err != nil {
		s.addProblems([]problem.Problem{baseProblem(p.Err, token.Position{Filename: f.Path, Line: 1, Column: 1})})
	}
	s.Bases = append(s.Bases, p)
	return p
}

// baseProblem says what is wrong with a base that begins at start.
func baseProblem(err error, start token.Position) problem.Problem {
	p := problem.Problem{Pos: start, Rule: problem.BadBase, Severity: problem.Error, Message: err.Error()}
	if e, ok := errors.AsType[*base.Error](err); ok {
		p.Message = e.Message
		p.Pos.Line += e.Line - 1
		p.Pos.Column = e.Column
		if e.Unshowable {
			p.Severity = problem.Warning
		}
		if e.Path != "" {
			p.Message += fmt.Sprintf(" (for %s)", e.Path)
		}
	}
	return p
}

// checkBases reports what of the bases cannot be shown: of each view once, as
// on the base's own page. Of a block of base in a note it is only whether it
// can be read: which note shows it may matter to the rest.
func (s *Site) checkBases() {
	for _, p := range s.Bases {
		if p.Base == nil {
			continue
		}
		start := token.Position{Filename: p.Path, Line: 1, Column: 1}
		for _, v := range p.Base.Views {
			table, err := s.Table(p.Base, v, p.Path)
			if err != nil {
				s.addProblems([]problem.Problem{baseProblem(err, start)})
				continue
			}
			for _, e := range table.Problems {
				s.addProblems([]problem.Problem{baseProblem(e, start)})
			}
		}
	}
	for _, p := range s.Notes {
		for _, f := range p.Note.Fences {
			if f.Lang != "base" {
				continue
			}
			if _, err := base.Parse([]byte(f.Code)); err != nil {
				s.addProblems([]problem.Problem{baseProblem(err, p.Note.Position(f.Start))})
			}
		}
	}
}

// Table makes the table of a view. this is the path of the note that shows
// it, or of the base itself.
func (s *Site) Table(b *base.Base, v base.View, this string) (*base.Table, error) {
	files := s.baseFiles()
	i := slices.IndexFunc(files, func(f base.File) bool { return f.Path == this })
	if i < 0 {
		return v.Evaluate(b, files, &base.File{Path: this})
	}
	return v.Evaluate(b, files, &files[i])
}

// At returns what is shown of the file of a path, or nil.
func (s *Site) At(path string) Target {
	if at := s.answerer.attachments[path]; at != nil {
		return at
	}
	if e := pick(s.answerer.index.exact[fold(path)], path); e != nil {
		return e.page
	}
	return nil
}

// describeFiles describes everything that is on the site, for bases: notes,
// canvases, bases, and the attachments that a note reaches.
func (s *Site) describeFiles() []base.File {
	var files []base.File
	at := map[string]int{}
	add := func(f base.File) {
		at[f.Path] = len(files)
		files = append(files, f)
	}
	for _, p := range s.Notes {
		f := base.File{Path: p.Note.Path, Size: int64(len(p.Note.Source)), Aliases: p.Note.FrontMatter.Aliases, Properties: map[string]any{}}
		for _, t := range p.Tags {
			f.Tags = append(f.Tags, t.Tag)
		}
		for _, property := range p.Note.FrontMatter.Properties {
			f.Properties[property.Key] = plainValue(property.Value)
		}
		add(f)
	}
	for _, p := range s.Canvases {
		add(base.File{Path: p.Canvas.Path})
	}
	for _, p := range s.Bases {
		add(base.File{Path: p.Path})
	}
	for _, a := range s.Attachments {
		add(base.File{Path: a.Path})
	}
	for _, p := range s.Notes {
		f := &files[at[p.Note.Path]]
		links, embeds := map[string]bool{}, map[string]bool{}
		for i, ans := range p.Answers {
			l := p.Note.Links[i]
			if _, external := ans.To.(External); external || l.Comment {
				continue
			}
			to := cmp.Or(targetPath(ans.To), l.Target)
			if i, ok := at[to]; ok && !links[to] && !embeds[to] {
				files[i].Backlinks = append(files[i].Backlinks, f.Path)
			}
			if l.Embed && !embeds[to] {
				embeds[to] = true
				f.Embeds = append(f.Embeds, to)
			} else if !l.Embed && !links[to] {
				links[to] = true
				f.Links = append(f.Links, to)
			}
		}
	}
	return files
}

// plainValue returns a property's value in Go's own types.
func plainValue(v note.Value) any {
	switch {
	case v.Map != nil:
		m := map[string]any{}
		for _, p := range v.Map {
			m[p.Key] = plainValue(p.Value)
		}
		return m
	case v.List != nil:
		list := make([]any, len(v.List))
		for i, item := range v.List {
			list[i] = plainValue(item)
		}
		return list
	case v.Quoted:
		return v.Text
	case v.Text == "":
		return nil
	case v.Text == "true", v.Text == "false":
		return v.Text == "true"
	}
	if f, err := strconv.ParseFloat(v.Text, 64); err == nil {
		return f
	}
	return v.Text
}

// basePart completes an answer with the view that a link names.
func basePart(ans Answer, p *BasePage, name string) Answer {
	if slices.Contains(p.viewNames(), name) {
		ans.Part, ans.Fragment = ViewPart(name), ViewID(name)
		return ans
	}
	ans.missing("view", path.Base(p.Path), name)
	return ans
}

func (p *BasePage) viewNames() []string {
	var names []string
	if p.Base != nil {
		for _, v := range p.Base.Views {
			names = append(names, v.Name)
		}
	}
	return names
}

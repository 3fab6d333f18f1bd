package render

import (
	"cmp"
	"fmt"
	"time"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/text/unicode/bidi"

	"notesite/internal/note"
	"notesite/internal/site"
	"notesite/internal/words"
)

// A language is what a part of a page is written in, where that is not what
// stands around it: both empty where it is.
type language struct {
	Lang string // BCP 47
	Dir  string // "ltr" or "rtl"
}

// dir is the direction of the site.
func (r *Renderer) dir() string { return words.Dir(r.site.Lang) }

// noteDir returns the direction of a note: as it says, or by its language.
func (r *Renderer) noteDir(n *note.Note) string {
	if fm := n.FrontMatter; fm.Dir != "" || fm.Lang != "" {
		return cmp.Or(fm.Dir, words.Dir(fm.Lang))
	}
	return r.dir()
}

// own returns the language of a note inside of what is written in another.
func (r *Renderer) own(n *note.Note, around language) language {
	l := language{cmp.Or(n.FrontMatter.Lang, r.site.Lang), r.noteDir(n)}
	if l.Lang == around.Lang {
		l.Lang = ""
	}
	if l.Dir == around.Dir {
		l.Dir = ""
	}
	return l
}

// outside returns the site's own language, for what stands in a note that has
// another one.
func (r *Renderer) outside(own language) language {
	var l language
	if own.Lang != "" {
		l.Lang = r.site.Lang
	}
	if own.Dir != "" {
		l.Dir = r.dir()
	}
	return l
}

// langOf returns the language of a page's text.
func (r *Renderer) langOf(p site.Page) string {
	if n, ok := p.(*site.NotePage); ok && n.Note.FrontMatter.Lang != "" {
		return n.Note.FrontMatter.Lang
	}
	return r.site.Lang
}

// attrs returns the attributes that say it.
func (l language) attrs() string {
	s := ""
	if l.Lang != "" {
		s += fmt.Sprintf(` lang="%s"`, esc(l.Lang))
	}
	if l.Dir != "" {
		s += fmt.Sprintf(` dir="%s"`, l.Dir)
	}
	return s
}

// title returns what a page is called: those that are the site's own have their
// names in its language.
func (r *Renderer) title(p site.Page) string {
	switch p := p.(type) {
	case *site.ProgramsPage:
		return r.words.Say("programs")
	case *site.TagsPage:
		return r.words.Say("tags")
	case *site.RecentPage:
		return r.words.Say("recent")
	case *site.GraphPage:
		return r.words.Say("graph")
	case *site.NotFoundPage:
		return r.words.Say("notFound")
	case *site.BacklinksPage:
		return r.words.Say("linksTo", "title", p.Of.Title)
	}
	return p.Meta().Title
}

// description says what a page is about, or nothing.
func (r *Renderer) description(p site.Page) string {
	switch p.(type) {
	case *site.ProgramsPage:
		return r.words.Say("programsAbout")
	case *site.TagsPage:
		return r.words.Say("tagsAbout")
	case *site.GraphPage:
		return r.words.Say("graphAbout")
	}
	return p.Meta().Description
}

func (r *Renderer) viewDate(t time.Time) dateView {
	if t.IsZero() {
		return dateView{}
	}
	return dateView{r.words.Date(t), t.Format(time.DateOnly)}
}

// direct marks the blocks that run against what stands around them: those most
// of whose letters are of the other direction. A sentence that only begins with
// a name in other letters runs as it should.
func direct(root ast.Node, src []byte, around string) {
	if around == "rtl" || mayRunLeft(src) {
		directBlocks(root, src, around)
	}
}

func directBlocks(parent ast.Node, src []byte, around string) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		if node.Type() != ast.TypeBlock {
			return
		}
		var letters balance
		letters.count(node, src)
		way := cmp.Or(letters.way(), around)
		inside := way
		switch node.(type) {
		case *ast.TextBlock, *note.CalloutTitle:
			inside = around // has no element of its own
		default:
			if way != around {
				node.SetAttributeString("dir", []byte(way))
			}
		}
		if node.Kind() != extast.KindTable { // its columns stay what they are
			directBlocks(node, src, inside)
		}
	}
}

// mayRunLeft reports whether a text can have letters that run from right to
// left. All of them begin with one of these bytes in UTF-8, as do others.
func mayRunLeft(src []byte) bool {
	for _, c := range src {
		if 0xD6 <= c && c <= 0xE0 || c == 0xEF || c == 0xF0 {
			return true
		}
	}
	return false
}

// A balance is how many letters run which way.
type balance struct{ left, right int } // to the left, to the right

func (b balance) way() string {
	switch {
	case b.left > b.right:
		return "rtl"
	case b.right > 0:
		return "ltr"
	}
	return ""
}

// count counts the letters of a text, without code and formulas.
func (b *balance) count(node ast.Node, src []byte) {
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.Image, *note.Comment, *note.Math:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			b.add(n.Segment.Value(src))
		case *note.Wikilink:
			b.add([]byte(n.Display()))
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
}

func (b *balance) add(text []byte) {
	for len(text) > 0 {
		if c := text[0] | 0x20; text[0] < 0x80 {
			if 'a' <= c && c <= 'z' {
				b.right++
			}
			text = text[1:]
			continue
		}
		p, size := bidi.Lookup(text)
		switch p.Class() {
		case bidi.L:
			b.right++
		case bidi.R, bidi.AL:
			b.left++
		}
		text = text[max(size, 1):]
	}
}

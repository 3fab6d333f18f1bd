package site

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"notesite/internal/note"
	"notesite/internal/problem"
)

// answerImages finds the pictures that notes name by their image or cover
// property: a path in the vault, a link, or a URL (rule 132). Only a site whose
// address is known can tell others where they are.
func (s *Site) answerImages(a *answerer) {
	if s.BaseURL == "" {
		return
	}
	for _, p := range s.Notes {
		if named := p.Note.FrontMatter.Image; named != "" {
			p.Image = s.answerImage(a, p, named)
		}
	}
}

// answerImage answers for one note. A value that seems to be meant for
// something else, such as the name of another note, is no problem.
func (s *Site) answerImage(a *answerer, p *NotePage, named string) Target {
	if u, err := url.Parse(named); err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
		return External(u.String())
	}
	at := imageOffset(p.Note.FrontMatter)
	for i, l := range p.Note.Links {
		if l.Kind == note.PropertyLink && l.Start == at {
			// If it is broken, that has been reported.
			if to, ok := p.Answers[i].To.(*Attachment); ok && s.checkImage(p, at, to.Path) {
				return to
			}
			return nil
		}
	}
	dir := path.Dir(p.Note.Path)
	if dir == "." {
		dir = ""
	}
	switch e, _, _ := a.index.find(dir, named); {
	case e != nil && e.file && s.checkImage(p, at, e.path):
		return a.attach(e.path)
	case e == nil && isShared(named):
		s.badImage(p, at, fmt.Sprintf("no file is named %q", named), "name a file of the vault, or a URL")
	}
	return nil
}

// imageOffset returns where the value of the property stands.
func imageOffset(fm note.FrontMatter) int {
	for _, property := range fm.Properties {
		if key := strings.ToLower(property.Key); key != "image" && key != "cover" {
			continue
		}
		for _, v := range append([]note.Value{property.Value}, property.Value.List...) {
			if strings.TrimSpace(v.Text) == fm.Image {
				return v.Offset
			}
		}
	}
	return 0
}

// isShared reports whether social sites show pictures of this kind.
func isShared(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".gif", ".jpeg", ".jpg", ".png", ".webp":
		return true
	}
	return false
}

// checkImage reports a file that is not such a picture.
func (s *Site) checkImage(p *NotePage, at int, file string) bool {
	if !isShared(file) {
		s.badImage(p, at, fmt.Sprintf("social sites do not show %q", file), "name a PNG, JPEG, WebP or GIF")
		return false
	}
	return true
}

func (s *Site) badImage(p *NotePage, at int, message, hint string) {
	s.addProblems([]problem.Problem{{
		Pos: p.Note.Position(at), Rule: problem.BadImage, Severity: problem.Warning, Message: message, Hint: hint,
	}})
}

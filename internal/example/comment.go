package example

import (
	"bytes"
	"go/scanner"
	"go/token"
	"path"
	"regexp"
	"unicode/utf8"

	"notesite/internal/note"
)

// A CodeLink is a wikilink in a comment.
type CodeLink struct {
	note.Link // Start and End are offsets in the file's source
	File      string
	Pos       token.Position
}

// wikilink finds what may be one in the text of a comment; note says what it
// is.
var wikilink = regexp.MustCompile(`!?\[\[[^\[\]\n]+\]\]`)

// addLinks adds the wikilinks in the comments of a file.
func (p *Program) addLinks(f File) {
	if !bytes.Contains(f.Source, []byte("[[")) {
		return
	}
	comments := scriptComments
	if f.Lang == "go" {
		comments = goComments
	}
	for _, span := range comments(f.Source) {
		for _, at := range wikilink.FindAllIndex(f.Source[span.Start:span.End], -1) {
			start, end := span.Start+at[0], span.Start+at[1]
			n := note.Parse("", bytes.Clone(f.Source[start:end]))
			if len(n.Links) != 1 {
				continue
			}
			l := CodeLink{Link: n.Links[0], File: f.Name, Pos: position(f.Source, start)}
			l.Pos.Filename = path.Join(p.Dir, f.Name)
			l.Start, l.End = start, end
			p.Links = append(p.Links, l)
		}
	}
}

// position returns the line and column of an offset, both from 1, the column
// in characters.
func position(src []byte, offset int) token.Position {
	line := bytes.LastIndexByte(src[:offset], '\n') + 1
	return token.Position{
		Offset: offset,
		Line:   bytes.Count(src[:offset], []byte("\n")) + 1,
		Column: utf8.RuneCount(src[line:offset]) + 1,
	}
}

// goComments returns where the comments of a Go file stand.
func goComments(src []byte) []note.Span {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	var s scanner.Scanner
	s.Init(file, src, func(token.Position, string) {}, scanner.ScanComments)
	var spans []note.Span
	for {
		pos, tok, _ := s.Scan()
		switch tok {
		case token.EOF:
			return spans
		case token.COMMENT:
			// The scanner leaves carriage returns out of the text, so its
			// length is not the comment's.
			start, mark := file.Offset(pos), "\n"
			if src[start+1] == '*' {
				mark = "*/"
			}
			end := len(src)
			if i := bytes.Index(src[start+2:], []byte(mark)); i >= 0 {
				end = start + 2 + i
			}
			spans = append(spans, note.Span{Start: start, End: end})
		}
	}
}

// scriptComments returns where the comments of a JavaScript file stand. It
// knows strings, so that no comment begins in one, and takes the rare regular
// expression with a quote in it for a string, which ends with the line.
func scriptComments(src []byte) []note.Span {
	var spans []note.Span
	until := func(from int, end string) int {
		if i := bytes.Index(src[from:], []byte(end)); i >= 0 {
			return from + i + len(end)
		}
		return len(src)
	}
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '/' && i+1 < len(src) && src[i+1] == '/':
			end := until(i, "\n")
			spans = append(spans, note.Span{Start: i, End: end})
			i = end - 1
		case c == '/' && i+1 < len(src) && src[i+1] == '*':
			end := until(i+2, "*/")
			spans = append(spans, note.Span{Start: i, End: end})
			i = end - 1
		case c == '"' || c == '\'' || c == '`':
			for i++; i < len(src) && src[i] != c && (c == '`' || src[i] != '\n'); i++ {
				if src[i] == '\\' {
					i++
				}
			}
		}
	}
	return spans
}

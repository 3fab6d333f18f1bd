package render

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"notesite/internal/example"
	"notesite/internal/note"
	"notesite/internal/site"
)

// MarkdownURL returns the address of a note as Markdown, for who reads that
// rather than a page: "runtime/event-loop.md".
func MarkdownURL(p *site.NotePage) string { return strings.TrimSuffix(p.URL, ".html") + ".md" }

// HasMarkdown reports whether notes are written as Markdown as well, as all is
// that is for programs on the web: where it is known where the site stands.
func (r *Renderer) HasMarkdown() bool { return r.site.BaseURL != "" }

// Markdown returns a published note as Markdown that means the same outside of
// the vault: links lead to addresses of the site, programs are their code and
// output, and what the page does not show is not there. The address of the page
// stands below.
func (r *Renderer) Markdown(p *site.NotePage) []byte {
	src := p.Note.Source
	var cuts []replacement
	for _, s := range p.Note.Tree().Hidden() {
		cuts = append(cuts, replacement{s, ""})
	}
	for i, l := range p.Note.Links {
		if l.Kind != note.PropertyLink && !l.Comment {
			cuts = append(cuts, r.markdownLink(p, l, p.Answers[i]))
		}
	}
	slices.SortStableFunc(cuts, func(a, b replacement) int { return cmp.Compare(a.Start, b.Start) })

	var b bytes.Buffer
	if !p.Note.StartsWithTitle {
		fmt.Fprintf(&b, "# %s\n\n", p.Title)
	}
	var text bytes.Buffer
	at := 0
	for _, c := range cuts {
		if c.Start < at {
			continue // in what is cut already
		}
		text.Write(src[at:c.Start])
		text.WriteString(c.text)
		at = c.End
	}
	text.Write(src[at:])
	b.Write(bytes.TrimSpace(text.Bytes()))
	fmt.Fprintf(&b, "\n\n<%s>\n", r.absolute(p.URL))
	return b.Bytes()
}

// A replacement is what stands in the place of a piece of a note.
type replacement struct {
	note.Span
	text string
}

// markdownLink returns what a link or embed becomes.
func (r *Renderer) markdownLink(p *site.NotePage, l note.Link, ans site.Answer) replacement {
	from := MarkdownURL(p)
	to := ""
	switch target := ans.To.(type) {
	case nil:
	case site.External:
		to = string(target)
	case *site.NotePage:
		to = href(from, MarkdownURL(target), ans.Fragment)
	default:
		to = href(from, target.Address(), ans.Fragment)
	}
	if l.Kind == note.MarkdownLink {
		return r.markdownDestination(p, l, to)
	}
	text := markdownText.Replace(l.Display())
	if to == "" {
		return replacement{l.Span, text}
	}
	mark := ""
	if l.Embed {
		switch target := ans.To.(type) {
		case *site.ProgramPage:
			if code, ok := r.markdownProgram(p, l, target, ans.Part); ok {
				return replacement{l.Span, code}
			}
		case *site.Attachment:
			if mediaTypes[strings.ToLower(path.Ext(target.Path))] == imageMedia {
				mark = "!"
				alt, _ := imageSize(l.Alias)
				text = markdownText.Replace(cmp.Or(alt, path.Base(target.Path)))
			}
		}
	}
	return replacement{l.Span, fmt.Sprintf("%s[%s](%s)", mark, text, to)}
}

// markdownDestination replaces the destination of a link that is Markdown
// already.
func (r *Renderer) markdownDestination(p *site.NotePage, l note.Link, to string) replacement {
	at := bytes.LastIndex(p.Note.Source[l.Start:l.End], []byte(l.Written))
	if at < 0 || l.Written == "" || to == "" {
		return replacement{note.Span{Start: l.End, End: l.End}, ""}
	}
	at += l.Start
	return replacement{note.Span{Start: at, End: at + len(l.Written)}, to}
}

// markdownProgram returns what is embedded of a program as fenced code, where
// that can stand: in a line of its own, or of a quote.
func (r *Renderer) markdownProgram(p *site.NotePage, l note.Link, to *site.ProgramPage, part site.Part) (string, bool) {
	src := p.Note.Source
	prefix := string(src[bytes.LastIndexByte(src[:l.Start], '\n')+1 : l.Start])
	after, _, _ := bytes.Cut(src[l.End:], []byte("\n"))
	if strings.Trim(prefix, " \t>") != "" || len(bytes.TrimSpace(after)) > 0 {
		return "", false
	}
	var blocks []string
	program := to.Program
	output := program.Checked
	switch part := part.(type) {
	case site.LinesPart:
		file := program.File(part.File)
		start, end := lineStart(file.Source, part.Start), lineStart(file.Source, part.End+1)
		blocks, output = append(blocks, fenced(*file, file.Source[start:end])), false
	case site.FilePart:
		file := program.File(string(part))
		blocks, output = append(blocks, fenced(*file, file.Source)), false
	case site.OutputPart:
	case site.Whole:
		for _, file := range program.Files {
			if file.Role != example.Test {
				blocks = append(blocks, fmt.Sprintf("`%s/%s`:\n\n%s", program.Dir, file.Name, fenced(file, file.Source)))
			}
		}
	default:
		return "", false
	}
	if output {
		blocks = append(blocks, r.words.Say("prints", "command", "`go run ./"+program.Dir+"`")+"\n\n"+fenced(example.File{Lang: "text"}, []byte(program.Output)))
	}
	return strings.ReplaceAll(strings.Join(blocks, "\n\n"), "\n", "\n"+prefix), true
}

// fenced returns code in a fence that is longer than any in it.
func fenced(file example.File, code []byte) string {
	fence := "```"
	for bytes.Contains(code, []byte(fence)) {
		fence += "`"
	}
	return fence + file.Lang + "\n" + string(bytes.TrimRight(code, "\n")) + "\n" + fence
}

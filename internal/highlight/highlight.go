// Package highlight turns source code into lines of HTML with a class for
// each kind of token, and chroma styles into the CSS of these classes.
//
// [Lines] is called by package render for every listing and fenced block. A
// lexer reads the source into runs: Go by Go's own scanner, JavaScript, JSON,
// CSS, HTML and shell by libraries made for them, every other language by chroma.
// Chroma's are slow, so their runs are remembered, and [Save] and [Load] keep
// them from one build to the next. Classes are chroma's short names ("kd",
// "s", "c1"); [CSS] writes their colours, readable on the theme's grounds.
package highlight

import "strings"

// Lines returns the lines of source as HTML, without their newlines; tags
// are balanced within each line. An unknown language gives plain text. With
// the tags taken off, and "\n" behind each line but an empty last one, the
// lines are the source again. Marks that cannot stand in the source are left
// out.
func Lines(lang, source string, marks ...Mark) []string {
	if source == "" {
		return nil
	}
	return writeLines(source, tokenize(lang, source), usable(source, marks))
}

// A Mark is HTML around the bytes [Start, End) of a source, as the tags of a
// link. Marks are sorted and do not overlap; none spans a newline.
type Mark struct {
	Start, End  int
	Open, Close string
}

// usable returns the marks that can be written, in order.
func usable(source string, marks []Mark) []Mark {
	var ok []Mark
	end := 0
	for _, m := range marks {
		if m.Start < end || m.End <= m.Start || m.End > len(source) || strings.Contains(source[m.Start:m.End], "\n") {
			continue
		}
		ok = append(ok, m)
		end = m.End
	}
	return ok
}

// writeLines writes a source in its runs. Spans end with their line and at
// both ends of a mark, so that a mark stands around whole spans.
func writeLines(source string, r runs, marks []Mark) []string {
	w := writer{html: make([]byte, 0, 2*len(source)), ends: make([]int, 0, strings.Count(source, "\n")+1)}
	at := 0
	for class, n := range r.all() {
		for end := at + n; at < end; {
			to := end
			inside := len(marks) > 0 && marks[0].Start <= at
			switch {
			case inside:
				to = min(end, marks[0].End)
			case len(marks) > 0:
				to = min(end, marks[0].Start)
			}
			if inside && marks[0].Start == at {
				w.tag(marks[0].Open)
			}
			w.text(class, source[at:to])
			at = to
			if inside && marks[0].End == at {
				w.tag(marks[0].Close)
				marks = marks[1:]
			}
		}
	}
	return w.lines()
}

// A writer writes lines of spans.
type writer struct {
	html  []byte
	ends  []int // where the lines end
	class uint8 // of the open span
}

// text writes text of a class.
func (w *writer) text(class uint8, text string) {
	for {
		line, rest, newline := strings.Cut(text, "\n")
		if line != "" {
			if class != w.class {
				w.closeSpan()
				if class != 0 {
					w.html = append(w.html, `<span class="`...)
					w.html = append(w.html, classes[class]...)
					w.html = append(w.html, `">`...)
					w.class = class
				}
			}
			w.escape(line)
		}
		if !newline {
			return
		}
		w.closeSpan()
		w.ends = append(w.ends, len(w.html))
		text = rest
	}
}

// tag writes HTML that is outside of all spans.
func (w *writer) tag(html string) {
	w.closeSpan()
	w.html = append(w.html, html...)
}

func (w *writer) closeSpan() {
	if w.class != 0 {
		w.html = append(w.html, "</span>"...)
		w.class = 0
	}
}

// escapes are the characters that HTML would misread.
var escapes = [256]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '\'': "&#39;", '"': "&#34;"}

func (w *writer) escape(text string) {
	from := 0
	for i := range len(text) {
		if e := escapes[text[i]]; e != "" {
			w.html = append(append(w.html, text[from:i]...), e...)
			from = i + 1
		}
	}
	w.html = append(w.html, text[from:]...)
}

// lines returns what was written; the lines share their memory.
func (w *writer) lines() []string {
	w.closeSpan()
	all := string(w.html)
	lines := make([]string, 0, len(w.ends)+1)
	from := 0
	for _, end := range w.ends {
		lines = append(lines, all[from:end])
		from = end
	}
	if from < len(all) {
		lines = append(lines, all[from:])
	}
	return lines
}

package render

import (
	"fmt"
	"html/template"
	"slices"

	"notesite/internal/example"
	"notesite/internal/highlight"
	"notesite/internal/site"
)

type programView struct {
	frame
	Intro      template.HTML // its package comment
	Walks      []walkView    // its files, with their comments beside the code
	Program    listingView   // what is not told: its twin, its tests, its output
	LinkedFrom string        // what Backlinks are: "4 notes and 2 programs"
	Backlinks  []backlinkView
	Around     *aroundView // nil where that is less than two pages
}

// A walkView is a file told passage by passage.
type walkView struct {
	ID       string // in the page
	Name     string // of the file
	Passages []passageView
}

// A passageView is a comment, as text, beside the code that it stands over.
type passageView struct {
	Text  template.HTML // the comment; empty for code without one
	Lines []lineView
}

// A lineView is one line of a file. The comment that is told, and empty lines
// at the end of a passage, are Silent: there to be copied, and not seen.
type lineView struct {
	ID     string        // in the page: "main.go-L87"
	Silent bool          // not seen: there to be copied and linked to
	HTML   template.HTML // the line, with its line break
}

// A listingView is a program, or a part of it, as shown.
type listingView struct {
	Name    string // "examples/loop"
	Href    string // of its page; empty on the page itself
	Group   string // unique in the page: names the tabs
	Command string // how to run it; empty for a package
	Files   []fileView

	Benchmarks []benchmarkView // charts of what was measured
	Measured   string          // when and where: "Measured 22 November 2026 on linux/amd64"
	Stale      bool            // what was measured is another version of the program

	Output   string // what the program prints
	Checked  bool   // there is an output, even if it is empty
	OutputID string // the id of the output; empty where it would be a second one

	Lanes     template.HTML // SVG: what ran when, callbacks or goroutines; may be empty
	LanesSaid string        // what that shows
	Run       *runView      // nil where no page can run it
	NoRun     string        // why; empty where that was not tried
}

type fileView struct {
	Name    string          // in the program's folder: "main.go"
	Label   string          // what the tab says
	Kind    string          // "source", "twin" or "test"
	Lang    string          // "go", "js" or "text"
	ID      string          // the id of the file; lines are ID-L1, ID-L2; may be empty
	Command string          // how to run this file, for a twin
	Symbol  string          // what of the file is shown, if it is not all of it
	First   int             // number of the first line, if that is not 1
	Lines   []template.HTML // with their line breaks
}

func (r *Renderer) programView(f frame, p *site.ProgramPage) (programView, error) {
	v := programView{frame: f, LinkedFrom: r.linkedFrom(p.Backlinks), Backlinks: backlinkViews(p.URL, p.Backlinks)}
	v.Around = r.around(p)
	v.Program = r.program(p, p.URL, "page.files", site.Whole{})
	v.Contents = append(v.Contents, contentsEntry{"source", r.words.Say("program"), 2})
	if p.Program.Checked {
		v.Contents = append(v.Contents, contentsEntry{site.OutputID, r.words.Say("output"), 2})
	}
	if len(v.Program.Benchmarks) > 0 {
		v.Contents = append(v.Contents, contentsEntry{site.BenchmarksID, r.words.Say("benchmarks"), 2})
	}
	if len(v.Backlinks) > 0 {
		v.Contents = append(v.Contents, contentsEntry{"used-by", r.words.Say("usedBy"), 2})
	}
	var err error
	page := r.hostPage(p)
	if v.Intro, err = r.intro(page, p); err != nil {
		return v, err
	}
	r.previewProgram(p, v.Intro)
	for _, walk := range p.Walks {
		w, err := r.walk(page, p, walk)
		if err != nil {
			return v, err
		}
		v.Walks = append(v.Walks, w)
	}
	told := func(f fileView) bool {
		return slices.ContainsFunc(v.Walks, func(w walkView) bool { return w.Name == f.Name })
	}
	v.Program.Files = slices.DeleteFunc(v.Program.Files, told)
	page.wantsProgram(v.Program)
	v.load(r, p.URL, page.jobs)
	return v, err
}

// walk shows a file of a program on its own page.
func (r *Renderer) walk(page *hostPage, p *site.ProgramPage, walk site.Walk) (walkView, error) {
	v := walkView{ID: site.FileID(walk.File.Name), Name: walk.File.Name}
	lines := r.file(p, walk.File, p.URL, wholeFile).Lines
	host := &body{r: r, page: page}
	for i, passage := range walk.Passages {
		view := passageView{}
		last := min(passage.End, len(lines))
		for last >= passage.Code && lines[last-1] == "" {
			last--
		}
		for n := passage.Start; n <= min(max(passage.End, passage.Code-1), len(lines)); n++ {
			view.Lines = append(view.Lines, lineView{site.LineID(v.Name, n), n < passage.Code || n > last, lines[n-1]})
		}
		if text := walk.Texts[i]; text != nil {
			out, err := host.inner(embed{text, site.Whole{}})
			if err != nil {
				return v, fmt.Errorf("comment in line %d of %q: %w", passage.Start, walk.File.Name, err)
			}
			view.Text = template.HTML(page.fill(out))
		}
		v.Passages = append(v.Passages, view)
	}
	return v, nil
}

// program returns what is shown of a program on the page at from. group
// names its tabs; part is what of it is shown.
func (r *Renderer) program(p *site.ProgramPage, from, group string, part site.Part) listingView {
	program := p.Program
	v := listingView{Name: program.Dir, Group: group}
	own := from == p.URL
	if !own {
		v.Href = href(from, p.URL, "")
	}
	if program.Main {
		v.Command = "go run ./" + program.Dir
	}
	if lines, ok := part.(site.LinesPart); ok {
		v.Href = href(from, p.URL, site.LineID(lines.File, lines.Start))
		f := r.file(p, *program.File(lines.File), from, lines)
		f.Symbol, f.First, f.Command = lines.Symbol, lines.Start, ""
		v.Files, v.Command = []fileView{f}, ""
		return v
	}
	_, outputOnly := part.(site.OutputPart)
	only, oneFile := part.(site.FilePart)
	_, benchmarkOnly := part.(site.BenchmarkPart)
	if v.Benchmarks, v.Measured = r.benchmarks(program, part, own); v.Benchmarks != nil {
		v.Stale = program.Measured.Stale
	}
	if benchmarkOnly {
		v.Command = "go test -bench=. -run=^$ ./" + program.Dir
		return v
	}
	if !outputOnly {
		for _, file := range program.Files {
			if !oneFile || file.Name == string(only) {
				v.Files = append(v.Files, r.file(p, file, from, wholeFile))
			}
		}
	}
	if !oneFile {
		v.Output, v.Checked = program.Output, program.Checked
		v.Run, v.NoRun = r.run(program, from)
		if t := program.Trial; t != nil {
			v.Lanes, v.LanesSaid = r.lanes(t.Blocks), r.words.Say("lanes")
			if len(t.Blocks) > 0 && t.Blocks[0].Lane == "main.main" {
				v.LanesSaid = r.words.Say("lanesGoroutines")
			}
		}
	}
	if own {
		v.OutputID = site.OutputID
	}
	return v
}

// wholeFile is all lines of a file: none has so many.
var wholeFile = site.LinesPart{Start: 1, End: 1 << 30}

// file shows some lines of one file of a program on the page at from.
func (r *Renderer) file(p *site.ProgramPage, file example.File, from string, part site.LinesPart) fileView {
	program := p.Program
	v := fileView{Name: file.Name, Label: file.Name, Lang: file.Lang}
	switch file.Role {
	case example.Source:
		v.Kind = "source"
	case example.Twin:
		v.Kind, v.Label = "twin", "Node.js"
		v.Command = "node " + program.Dir + "/" + file.Name
	case example.Test:
		v.Kind = "test"
	}
	if from == p.URL {
		v.ID = site.FileID(file.Name)
	}
	lines := highlight.Lines(file.Lang, string(file.Source), r.marks(p, file, from, part)...)
	for _, line := range lines[min(part.Start-1, len(lines)):min(part.End, len(lines))] {
		v.Lines = append(v.Lines, template.HTML(line))
	}
	return v
}

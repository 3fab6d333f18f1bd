package render

import "slices"

// A Script is what pages run. No page needs one to be read.
type Script struct {
	URL   string   // path in the site
	Files []string // paths in the theme, joined in this order
	Words bool     // it begins with what scripts say
	job   job
	load  loading
}

// A loading is when a page runs a script.
type loading int

const (
	deferred loading = iota // when the page is there
	early                   // before anything is shown
	later                   // when another script loads it
)

// A job is what a page wants a script for.
type job int

const (
	serveReader  job = iota // on every page
	showFigures             // formulas, canvases and diagrams
	drawDiagrams            // of the kinds that are not drawn at build
	drawGraph               // of the whole site
	showPrograms            // their code, their output and what was measured
	runPrograms             // that can run in a page
	jobs                    // how many there are
)

// Scripts are all of them, in the order in which a page loads them. What every
// page can use is one file, which a browser asks for once.
var Scripts = []Script{
	{"assets/theme-early.js", []string{"js/theme-early.js"}, false, serveReader, early},
	{"assets/mermaid.min.js", []string{"vendor/mermaid/mermaid.min.js"}, false, drawDiagrams, deferred},
	{"assets/mermaid.js", []string{"js/mermaid.js"}, false, drawDiagrams, deferred},
	{"assets/graph.js", []string{"js/graph.js"}, false, drawGraph, deferred},
	{"assets/notesite.js", []string{
		"js/load.js", "js/open-search.js", "js/theme.js", "js/explorer.js", "js/contents.js", "js/copy.js", "js/lines.js", "js/previews.js", "js/sidenotes.js", "js/zoom.js",
	}, true, serveReader, deferred},
	{"assets/run.js", []string{"js/sandbox.js", "js/compare.js", "js/run.js"}, false, runPrograms, deferred},
	{"assets/search.js", []string{"js/search.js", "js/search-dialog.js"}, false, serveReader, later},
}

// Words returns what scripts say, as JSON: notesite.say reads them in the page.
func (r *Renderer) Words() ([]byte, error) { return r.words.Script() }

// Loads reports whether a page that has been written loads a script.
func (r *Renderer) Loads(s Script) bool { return r.jobs[s.job].Load() }

// scripts returns the hrefs of what a page loads for some jobs.
func (r *Renderer) scripts(url string, when loading, wanted ...job) []string {
	var hrefs []string
	for _, s := range Scripts {
		if slices.Contains(wanted, s.job) && s.load == when {
			r.jobs[s.job].Store(true)
			hrefs = append(hrefs, href(url, s.URL, ""))
		}
	}
	return hrefs
}

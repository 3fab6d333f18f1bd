package render

import "slices"

// A Script is what some pages run. No page needs one to be read.
type Script struct {
	URL  string // path in the site
	File string // path in the theme
	job  job
	// later says that another script loads it, not the page.
	later bool
}

// A job is what a page wants a script for.
type job int

const (
	drawDiagrams job = iota // of the kinds that are not drawn at build
	chooseLines             // of a program
	copyCode
	searchSite
	jobs // how many there are
)

// Scripts are all of them; those of one job are loaded in this order.
var Scripts = []Script{
	{"assets/mermaid.min.js", "vendor/mermaid/mermaid.min.js", drawDiagrams, false},
	{"assets/mermaid.js", "js/mermaid.js", drawDiagrams, false},
	{"assets/lines.js", "js/lines.js", chooseLines, false},
	{"assets/copy.js", "js/copy.js", copyCode, false},
	{"assets/open-search.js", "js/open-search.js", searchSite, false},
	{"assets/search.js", "js/search.js", searchSite, true},
}

// Loads reports whether a page that has been written loads a script.
func (r *Renderer) Loads(s Script) bool { return r.jobs[s.job].Load() }

// scripts returns the hrefs of what a page loads for some jobs.
func (r *Renderer) scripts(url string, wanted ...job) []string {
	var hrefs []string
	for _, s := range Scripts {
		if slices.Contains(wanted, s.job) && !s.later {
			r.jobs[s.job].Store(true)
			hrefs = append(hrefs, href(url, s.URL, ""))
		}
	}
	return hrefs
}

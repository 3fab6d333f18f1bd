package render

import "slices"

// The addresses of the theme's own files.
const (
	StyleURL = "assets/notesite.css" // what a page waits for
	PrintURL = "assets/print.css"    // for paper
	LaterURL = "assets/later.css"    // the looks of what scripts put into pages; theme/js/load.js loads it
	IconURL  = "assets/icon.svg"
)

// A StyleSheet is made of parts of the theme.
type StyleSheet struct {
	URL   string // path in the site
	Files string // pattern of the parts' paths in the theme, joined in their order
	job   job    // that of the pages that load it
}

// StyleSheets are all of them.
var StyleSheets = []StyleSheet{
	{StyleURL, "css/*.css", serveReader},
	{PrintURL, "css/print/*.css", serveReader},
	{"assets/figures.css", "css/figures/*.css", showFigures},
	{"assets/programs.css", "css/programs/*.css", showPrograms},
	{"assets/graph.css", "css/graph/*.css", drawGraph},
	{LaterURL, "css/later/*.css", serveReader},
}

// load has a page load what some jobs take besides what every page loads.
func (f *frame) load(r *Renderer, url string, wanted []job) {
	f.Runs = slices.Contains(wanted, runPrograms)
	f.Scripts = append(f.Scripts, r.scripts(url, deferred, wanted...)...)
	for _, s := range StyleSheets {
		if slices.Contains(wanted, s.job) {
			f.Looks = append(f.Looks, href(url, s.URL, ""))
		}
	}
}

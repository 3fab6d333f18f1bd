// Package theme holds the site's templates, style sheets and icons.
//
// [FS] is the theme as it ships, embedded in the command. A user's own theme
// folder shadows any file of it by having one of the same name: build lays
// the one over the other and gives the result to package render. The parts
// of the style sheet, css/*.css, are joined in the order of their names, and so
// are those of the sheets for paper, css/print, for pages with formulas, canvases
// or diagrams, css/figures, for pages with programs, css/programs, for the page
// of the graph, css/graph, and for what
// scripts put into pages, css/later.
// Scripts are js/*.js, and vendor holds those of others with their licences; a
// page loads only those that it needs. Build writes both in short.
package theme

import "embed"

// FS holds layout.html and parts.html, one template for each kind of page, words,
// css, js/*.js, vendor and icon.svg.
//
//go:embed *.html css js/*.js vendor words icon.svg
var FS embed.FS

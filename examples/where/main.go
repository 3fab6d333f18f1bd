// Where shows which names a piece of JavaScript finds, and where they come from.
//
// The language defines next to nothing. Each host puts names of its own around
// it, a page other ones than Node.js: [[Node.js vs browser]]. And in Node.js it
// matters how a file was loaded, for [[CommonJS]] wraps it in a function, whose
// parameters are names as well; [[ES modules]] are not wrapped.
//
// Go cannot ask these hosts, so this is a model: a place is a nest of scopes,
// and a name is looked up from the inside out. Whether the model is right can be
// asked. The twin prints what Node.js itself answers, main.cjs for CommonJS and
// module.mjs for ES modules; the test has a browser load module.mjs, too.
package main

import (
	"fmt"
	"slices"
)

// A scope is one layer of names.
type scope struct {
	kind  string
	names []string
}

// The scopes. Of global names there are far more; these stand for their kind.
var (
	language = scope{"syntax", []string{"import"}}
	web      = scope{"global", []string{"fetch"}} // and what else several hosts agree on
	page     = scope{"global", []string{"window", "document"}}
	node     = scope{"global", []string{"process"}}
	library  = scope{"library", []string{"node:fs"}} // to be had by import or require
	wrapper  = scope{"wrapper", []string{"exports", "require", "module", "__filename", "__dirname"}}
)

// A place is where code runs: its scopes, the innermost last.
type place struct {
	name   string
	scopes []scope
}

var places = []place{
	{"page", []scope{language, web, page}},
	{"node .cjs", []scope{language, library, web, node, wrapper}},
	{"node .mjs", []scope{language, library, web, node}},
}

// find returns which kind of scope a name is found in.
func (p place) find(name string) string {
	for _, s := range slices.Backward(p.scopes) {
		if slices.Contains(s.names, name) {
			return s.kind
		}
	}
	return "-"
}

// names are looked up in every place.
var names = []string{"window", "document", "process", "fetch", "node:fs", "require", "import"}

func main() {
	printRow("name", func(p place) string { return p.name })
	for _, name := range names {
		printRow(name, func(p place) string { return p.find(name) })
	}
}

func printRow(head string, cell func(place) string) {
	fmt.Printf("%-9s %-7s %-10s %s\n", head, cell(places[0]), cell(places[1]), cell(places[2]))
}

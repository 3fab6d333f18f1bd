// Package search builds the index that readers of the site search, as files
// which a page opened from the disk can load.
//
// [Build] takes a [Document] for each page and returns the files by name. A
// page cannot fetch files from the disk, but it can load scripts, so each
// file is a script that hands its data to one function:
//
//	notesite.shard("t-loop","...")
//
// There are four kinds of them. index.js, which is loaded first, says where
// the others begin. n-*.js hold the words of names (titles, aliases,
// headings, symbols, tags), t-*.js those of texts; each has the words of one
// stretch of the alphabet, and says in which documents they are and how much
// they weigh there. d*.js hold a few documents each, for the excerpts. A
// question of two words needs the index, two shards of each sort of words and
// the documents that are shown. theme/js/search.js reads them.
//
// The browser has no stemmer. Words are kept in the forms in which they were
// written, and beside each form stand its kin, the other forms in the vault
// that have the same stem: at "loops" stands "loop looping". So a question is
// analysed by cutting it into words and folding them, which is little enough
// to be done twice, in Go and in JavaScript, and a test holds the two against
// each other. The price is some more postings; for it a form that is as it was
// asked for counts for more than its kin, and "é" for more than "e". A form
// that no document has cannot say what its stem is: it finds the words of
// names that are a letter or two from it, and those that begin alike.
//
// A shard knows neither how many documents there are nor how long they are on
// average. What a word weighs in a document is said by a byte that is computed
// from that document alone; how rare the word is, the browser sees from its
// postings. A document's number is the hash of its URL, not its
// place in a list, and a shard of words begins at a word that its hash has
// chosen. So a change to one note changes its own file and those of words
// that it gained or lost.
package search

import (
	"fmt"
	"maps"
	"runtime"
	"sync"
)

// A Document is a page that can be found.
type Document struct {
	URL   string // from the root of the site, as a link has it; unique. Required.
	Title string // Required.
	// Kind is what sort of page it is: "note", "program", "folder", "tag".
	// Pages that only list others weigh less.
	Kind     string
	Aliases  []string
	Tags     []string // without "#", nested ones with "/"
	Sections []Section
	Symbols  []Symbol
	Lang     string // BCP 47: "en", "fr-CA"; English if empty
}

// A Section is a heading and the text up to the next one, as plain text.
// What stands before the first heading has neither heading nor fragment.
type Section struct {
	Heading, Fragment, Text string
}

// A Symbol is a name that a program declares, and where in its page.
type Symbol struct {
	Name, Fragment string
}

// Options bound the index.
type Options struct {
	// Text is how many bytes of text are kept for excerpts, in all
	// documents together; 0 means 16 MB. Beyond it, long documents keep
	// less: all of their text can be found, but not all can be shown.
	Text int
}

const defaultText = 16 << 20

// Build returns the files of the index by their names, which are to lie in
// one folder. The same documents give the same bytes, in whatever order they
// come.
func Build(docs []Document, opts Options) (map[string][]byte, error) {
	if opts.Text == 0 {
		opts.Text = defaultText
	}
	numbers, err := number(docs)
	if err != nil {
		return nil, err
	}
	var wg sync.WaitGroup
	var documents map[string][]byte
	wg.Go(func() { documents = documentFiles(numbers, opts.Text) })

	counted := make([]*counter, runtime.GOMAXPROCS(0))
	each(len(counted), func(i int) {
		n := len(numbers.docs)
		part := numbers.docs[i*n/len(counted) : (i+1)*n/len(counted)]
		counted[i] = newCounter(numbering{docs: part}.size())
		for _, d := range part {
			counted[i].count(d)
		}
	})
	names, texts := merge(counted)
	files, textStarts := texts.files("t-")
	nameFiles, nameStarts := names.files("n-")
	maps.Copy(files, nameFiles)

	wg.Wait()
	maps.Copy(files, documents)
	files["index.js"] = manifest{
		Docs: len(docs), Slots: numbers.slots, Shard: shardSlots, NameScale: nameScale,
		Names: nameStarts, Texts: textStarts,
	}.file()
	return files, nil
}

// A manifest is what index.js says.
type manifest struct {
	Docs      int      `json:"docs"`
	Slots     int      `json:"slots"`     // document numbers are below it
	Shard     int      `json:"shard"`     // numbers in a document shard
	NameScale float64  `json:"nameScale"` // what a name's byte is worth in those of texts
	Names     []string `json:"names"`     // from which word on each shard has them
	Texts     []string `json:"texts"`
}

func (m manifest) file() []byte {
	return fmt.Appendf(nil, "notesite.shard(\"index\",%s)\n", toJSON(m))
}

// each calls f(0) to f(n-1), on all cores.
func each(n int, f func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

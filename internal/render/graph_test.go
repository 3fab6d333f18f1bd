package render

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

// graphSite makes a site of an archive, with the theme as it ships.
func graphSite(t *testing.T, archive string) (*Renderer, map[string]string) {
	t.Helper()
	s := vaultOf(t, txtar.Parse([]byte(archive)).Files, site.Config{Title: "T", Lang: "en"})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, p := range s.Pages {
		pages[p.Meta().URL] = render(t, r, p)
	}
	return r, pages
}

// aroundOf cuts what is around a page out of it, or returns "".
func aroundOf(page string) string {
	_, rest, found := strings.Cut(page, `<section class="around"`)
	if !found {
		return ""
	}
	section, _, _ := strings.Cut(rest, "</section>")
	return section
}

// The picture of a page has its neighbours and, since these are few, theirs:
// each a link that says its whole title.
func TestAround(t *testing.T) {
	_, pages := graphSite(t, `
-- index.md --
-- one.md --
[[A rather long title of a note]] [[examples/loop]] ![[pic.png]] #tag [[hidden]] [[examples/loop#main]]
-- A rather long title of a note.md --
[[one]] [[sub/two & 3]] [[hidden]]
-- sub/two & 3.md --
[[one]] [[A rather long title of a note]] [[far]] [[Board.canvas]]
-- far.md --
-- alone.md --
[[one#nothing]] %%[[far]]%%
-- hidden.md --
---
publish: false
---
[[one]] [[far]] [[examples/loop]]
-- pic.png --
-- Board.canvas --
{}
-- examples/loop/main.go --
package main

// See [[one]].
func main() {}
`)
	got := aroundOf(pages["one.html"])
	if *update {
		if err := os.WriteFile("testdata/around.html", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/around.html")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the picture (-want +got):\n%s", diff)
	}
	var links, titles []string
	z := html.NewTokenizer(strings.NewReader("<svg" + strings.SplitN(got, "<svg", 2)[1]))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		switch tok := z.Token(); {
		case tok.Data == "a" && tt == html.StartTagToken:
			links = append(links, tok.Attr[len(tok.Attr)-1].Val)
		case tok.Data == "title" && tt == html.StartTagToken:
			z.Next()
			titles = append(titles, z.Token().Data)
		}
	}
	slices.Sort(links)
	wantLinks := []string{
		"a-rather-long-title-of-a-note.html", "alone.html", "board.canvas.html", "examples/loop.html", "far.html",
		"graph.html?page=one.html", "sub/two-3.html",
	}
	if diff := cmp.Diff(wantLinks, links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"examples/loop", "A rather long title of a note"}, titles); diff != "" {
		t.Errorf("titles of what is cut (-want +got):\n%s", diff)
	}
	for _, part := range []string{
		`<g class="far" role="group" aria-label="Linked with these">`, "<rect ", "<p>Linked with 4 pages. <a ", "A rather long…</text>", "two &amp; 3</text>",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("the picture has no %s", part)
		}
	}
	for page, text := range pages {
		if strings.Contains(text, "hidden.html") || strings.Contains(aroundOf(text), "hidden") {
			t.Errorf("%s shows the unpublished note", page)
		}
	}
	if !strings.Contains(pages["sub/two-3.html"], `<a href="../one.html">`) {
		t.Error("a page in a folder has no relative links")
	}
	for _, page := range []string{"far.html", "alone.html", "index.html"} {
		if around := aroundOf(pages[page]); around != "" {
			t.Errorf("%s has a picture of one page: %s", page, around)
		}
	}
}

// Where there are many neighbours, a picture has some of them, and stays small.
func TestAroundMany(t *testing.T) {
	var archive, links strings.Builder
	for i := range 60 {
		fmt.Fprintf(&archive, "-- Note %d on %s.md --\n", i, []string{"locks", "channels and streams", "the loop"}[i%3])
		for j := range i % 7 {
			fmt.Fprintf(&archive, "[[Note %d on %s]] ", (i*5+j*11)%60, []string{"locks", "channels and streams", "the loop"}[(i*5+j*11)%60%3])
		}
		if i%10 == 3 {
			archive.WriteString("[[hub]]")
		}
		archive.WriteString("\n")
		fmt.Fprintf(&links, "[[Note %d on %s]] ", i, []string{"locks", "channels and streams", "the loop"}[i%3])
	}
	archive.WriteString("-- hub.md --\n" + links.String() + "\n")
	_, pages := graphSite(t, archive.String())
	hub := aroundOf(pages["hub.html"])
	if n := strings.Count(hub, "<text "); n != maxAround {
		t.Errorf("%d pages are shown, want %d", n, maxAround)
	}
	if !strings.Contains(hub, "Linked with 60 pages; 18 of them are shown.") {
		t.Error("it does not say that there are more")
	}
	for _, i := range []int{3, 13, 23, 33, 43, 53} {
		if !strings.Contains(hub, fmt.Sprintf(`<a href="note-%d-on`, i)) {
			t.Errorf("note %d, which links back, is not shown", i)
		}
	}
	_, again := graphSite(t, archive.String())
	for page, text := range pages {
		if text != again[page] {
			t.Errorf("%s is not the same twice", page)
		}
		if around := aroundOf(text); around != "" {
			if more := compressed(t, text) - compressed(t, strings.Replace(text, around, "", 1)); more > 1500 {
				t.Errorf("the picture adds %d bytes to %s", more, page)
			}
		}
	}
}

func compressed(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// The page of the graph loads what it draws, lists the same by folders, and
// alone loads it; the script has every node but no part of a program.
func TestGraphPage(t *testing.T) {
	const archive = `
-- index.md --
[[sub/a]] [[b]]
-- b.md --
[[examples/loop#main]] ![[pic.png]] #x/y
-- sub/a.md --
---
tags: [x]
---
[[b]] [[hidden]]
-- hidden.md --
---
publish: false
---
#secret [[b]]
-- pic.png --
-- Board.canvas --
{}
-- examples/loop/main.go --
package main

func main() {}
`
	r, pages := graphSite(t, archive)
	page := pages["graph.html"]
	for _, part := range []string{
		"<script src=\"assets/graph-data.js\" defer></script>\n<script src=\"assets/graph.js\" defer></script>",
		`<a href="graph.html" aria-current="true">Graph</a>`,
		"<li><a href=\"index.html\">T</a> <span class=\"count\">2</span>\n<ul>\n<li><a href=\"b.html\">b</a> <span class=\"count\">3</span></li>\n<li><a href=\"board.canvas.html\">Board</a></li>\n</ul></li>",
		"<li><a href=\"sub/index.html\">sub</a>\n<ul>\n<li><a href=\"sub/a.html\">a</a>",
		`<a href="examples/loop.html">examples/loop</a>`, `<a href="tags/index.html">Tags</a>`,
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %s:\n%s", part, page)
		}
	}
	for name, text := range pages {
		if name != "graph.html" && strings.Contains(text, "assets/graph") {
			t.Errorf("%s loads the graph", name)
		}
		if !strings.Contains(text, ">Graph</a>") {
			t.Errorf("%s does not lead to the graph", name)
		}
	}
	for range 2 { // the second time from memory
		graph, err := r.Graph()
		if err != nil {
			t.Fatal(err)
		}
		var data struct {
			Titles, Tags, Folders []string
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(string(graph), "globalThis.notesiteGraph = ")), &data); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"b", "Board", "examples/loop", "T", "pic.png", "a", "#x", "#x/y"}, data.Titles); diff != "" {
			t.Errorf("nodes (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"x", "x/y"}, data.Tags); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"", "examples", "sub"}, data.Folders); diff != "" {
			t.Errorf("folders (-want +got):\n%s", diff)
		}
		if strings.Contains(string(graph), "hidden") || strings.Contains(string(graph), "secret") {
			t.Error("the graph shows the unpublished note")
		}
	}

	r, pages = graphSite(t, "-- a.md --\n#x [[nix]]\n")
	if graph, err := r.Graph(); err != nil || graph != nil || pages["graph.html"] != "" || strings.Contains(pages["a.html"], "graph.html") {
		t.Errorf("one note alone has a graph: %v", err)
	}
}

// A page may not grow with the number of notes: where these are many, the page
// of the graph lists folders.
func TestGraphPageOfMany(t *testing.T) {
	var archive strings.Builder
	for i := range maxListed + 1 {
		fmt.Fprintf(&archive, "-- area %d/topic %d/deep/deeper/n%d.md --\n[[n%d]]\n", i%3, i%5, i, i/2)
	}
	_, pages := graphSite(t, archive.String())
	page := pages["graph.html"]
	if strings.Contains(page, "n17") || strings.Count(page, "<li>") != 1+3+15 {
		t.Errorf("the page has %d items", strings.Count(page, "<li>"))
	}
	if !strings.Contains(page, `<a href="area-0/topic-1/index.html">area 0/topic 1</a> <span class="count">`) {
		t.Errorf("the page does not lead to a folder of 67 notes:\n%s", page)
	}
}

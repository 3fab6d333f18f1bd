package canvas

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// rendered is the card that a page would show.
func rendered(n Node) Card {
	switch {
	case n.Type == "file" && n.File == "missing.md":
		return Card{Title: n.File, Href: "missing.html", Broken: true}
	case n.Type == "file" && strings.HasSuffix(n.File, ".png"), n.Background != "":
		return Card{Title: n.File, HTML: `<img src="picture.png" alt=""/>`}
	case n.Type == "file":
		return Card{Title: strings.TrimSuffix(n.File, ".md"), Href: "event-loop.html" + strings.ToLower(n.Subpath)}
	}
	return n.Card()
}

// TestSVG compares each canvas of testdata with the picture beside it, or
// with the error if it has one.
func TestSVG(t *testing.T) {
	files, err := filepath.Glob("testdata/*.canvas")
	if err != nil || len(files) == 0 {
		t.Fatal("no canvases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".canvas"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := Parse("test.canvas", src)
			got := draw(t, c, rendered)
			if again := draw(t, c, rendered); again != got {
				t.Error("drawn twice, the pictures differ")
			}
			wellFormed(t, got)
			for _, p := range c.Problems {
				got = fmt.Sprintf("<!-- %d:%d: %s -->\n", p.Pos.Line, p.Pos.Column, p.Message) + got
			}
			golden := strings.TrimSuffix(file, ".canvas") + ".svg"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("picture differs (-want +got); -update accepts:\n%s", diff)
			}
		})
	}
}

func TestParseProblem(t *testing.T) {
	for _, tc := range []struct {
		name, src    string
		line, column int
	}{
		{"value missing", "{\"nodes\": [\n  {\"id\": \"ä\", \"x\": }]}", 2, 20},
		{"cut short", "{\"nodes\": [\n ", 2, 1},
		{"not an object", "[]", 1, 1},
		{"after a byte order mark", "\uFEFFx", 1, 1},
		{"two values", "{}\r\n{}", 2, 1},
		{"x is a string", "{\"nodes\": [\n{\"x\": \"12\"}]}", 2, 10},
		{"x overflows", "{\"nodes\": [{\"x\": 1e400}]}", 1, 22},
		{"edges is an object", "{\"edges\": {}}", 1, 11},
	} {
		t.Run(tc.name, func(t *testing.T) {
			problems := Parse("a.canvas", []byte(tc.src)).Problems
			if len(problems) != 1 {
				t.Fatalf("problems %v; want one", problems)
			}
			p := problems[0]
			if p.Pos.Line != tc.line || p.Pos.Column != tc.column || p.Pos.Filename != "a.canvas" || p.Message == "" {
				t.Errorf("problem %v; want it at a.canvas:%d:%d", p, tc.line, tc.column)
			}
		})
	}
}

func TestParseTolerates(t *testing.T) {
	for _, src := range []string{"", " \n", "\uFEFF", "null", "{}", `{"nodes": null, "edges": [null]}`, `{"metadata": {"version": "1.0"}}`} {
		c := Parse("a.canvas", []byte(src))
		if len(c.Problems)+len(c.Nodes)+len(c.Edges) > 0 {
			t.Errorf("Parse(%q) = %v; want an empty canvas", src, c)
		}
	}
}

// Each node knows where it stands in the file, so that what is wrong with it
// can be said there.
func TestNodePositions(t *testing.T) {
	src := "{\"edges\": [{\"id\": \"[\"}],\n\"nodes\":[\n\t{\"id\":\"ä\"}, null, {\"id\":\"b\",\"text\":\"x\\ny\"},\n{\"id\":\"c\"}]}"
	want := map[string]string{"ä": "a.canvas:3:2", "b": "a.canvas:3:20", "c": "a.canvas:4:1"}
	c := Parse("a.canvas", []byte(src))
	if len(c.Nodes) != len(want) {
		t.Fatalf("nodes %v", c.Nodes)
	}
	for _, n := range c.Nodes {
		if got := n.Pos.String(); got != want[n.ID] {
			t.Errorf("node %q at %s, want %s", n.ID, got, want[n.ID])
		}
	}
}

// TestEscaping puts what would break out in every place that a file can fill.
func TestEscaping(t *testing.T) {
	const evil = `"><script>alert(1)</script>]]>&'`
	node := func(kind string) Node {
		return Node{
			ID: kind, Type: kind, Color: evil, Text: evil, File: evil, Subpath: evil,
			URL: evil, Label: evil, Background: evil, Width: 10, Height: 10,
		}
	}
	c := &Canvas{Edges: []Edge{{ID: evil, FromNode: "text", ToNode: "group", FromSide: evil, FromEnd: evil, ToEnd: evil, Color: evil, Label: evil}}}
	for _, kind := range []string{"text", "file", "link", "group", evil} {
		c.Nodes = append(c.Nodes, node(kind))
	}
	got := draw(t, c, nil)
	wellFormed(t, got)
	if strings.Contains(got, "<script") {
		t.Errorf("a script came through:\n%s", got)
	}
	got = draw(t, c, func(Node) Card { return Card{Title: evil, Href: "#" + evil} })
	wellFormed(t, got)
	if strings.Contains(got, "<script") {
		t.Errorf("a script came through in a card:\n%s", got)
	}
}

func TestLinks(t *testing.T) {
	for href, want := range map[string]bool{
		"event-loop.html#phases":  true,
		"../a/b.html?c=d:e":       true,
		"#part:two":               true,
		"https://example.org/":    true,
		"HTTP://example.org/":     true,
		"mailto:a@example.org":    true,
		"":                        false,
		"javascript:alert(1)":     false,
		"JavaScript:alert(1)":     false,
		"java\nscript:alert(1)":   false,
		" javascript:alert(1)":    false,
		"\x01javascript:alert(1)": false,
		"data:text/html,<script>": false,
		"vbscript:x":              false,
		"file:///etc/passwd":      false,
	} {
		c := &Canvas{Nodes: []Node{{Type: "link", Width: 10, Height: 10}}}
		got := draw(t, c, func(Node) Card { return Card{Title: "t", Href: href} })
		if is := strings.Contains(got, "<a "); is != want {
			t.Errorf("%q is a link: %v; want %v", href, is, want)
		}
	}
}

// TestNoStyle: the site's Content-Security-Policy forbids style attributes,
// and ids would be taken twice on a page with two canvases.
func TestNoStyle(t *testing.T) {
	pictures, err := filepath.Glob("testdata/*.svg")
	if err != nil || len(pictures) == 0 {
		t.Fatal("no pictures", err)
	}
	for _, file := range pictures {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, attr := range []string{" style=", " id=", " onclick="} {
			if bytes.Contains(src, []byte(attr)) {
				t.Errorf("%s has%s", file, attr)
			}
		}
	}
}

func TestWriteError(t *testing.T) {
	want := errors.New("disk full")
	r, w := io.Pipe()
	r.CloseWithError(want)
	if err := (&Canvas{}).SVG(w, English, nil); !errors.Is(err, want) {
		t.Errorf("SVG = %v; want %v", err, want)
	}
}

// TestLoop: an edge from a card to itself must show beside the card.
func TestLoop(t *testing.T) {
	n := &Node{ID: "a", Width: 120, Height: 60}
	c := route(&Edge{FromNode: "a", ToNode: "a"}, n, n)
	if p := c.at(.5); p.x > 0 && p.x < 120 && p.y > 0 && p.y < 60 {
		t.Errorf("the loop passes under its card at %v", p)
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.canvas")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		lines := bytes.Count(src, []byte("\n")) + 1
		inside := func(p token.Position) bool { return p.Line >= 1 && p.Line <= lines && p.Column >= 1 }
		c := Parse("a.canvas", src)
		for _, p := range c.Problems {
			if !inside(p.Pos) {
				t.Errorf("problem outside of the file: %v", p)
			}
		}
		for _, n := range c.Nodes {
			if !inside(n.Pos) {
				t.Errorf("node outside of the file: %v", n)
			}
		}
		wellFormed(t, draw(t, c, nil))
	})
}

func BenchmarkSVG(b *testing.B) {
	src := thousand()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		c := Parse("a.canvas", src)
		if err := c.SVG(io.Discard, English, func(Node) Card { return Card{HTML: "<p>x</p>"} }); err != nil {
			b.Fatal(err)
		}
	}
}

// thousand is a canvas of 1,000 cards, each with an edge to the next.
func thousand() []byte {
	var nodes, edges []string
	for i := range 1000 {
		nodes = append(nodes, fmt.Sprintf(`{"id": "%d", "type": "text", "x": %d, "y": %d, "width": 250, "height": 60, "text": "Card %d"}`, i, i%32*300, i/32*100, i))
		edges = append(edges, fmt.Sprintf(`{"fromNode": "%d", "toNode": "%d", "label": "next"}`, i, (i+1)%1000))
	}
	return []byte(`{"nodes": [` + strings.Join(nodes, ",") + `], "edges": [` + strings.Join(edges, ",") + `]}`)
}

func draw(t *testing.T, c *Canvas, card func(Node) Card) string {
	t.Helper()
	var b strings.Builder
	if err := c.SVG(&b, English, card); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func wellFormed(t *testing.T, picture string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(picture))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not well-formed XML: %v\n%s", err, picture)
		}
	}
}

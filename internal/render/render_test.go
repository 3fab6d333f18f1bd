package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"notesite/internal/canvas"
	"notesite/internal/example"
	"notesite/internal/note"
	"notesite/internal/site"
	"notesite/theme"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// plainTheme shows the body of a page and nothing around it.
func plainTheme() fstest.MapFS {
	fsys := fstest.MapFS{
		"layout.html":   {Data: []byte(`{{block "main" .}}{{end}}`)},
		"redirect.html": {Data: []byte(`to {{.To}}`)},
		"parts.html": {Data: []byte(`{{define "listing"}}<figure>{{.Name}}:{{range .Files}} {{.Name}}{{with .Symbol}} {{.}}{{end}}{{$n := .First}}{{if $n}}{{range $i, $line := .Lines}}` +
			"\n{{add $n $i}} {{$line}}" + `{{end}}{{end}}{{end}}` +
			`{{range .Benchmarks}}{{.Name}}:{{.Chart}}{{end}}{{with .Measured}} {{.}}{{end}}{{if .Stale}}, stale{{end}}` +
			`{{if .Checked}} output {{.Output}}{{end}}</figure>` + "\n{{end}}")},
	}
	for _, name := range pageTemplates {
		if fsys[name+".html"] == nil {
			fsys[name+".html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{.Title}}{{end}}`)}
		}
	}
	fsys["base.html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{range .Views}}{{.ID}} {{.Name}}: {{.Table}}{{end}}{{end}}`)}
	fsys["note.html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{.Body}}{{end}}`)}
	return fsys
}

// vaultOf makes a site of the files of an archive: notes, attachments, and
// programs below examples/.
func vaultOf(t *testing.T, files []txtar.File, cfg site.Config) *site.Site {
	t.Helper()
	var v site.Vault
	programs := fstest.MapFS{}
	for _, f := range files {
		switch {
		case strings.HasPrefix(f.Name, "want/"):
		case strings.HasPrefix(f.Name, "examples/"):
			programs[strings.TrimPrefix(f.Name, "examples/")] = &fstest.MapFile{Data: f.Data}
		case strings.HasSuffix(f.Name, ".md"):
			v.Notes = append(v.Notes, note.Parse(f.Name, f.Data))
		case strings.HasSuffix(f.Name, ".canvas"):
			v.Canvases = append(v.Canvases, canvas.Parse(f.Name, f.Data))
		case strings.HasSuffix(f.Name, ".base"):
			v.Bases = append(v.Bases, site.BaseFile{Path: f.Name, Source: f.Data})
		default:
			v.Files = append(v.Files, f.Name)
		}
	}
	if len(programs) > 0 {
		var err error
		if v.Programs, err = example.LoadAll(programs, "examples"); err != nil {
			t.Fatal(err)
		}
	}
	return site.New(cfg, v)
}

func render(t *testing.T, r *Renderer, p site.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Page(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden renders each archive's notes and compares those it wants.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives in testdata:", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			cfg := site.Config{Title: "T", StrictLineBreaks: bytes.Contains(archive.Comment, []byte("strictLineBreaks"))}
			s := vaultOf(t, archive.Files, cfg)
			r, err := New(s, plainTheme())
			if err != nil {
				t.Fatal(err)
			}
			pages := map[string]site.Page{}
			for _, p := range s.Pages {
				pages[p.Meta().URL] = p
			}
			for i, f := range archive.Files {
				url, wanted := strings.CutPrefix(f.Name, "want/")
				if !wanted {
					continue
				}
				if pages[url] == nil {
					t.Errorf("no page %s", url)
					continue
				}
				got := strings.TrimRight(render(t, r, pages[url]), "\n") + "\n"
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", url, diff)
				}
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// Whatever HTML a note holds, nothing of it runs, it stays inside the article,
// and no comment is in the page (rule 150).
func TestSafety(t *testing.T) {
	tests := []struct{ name, src string }{
		{"script", "a <script>alert(1)</script> b"},
		{"script_block", "<script>\nalert(1)\n</script>\n\ntext"},
		{"style", "<style>body{display:none}</style>"},
		{"handler", `<img src=x onerror=alert(1)> <b onclick="x()">b</b>`},
		{"javascript", "[a](javascript:alert(1)) <a href=\"java\tscript:alert(1)\">b</a> <javascript:alert(1)>"},
		{"vbscript_image", "![a](vbscript:x) [b](data:text/html,x)"},
		{"svg", `<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`},
		{"iframe", `<iframe srcdoc="<script>alert(1)</script>"></iframe>`},
		{"stray_end_tags", "</div></article></main></body></html>\n\ntext"},
		{"meta", `<meta http-equiv="refresh" content="0; url=https://x.org"><base href="https://x.org"><link rel=stylesheet href=x>`},
		{"attribute_breakout", `[[a"onmouseover="alert(1)]] ![[b"><script>alert(1)</script>]] #tag`},
		{"alt_breakout", `![x" onerror="alert(1)](https://x.org/a.png)`},
		{"form", `<form action="https://x.org"><button formaction="javascript:x">b</button></form>`},
		{"mathml", `<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>`},
		{"comment", "x <!-- secret --> %%secret%%\n\n<!--\nsecret\n-->\n\n%%\nsecret\n%%\n"},
		{"code_language", "```\"><script>alert(1)</script>\nx\n```"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := site.New(site.Config{Title: "T", Lang: "en"}, site.Vault{Notes: []*note.Note{note.Parse("n.md", []byte(tt.src))}})
			r, err := New(s, theme.FS)
			if err != nil {
				t.Fatal(err)
			}
			page := render(t, r, s.Notes[0])
			checkSafe(t, page)
		})
	}
}

// speculation is what the theme says of which pages a browser may fetch before
// they are asked for. A page's Content-Security-Policy has its hash.
const speculation = `{"prerender":[{"where":{"href_matches":"/*"},"eagerness":"moderate"}]}`

// checkSafe parses a page and fails if anything in it could run.
func checkSafe(t *testing.T, page string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	inMain := false
	var visit func(n *html.Node, path string)
	visit = func(n *html.Node, path string) {
		if n.Type == html.ElementNode {
			path += "/" + n.Data
			if n.Data == "footer" && !strings.Contains(path, "/article") && strings.Contains(path, "/main") {
				t.Errorf("the article's end tag is missing: footer at %s", path)
			}
			inMain = inMain || n.Data == "main"
			switch n.Data {
			case "style", "object", "embed", "form":
				t.Errorf("%s in the page", path)
			case "script":
				if n.Attr[0].Val == "application/ld+json" && strings.Contains(path, "/head") && json.Valid([]byte(n.FirstChild.Data)) {
					break // data, which does not run
				}
				if n.Attr[0].Val == "speculationrules" && strings.Contains(path, "/head") && n.FirstChild.Data == speculation {
					break
				}
				own := len(n.Attr) <= 2 && slices.ContainsFunc(Scripts, func(s Script) bool { return n.Attr[0].Val == s.URL })
				if !own || n.FirstChild != nil || !strings.Contains(path, "/head") {
					t.Errorf("%s in the page", path)
				}
			case "base", "meta", "link":
				if !strings.Contains(path, "/head") {
					t.Errorf("%s in the body", path)
				}
			}
			for _, a := range n.Attr {
				value := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
				if strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" ||
					strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "vbscript:") || strings.HasPrefix(value, "data:text") {
					t.Errorf("%s has %s=%q", path, a.Key, a.Val)
				}
			}
		}
		if n.Type == html.CommentNode {
			t.Errorf("comment %q", n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c, path)
		}
	}
	visit(doc, "")
	if !inMain || strings.Contains(page, "secret") {
		t.Errorf("page is not whole, or shows a comment:\n%s", page)
	}
}

// Nothing of a note that is not published is in any page (rule 202), nor are
// properties, comments and block ids (rule 205).
func TestUnpublished(t *testing.T) {
	s := vaultOf(t, txtar.Parse([]byte(`
-- Hidden thing.md --
---
publish: false
aliases: [Hidden alias]
tags: [hiddentag]
permalink: hidden-link
---
Hidden text. [[shown]] ![[hidden.png]]
-- hidden.png --
x
-- shown.md --
See [[Hidden thing|it]], ![[Hidden thing]] and [md](Hidden%20thing.md), ![[board.canvas]].
-- board.canvas --
{"nodes": [{"id": "h", "type": "file", "file": "Hidden thing.md", "width": 100, "height": 50}]}
`)).Files, site.Config{Title: "T"})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Attachments) > 0 {
		t.Errorf("attachments: %v", s.Attachments)
	}
	for _, p := range s.Pages {
		page := render(t, r, p)
		// The one who links names the note; nothing else may.
		page = strings.ReplaceAll(page, "Hidden thing</span> could not be found", "")
		page = strings.NewReplacer("data-search hidden>", "", `" hidden>`, ">", "aria-hidden", "").Replace(page)
		if strings.Contains(strings.ToLower(page), "hidden") {
			t.Errorf("%s tells of the hidden note:\n%s", p.Meta().URL, page)
		}
	}
	if documents := strings.ToLower(fmt.Sprint(r.indexer.documents)); strings.Contains(strings.ReplaceAll(documents, "hidden thing", ""), "hidden") {
		t.Errorf("the index tells of the hidden note: %s", documents)
	}
}

func TestAbsolute(t *testing.T) {
	r := &Renderer{site: &site.Site{Config: site.Config{BaseURL: "https://x.org/n/"}}}
	for address, want := range map[string]string{
		"index.html": "https://x.org/n/", "a/index.html": "https://x.org/n/a/", "reindex.html": "https://x.org/n/reindex.html",
		"é b.html": "https://x.org/n/%C3%A9%20b.html",
	} {
		if got := r.absolute(address); got != want {
			t.Errorf("%s is at %s, want %s", address, got, want)
		}
	}
}

// The sitemap lists what is worth finding, the feeds what has a date, newest
// first (rule 199); without an address of the site there are none.
func TestFeeds(t *testing.T) {
	const archive = "-- a.md --\n---\ndate: 2026-01-02\naliases: [other]\n---\nAbout *a* & b.\n" +
		"-- b c.md --\n---\ndate: 2026-03-04\n---\n-- d.md --\n-- hidden.md --\n---\npublish: false\ndate: 2026-03-04\n---\n"
	vault := func(cfg site.Config) *site.Site { return vaultOf(t, txtar.Parse([]byte(archive)).Files, cfg) }
	r, err := New(vault(site.Config{Title: "T"}), plainTheme())
	if err != nil {
		t.Fatal(err)
	}
	if feeds, err := r.Feeds(); err != nil || len(feeds) > 0 {
		t.Errorf("feeds without an address: %v, %v", feeds, err)
	}
	if r, err = New(vault(site.Config{Title: "T", BaseURL: "https://x.org/n/"}), plainTheme()); err != nil {
		t.Fatal(err)
	}
	feeds, err := r.Feeds()
	if err != nil {
		t.Fatal(err)
	}
	var listed sitemap
	if err := xml.Unmarshal(feeds[SitemapURL], &listed); err != nil {
		t.Fatal(err)
	}
	want := []sitemapItem{
		{"https://x.org/n/a.html", "2026-01-02"},
		{"https://x.org/n/b-c.html", "2026-03-04"},
		{"https://x.org/n/d.html", ""},
		{"https://x.org/n/graph.html", ""},
		{"https://x.org/n/", ""},
	}
	if diff := cmp.Diff(want, listed.Pages); diff != "" {
		t.Errorf("sitemap (-want +got):\n%s", diff)
	}
	var rss struct {
		Items []struct {
			Title       string `xml:"title"`
			Link        string `xml:"link"`
			Description string `xml:"description"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal(feeds[RSSURL], &rss); err != nil {
		t.Fatal(err)
	}
	if len(rss.Items) != 2 || rss.Items[0].Link != "https://x.org/n/b-c.html" || rss.Items[1].Title != "a" || rss.Items[1].Description != "About a & b." {
		t.Errorf("RSS %+v", rss.Items)
	}
	if atom := string(feeds[AtomURL]); !strings.Contains(atom, "<updated>2026-03-04T00:00:00Z</updated>") || strings.Contains(atom, "hidden") {
		t.Errorf("Atom %s", atom)
	}
}

func FuzzPage(f *testing.F) {
	f.Add("# H\n\n[[a]] ![[n]] <b>x</b>\n\n> [!tip]- T\n> b\n^id\n\n```go\nx\n```\n")
	f.Add("![[#H]]\n\n# H ^b\n\n- ![[#^b]]\n\n| ![[n]] |\n|---|\n| x |\n")
	f.Add("x[^1] <script>\n\n[^1]: ![[n#H]]\n")
	f.Add("```mermaid\nflowchart LR\n  A --> B\n  class B internal-link\n```\n\n```mermaid\npie\n```\n")
	f.Add("![[c.canvas]]\n\n```base\nfilters: file.hasTag(\"a\")\n```\n\n#a \uFDD00\uFDD1\n")
	f.Fuzz(func(t *testing.T, src string) {
		card, err := json.Marshal(map[string]any{"nodes": []map[string]string{{"type": "text", "text": src}, {"type": "file", "file": "n.md"}}})
		if err != nil {
			t.Fatal(err)
		}
		s := site.New(site.Config{Title: "T", Lang: "en"}, site.Vault{
			Notes:    []*note.Note{note.Parse("n.md", []byte(src))},
			Canvases: []*canvas.Canvas{canvas.Parse("c.canvas", card)},
		})
		r, err := New(s, plainTheme())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []site.Page{s.Notes[0], s.Canvases[0]} {
			if err := r.Page(io.Discard, p); err != nil {
				t.Error(err)
			}
		}
		r.Markdown(s.Notes[0])
	})
}

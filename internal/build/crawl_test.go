package build

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"notesite/internal/problem"
	"notesite/internal/site"
	"notesite/internal/testvault"
)

// repository is the project's root, seen from this package.
const repository = "../.."

// ownSite is the configuration of the project's own site.
func ownSite(t *testing.T) Config {
	t.Helper()
	cfg, err := ReadConfig(filepath.Join(repository, ConfigFile))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Notes = filepath.Join(repository, cfg.Notes)
	cfg.Examples = filepath.Join(repository, cfg.Examples)
	cfg.Theme = filepath.Join(repository, cfg.Theme)
	cfg.Out = filepath.Join(t.TempDir(), "public")
	cfg.Cache = ""  // the user's own is none of a test's business
	cfg.Run = false // it takes a while to compile all programs
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// The project's own site has no problem, and every link of it leads somewhere.
func TestOwnSite(t *testing.T) {
	cfg := ownSite(t)
	cfg.Run = true
	r := mustBuild(t, cfg)
	for name, trial := range trials(r) {
		if !strings.HasPrefix(trial, "runs") && !strings.HasPrefix(trial, "says "+name+" needs ") {
			t.Errorf("%s in a page: %s", name, trial)
		}
	}
	for _, p := range r.Site.Problems {
		if p.Rule != problem.StaleBenchmark { // its chart says so
			t.Error(p)
		}
	}
	crawl(t, "the own site", tree(t, cfg.Out))
}

// No note of the project's own site is an orphan or a dead end, and no program
// stands apart from the notes.
func TestOwnNotes(t *testing.T) {
	s, err := Load(t.Context(), ownSite(t))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Notes); n < 45 {
		t.Errorf("%d notes, want at least 45", n)
	}
	for _, p := range s.Notes {
		out := map[site.Target]bool{}
		for _, ans := range p.Answers {
			switch to := ans.To.(type) {
			case *site.NotePage, *site.ProgramPage:
				out[to] = to != site.Target(p)
			}
		}
		if len(out) < 2 {
			t.Errorf("%s links to %d other pages, want at least 2", p.Note.Path, len(out))
		}
		if len(p.Backlinks) == 0 && p != s.Home {
			t.Errorf("nothing links to %s", p.Note.Path)
		}
	}
	for _, p := range s.Programs.Programs {
		if p.Program.Main && len(p.Backlinks) == 0 {
			t.Errorf("no note uses %s", p.Program.Dir)
		}
	}
}

// Every link and every fragment of a built site leads somewhere, whatever
// the notes are called and hold, at a server's root and below it.
func TestCrawl(t *testing.T) {
	cfg := write(t, small+`
-- notes/weird #name 100%.md --
---
aliases: [Other name, deep/er/alias]
tags: [a/b, "ü"]
related: ["[[A]]", "[[nope]]", text, 3]
nested: {deep: {up: "[[sub/B]]", empty: }}
---
# Head & <b>ing</b>

## Linked from
## Content
## fn 1
## Program 1 0

## Same
## Same
text ^blk

![[weird #name 100%]] [[#Same]] [[#^blk]] [[A#nope]] [x](A.md#nope)

![[A]] fn[^1] ![[sub/B]]

[^1]: note [[A]]
-- notes/sub/C.md --
[[weird #name 100%]] [up](../A.md) ![](../img/pic.png) #a/b #Ü ![[foot]] ![[foot]]
-- notes/foot.md --
x[^a] y[^a] <a href="https://x.org">z</a>

[^a]: [[sub/C]]
-- notes/perma.md --
---
permalink: /deep/link/
---
[[sub/C]] <a href="#perma">own</a> <b id="perma">x</b>
`)
	if _, err := testvault.Write(filepath.Join(cfg.Notes, "gen"), testvault.Default(150)); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, cfg)
	crawl(t, "a vault", tree(t, cfg.Out))
}

// crawl checks every page of a site: it is well formed, its ids are unique,
// and what it links to is there.
func crawl(t *testing.T, name string, files map[string]string) {
	t.Helper()
	pages := map[string]*pageFacts{}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(file) == ".html" {
			facts, err := readPage(files[file])
			if err != nil {
				t.Errorf("%s: %v", file, err)
			}
			pages[file] = facts
		}
	}
	links := 0
	for _, root := range []string{"https://example.org/", "https://example.org/some/sub/path/"} {
		base, err := url.Parse(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range slices.Sorted(maps.Keys(pages)) {
			at, err := base.Parse((&url.URL{Path: file}).String())
			if err != nil {
				t.Fatal(err)
			}
			for _, link := range pages[file].links {
				u, err := at.Parse(link)
				if err != nil {
					t.Errorf("%s: link %q: %v", file, link, err)
					continue
				}
				if u.Host != base.Host || u.Scheme != base.Scheme {
					continue
				}
				links++
				target, inside := strings.CutPrefix(u.Path, base.Path)
				if _, ok := files[target]; !inside || !ok {
					t.Errorf("%s: link %q leads to %q, which is not there", file, link, u.Path)
					continue
				}
				if page := pages[target]; page != nil && u.Fragment != "" && !page.ids[u.Fragment] {
					t.Errorf("%s: link %q: %s has no id %q", file, link, target, u.Fragment)
				}
			}
		}
	}
	if links == 0 {
		t.Errorf("no links in %s", name)
	}
}

type pageFacts struct {
	ids   map[string]bool
	links []string
}

// voidElements have no end tag.
var voidElements = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "source": true, "track": true, "wbr": true,
}

// readPage reads a page and returns what crawl needs of it. It is stricter
// than HTML asks for: every element is closed, in order, and no id or
// attribute stands twice.
func readPage(page string) (*pageFacts, error) {
	facts := &pageFacts{ids: map[string]bool{}}
	var problems []error
	bad := func(what string) { problems = append(problems, errors.New(what)) }
	if !strings.HasPrefix(page, "<!doctype html>\n") {
		bad("no doctype")
	}
	z := html.NewTokenizer(bytes.NewReader([]byte(page)))
	var open []string
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) {
				bad(z.Err().Error())
			}
			break
		}
		tok := z.Token()
		switch tt {
		case html.StartTagToken, html.SelfClosingTagToken:
			seen := map[string]bool{}
			for _, a := range tok.Attr {
				if seen[a.Key] {
					bad("<" + tok.Data + "> has " + a.Key + " twice")
				}
				seen[a.Key] = true
				switch a.Key {
				case "id":
					if facts.ids[a.Val] || a.Val == "" || strings.ContainsAny(a.Val, " \t\n") {
						bad("bad id " + a.Val)
					}
					facts.ids[a.Val] = true
				case "href", "src":
					facts.links = append(facts.links, a.Val)
				case "content":
					if _, to, ok := strings.Cut(a.Val, "0; url="); ok {
						facts.links = append(facts.links, to)
					}
				case "style":
					bad("<" + tok.Data + "> has a style attribute, which the policy forbids")
				}
			}
			if tt == html.StartTagToken && !voidElements[tok.Data] {
				if tok.Data == "p" || isBlock[tok.Data] {
					if len(open) > 0 && slices.Contains(open, "p") {
						bad("<" + tok.Data + "> inside <p>")
					}
				}
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				bad("</" + tok.Data + "> closes nothing; open: " + strings.Join(open, " "))
				continue
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		bad("not closed: " + strings.Join(open, " "))
	}
	return facts, errors.Join(problems...)
}

// isBlock are elements that end a paragraph.
var isBlock = map[string]bool{
	"div": true, "section": true, "article": true, "aside": true, "figure": true, "ul": true, "ol": true, "table": true,
	"pre": true, "blockquote": true, "details": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"header": true, "footer": true, "main": true, "nav": true, "hr": true,
}

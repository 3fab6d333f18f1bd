package render

import (
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"notesite/internal/site"
	"notesite/theme"
)

const languageVault = `
-- index.md --
# Start
[[a]], [[nowhere]], ![[a]]

> [!tip]
> text

~~~mermaid
flowchart LR
  A --> B
~~~

[^1]

[^1]: below

- [ ] to do
-- a.md --
---
lang: ar
direction: rtl
date: 2026-11-22
---
[[index]]
-- b.md --
---
lang: he
dir: ltr
color: red
---
[[a]]
-- c.md --
---
lang: Perl 5
dir: up
---
[[a]]
-- t.base --
views:
  - type: table
    name: All
    order: [file.name, note.x]
    limit: 1
    summaries:
      file.name: Filled
`

// pagesIn renders the vault in a language, by address.
func pagesIn(t *testing.T, lang, vault string) map[string]string {
	t.Helper()
	s := vaultOf(t, txtar.Parse([]byte(vault)).Files, site.Config{Title: "T", Lang: lang, BaseURL: "https://example.org/"})
	r, err := New(s, theme.FS)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, p := range s.Pages {
		pages[p.Meta().URL] = render(t, r, p)
	}
	return pages
}

// TestSiteLanguage renders a site in German and one in Arabic: what the interface says,
// and where that runs from right to left.
func TestSiteLanguage(t *testing.T) {
	for lang, want := range map[string]map[string][]string{
		"de-AT": {
			"index.html": {
				`<html lang="de-AT">`, `>Zum Text springen<`, `>Suchen <kbd>`, `<summary>Notizen</summary>`, `title="Es gibt keine Notiz „nowhere“"`,
				`<div class="callout-title-inner">Tipp</div>`, `aria-label="Diagramm"`, `aria-label="Flussdiagramm"`, `aria-label="Fußnote 1"`, `aria-label="Zurück zum Text">↩`, `aria-label="Offen"`,
				`<div class="embed-body" lang="ar" dir="rtl">`, `aria-label="Link zu „Start“"`, `>Verlinkt von 1 Notiz<`,
			},
			"a.html": {
				`<article class="note" lang="ar" dir="rtl">`, `<title lang="ar" dir="rtl">`, `<time datetime="2026-11-22">22. November 2026</time>`,
				`<section class="linked-from" lang="de-AT" dir="ltr"`, `>Verlinkt von 3 Notizen<`, `"inLanguage":"ar"`,
			},
			"b.html":      {`<article class="note" lang="he">`, `<dt>color</dt>`},
			"c.html":      {`<article class="note">`, `<dt>lang</dt>`, `<dt>dir</dt>`},
			"t.base.html": {"<th>Dateiname</th><th>x</th>", "<span>Ausgefüllt</span>", "1 von 5"},
			"404.html":    {`<h1>Seite nicht gefunden</h1>`, `>Zur Startseite</a>`},
		},
		"ar": {
			"index.html": {
				`<html lang="ar" dir="rtl">`, `<summary>الملاحظات</summary>`, `aria-label="العودة إلى النص">↪`, `<div class="embed-body">`,
				`<p dir="ltr"><a class="internal" href="a.html">`,
			},
			"a.html": {`<article class="note">`, `22 نوفمبر 2026`, `>روابط واردة من 3 ملاحظات<`},
			"b.html": {`<article class="note" lang="he" dir="ltr">`, `<details class="explorer"`},
		},
		"": {"index.html": {`<html lang="">`, `>Skip to the text<`}},
	} {
		pages := pagesIn(t, lang, languageVault)
		for url, parts := range want {
			for _, part := range parts {
				if !strings.Contains(pages[url], part) {
					t.Errorf("%s: %s lacks %s:\n%s", lang, url, part, pages[url])
				}
			}
		}
	}
}

// Blocks most of whose letters run against their page say so, and no others.
func TestDirections(t *testing.T) {
	const latin = "Only this text."
	for _, test := range []struct{ lang, source, want string }{
		{"en", latin, "<p>" + latin + "</p>"},
		{"en", "Mostly of this, and كلمة.", "<p>Mostly"},
		{"en", "نص عربي", `<p dir="rtl">نص`},
		{"en", "Go هي لغة برمجة حديثة", `<p dir="rtl">Go`},
		{"en", "- واحد\n- two", "<ul dir=\"rtl\">\n<li>واحد</li>\n<li dir=\"ltr\">two"},
		{"en", "> اقتباس", "<blockquote dir=\"rtl\"><p>"},
		{"en", "> [!note]\n> نص عربي", `data-callout="note" dir="rtl"`},
		{"en", "## عنوان", `<h2 id="عنوان" dir="rtl">`},
		{"en", "| عمود | آخر |\n| --- | --- |\n| x | y |", `tabindex="0" dir="rtl"><table>`},
		{"en", "[^1]\n\n[^1]: حاشية", `<p dir="rtl">حاشية`},
		{"en", "`كود عربي` code", "<p><code>"},
		{"en", "😀 12", "<p>😀"},
		{"ar", latin, `<p dir="ltr">Only`},
		{"ar", "نص عربي", "<p>نص"},
		{"ar", "Node.js بيئة تشغيل سريعة", "<p>Node.js"},
		{"ar", "12", "<p>12"},
	} {
		page := pagesIn(t, test.lang, "-- x.md --\n"+test.source+"\n")["x.html"]
		_, text, _ := strings.Cut(page, `<div class="text">`)
		text, _, _ = strings.Cut(text, "\n</div>\n")
		if !strings.Contains(text, test.want) || !strings.Contains(test.want, "dir=") && strings.Contains(text, "dir=") {
			t.Errorf("%s: %q: no %s in\n%s", test.lang, test.source, test.want, text)
		}
	}
}

// A theme can have words of its own, and a template none that there are not.
func TestThemeWords(t *testing.T) {
	s := vaultOf(t, txtar.Parse([]byte("-- index.md --\nx\n")).Files, site.Config{Lang: "nl"})
	own := plainTheme()
	own["note.html"].Data = []byte(`{{define "main"}}{{say "home"}}, {{say "footnote" "number" 3}}, {{say "mine"}}{{end}}`)
	r, err := New(s, own)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Page(&strings.Builder{}, s.Home); err == nil || !strings.Contains(err.Error(), `no phrase "mine"`) {
		t.Errorf("a phrase that is not there: %v", err)
	}
	own["words/nl.yaml"] = &fstest.MapFile{Data: []byte("pages: { home: Begin, mine: Van mij }")}
	if r, err = New(s, own); err != nil {
		t.Fatal(err)
	}
	if got, want := render(t, r, s.Home), "Begin, Footnote 3, Van mij"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

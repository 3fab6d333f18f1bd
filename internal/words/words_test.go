package words

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"notesite/theme"
)

// languages are those that ship.
func languages(t *testing.T) map[string]file {
	t.Helper()
	names, err := fs.Glob(theme.FS, "words/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]file{}
	for _, name := range names {
		data, err := fs.ReadFile(theme.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		var f file
		if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		files[strings.TrimSuffix(path.Base(name), ".yaml")] = f
	}
	return files
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// TestLanguages compares each language with English: the same phrases with the
// same values in them, and a form for each number.
func TestLanguages(t *testing.T) {
	all := languages(t)
	if len(all) != 7 {
		t.Errorf("%d languages", len(all))
	}
	english := all["en"]
	for lang, f := range all {
		tag := language.MustParse(lang)
		if len(f.Months) != 12 || f.Decimal == "" {
			t.Errorf("%s: months or decimal sign are missing", lang)
		}
		for _, section := range []struct{ own, english map[string]any }{{f.Pages, english.Pages}, {f.Scripts, english.Scripts}} {
			for _, key := range append(slices.Collect(maps.Keys(section.own)), slices.Collect(maps.Keys(section.english))...) {
				own, want := phrases(section.own[key]), phrases(section.english[key])
				if own["other"] == "" || want["other"] == "" {
					t.Errorf("%s: %s: no such phrase in English, or in this language", lang, key)
					continue
				}
				if len(want) > 1 {
					for n := range 200 {
						if form := forms[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]; own[form] == "" {
							t.Errorf("%s: %s: no form %q, for %d", lang, key, form, n)
							break
						}
					}
				}
				if got, want := values(own["other"]), values(want["other"]); !slices.Equal(got, want) {
					t.Errorf("%s: %s: has %v in it, English has %v", lang, key, got, want)
				}
				for _, text := range own {
					if strings.ContainsAny(text, "!¡！") {
						t.Errorf("%s: %s: exclaims", lang, key)
					}
				}
			}
		}
	}
}

// phrases returns the forms of a phrase.
func phrases(v any) map[string]string {
	switch v := v.(type) {
	case string:
		return map[string]string{"other": v}
	case map[string]any:
		all := map[string]string{}
		for form, text := range v {
			all[form], _ = text.(string)
		}
		return all
	}
	return nil
}

func values(phrase string) []string {
	return slices.Sorted(slices.Values(placeholder.FindAllString(phrase, -1)))
}

var (
	saidInTemplate = regexp.MustCompile(`\bsay "([^"]+)"`)
	saidInGo       = regexp.MustCompile(`\b(?:words\.(?:Say|HTML)|w\.Say)\("([^"]+)"|return "(embedsItself|tooDeep|tooMany)"|\{"(canvas\.\w+)"`)
	saidInScript   = regexp.MustCompile(`\b(?:say|group)\('(\w+)'`)
)

// TestUsed finds the phrases that templates, code and scripts name: each is there,
// and none is there for nothing.
func TestUsed(t *testing.T) {
	english := languages(t)["en"]
	find := func(said map[string]bool, pattern string, re *regexp.Regexp, known ...map[string]any) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range re.FindAllStringSubmatch(string(data), -1) {
				key := strings.Join(m[1:], "")
				if strings.HasSuffix(key, ".") {
					continue // the rest is known when it runs
				}
				if !slices.ContainsFunc(known, func(m map[string]any) bool { return m[key] != nil }) {
					t.Errorf("%s says %q, which words/en.yaml does not have", name, key)
				}
				said[key] = true
			}
		}
	}
	inPages, inScripts := map[string]bool{}, map[string]bool{}
	find(inPages, "../../theme/*.html", saidInTemplate, english.Pages, english.Scripts)
	find(inPages, "../render/*.go", saidInGo, english.Pages, english.Scripts)
	find(inPages, "words.go", saidInGo, english.Pages, english.Scripts)
	find(inScripts, "../../theme/js/*.js", saidInScript, english.Scripts)
	for key := range english.Pages {
		// Of what is shown by its own name: bases, callouts, diagrams, broken links.
		group, _, _ := strings.Cut(key, ".")
		if !inPages[key] && !slices.Contains([]string{"base", "summary", "callout", "diagram", "lack", "noRun"}, group) {
			t.Errorf("nothing says %q", key)
		}
	}
	for key := range english.Scripts {
		if group, _, _ := strings.Cut(key, "."); !inScripts[key] && !slices.Contains([]string{"kind", "stopped", "stdin", "seed", "args"}, group) {
			t.Errorf("no script says %q", key)
		}
		if english.Pages[key] != nil {
			t.Errorf("%q stands among the phrases of pages as well", key)
		}
	}
}

func TestRead(t *testing.T) {
	own := fstest.MapFS{
		"words/nl.yaml": {Data: []byte("pages:\n  home: Begin\n")},
		"words/de.yaml": {Data: []byte("pages:\n  home: Anfang\n")},
	}
	for _, test := range []struct{ lang, home, notes, decimal string }{
		{"en", "Home", "2 notes", "."},
		{"", "Home", "2 notes", "."},
		{"not a language", "Home", "2 notes", "."},
		{"pt", "Home", "2 notes", "."},
		{"nl-BE", "Begin", "2 notes", "."},
		{"de-AT", "Anfang", "2 Notizen", ","},
		{"zh-CN", "首页", "2 篇笔记", "."},
		{"fr-CA", "Accueil", "2 notes", ","},
		{"ar-EG", "الرئيسية", "ملاحظتان", "."},
	} {
		w, err := Read(own, test.lang)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{w.Say("home"), w.Say("noteCount", "n", 2), w.Decimal}
		if diff := cmp.Diff([]string{test.home, test.notes, test.decimal}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.lang, diff)
		}
	}
	for data, want := range map[string]string{
		"pages: [": "theme: words/de.yaml:1:8", "sides: {}": "unknown field", "months: [Januar]": "a year has 12 months, not 1",
	} {
		own["words/de.yaml"].Data = []byte(data)
		if _, err := Read(own, "de"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", data, err)
		}
	}
}

func TestSay(t *testing.T) {
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for lang, want := range map[string][]string{
		"en":      {"22 November 2026", "November 2026", "1 note", "11 notes", `Link to “{n} & <b>”`},
		"de":      {"22. November 2026", "November 2026", "1 Notiz", "11 Notizen", `Link zu „{n} & <b>“`},
		"es":      {"22 de noviembre de 2026", "Noviembre de 2026", "1 nota", "11 notas", `Enlace a «{n} & <b>»`},
		"ja":      {"2026年11月22日", "2026年11月", "1 件のノート", "11 件のノート", `「{n} & <b>」へのリンク`},
		"zh-Hans": {"2026年11月22日", "2026年11月", "1 篇笔记", "11 篇笔记", `“{n} & <b>”的链接`},
		"ar":      {"22 نوفمبر 2026", "نوفمبر 2026", "ملاحظة واحدة", "11 ملاحظة", `رابط إلى «{n} & <b>»`},
	} {
		w, err := Read(fstest.MapFS{}, lang)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{
			w.Date(day), w.Month(day), w.Say("noteCount", "n", 1), w.Say("noteCount", "n", 11),
			w.Say("linkTo", "heading", "{n} & <b>", "n", 7),
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
		if html := w.HTML("linkTo", "heading", "<b>"); strings.Contains(string(html), "<b>") {
			t.Errorf("%s: not escaped: %s", lang, html)
		}
	}
}

func TestDir(t *testing.T) {
	for lang, want := range map[string]string{
		"": "ltr", "en": "ltr", "ar": "rtl", "he-IL": "rtl", "fa": "rtl", "ur": "rtl", "yi": "rtl", "dv": "rtl", "ckb": "rtl",
		"az": "ltr", "az-Arab": "rtl", "pa": "ltr", "pa-PK": "rtl", "ja": "ltr", "no language": "ltr",
	} {
		if got := Dir(lang); got != want {
			t.Errorf("%q: %s", lang, got)
		}
	}
}

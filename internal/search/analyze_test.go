package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// analysed are texts and the forms of their words, those of one word joined
// by "|".
var analysed = []struct{ text, forms string }{
	{"", ""},
	{"Event loop", "event loop"},
	{"fs.readFileSync('a.txt')", "fs readfilesync|read|file|sync a txt"},
	{"nextTick, HTTPServer, IPv6, C10K, URLs", "nexttick|next|tick httpserver|http|server ipv6|pv6 c10k urls|ur|ls"},
	{"SO_REUSEPORT node:worker_threads", "so reuseport node worker threads"},
	{"Little's law, don’t, l'eau, rock'n'roll", "little law don l eau rock roll"},
	{"a 'b' c", "a b c"},
	{"Über été ETE naïve Ångström", "über été ete naïve ångström"},
	{"e\u0301te\u0301 E\u0301tatMajor", "été étatmajor|état|major"},
	{"Straße Øre łódź ÆON", "straße øre łódź æon"},
	{"ΟΔΟΣ οδός Σ", "οδοσ οδόσ σ"},
	{"Ёлка йод", "ёлка йод"},
	{"東京都 日本語 火", "東京|京都|都 日本|本語|語 火"},
	{"Node.js入門", "node js 入門|門"},
	{"サーバー です", "サー|ーバ|バー|ー です|す"},
	{"안녕하세요 세계", "안녕하세요 세계"},
	{"สวัสดี", "สว|วั|ัส|สด|ดี|ี"},
	{"हिन्दी שָׁלוֹם مُحَمَّد", "हिन्दी שָׁלוֹם مُحَمَّد"},
	{"½ x² ①", "½ x² ①"},
	{"\u0301a \u0301", "\u0301a"},
	{"\xff\xfe a\xffb", "a b"},
	{"İstanbul I ı", "i̇stanbul i ı"},
	{"𝒳 𠮷野家", "𝒳 𠮷野|野家|家"},
	{strings.Repeat("x", maxForm+1) + " y", "y"},
}

func TestWords(t *testing.T) {
	for _, test := range analysed {
		var got []string
		for w := range words(test.text) {
			if forms := w.forms(); len(forms) > 0 {
				got = append(got, strings.Join(forms, "|"))
			}
		}
		want := strings.ReplaceAll(norm.NFC.String(test.forms), "i\u0307", "i")
		if g := strings.Join(got, " "); g != want {
			t.Errorf("words of %q: %q, want %q", test.text, g, want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, test := range []struct{ form, key string }{
		{"event", "event"},
		{"été", "ete"},
		{"ångström", "angstrom"},
		{"straße", "strasse"},
		{"øre", "ore"},
		{"łódź", "lodz"},
		{"æon", "aeon"},
		{"йод", "иод"},
		{"οδόσ", "οδοσ"},
		{"が", "が"},
		{"안녕", "안녕"},
		{"हिन्दी", "हिन्दी"},
		{"שָׁלוֹם", "שלום"},
		{"مُحَمَّد", "محمد"},
		{"việt", "viet"},
		{"\u0301", ""},
	} {
		if got := key(norm.NFC.String(test.form)); got != test.key {
			t.Errorf("key of %q: %q, want %q", test.form, got, test.key)
		}
	}
}

// A token is a word as the script sees it.
type token struct {
	Key, Form string
	Parts     []string
}

// tokensOf is a question for the analysis alone.
type tokensOf struct {
	Tokens string `json:"tokens"`
}

// keysOf returns the keys of a text's words in the order of the script.
func keysOf(text string) (keys []string) {
	for w := range words(text) {
		for _, form := range w.forms() {
			keys = append(keys, key(form))
		}
	}
	return keys
}

// Go and JavaScript cut and fold alike: the table, and every character in
// three positions.
func TestSameAnalysis(t *testing.T) {
	var texts []string
	for _, test := range analysed {
		if utf8.ValidString(test.text) && len(test.text) < maxForm {
			texts = append(texts, test.text)
		}
	}
	var b strings.Builder
	for r := rune(0x80); r < 0x20000; r++ {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z) {
			continue // newer than one of the two, or a control character
		}
		fmt.Fprintf(&b, "%c x%cy xY%[1]c'%[1]c ", r, r)
		if b.Len() > 10_000 {
			texts = append(texts, b.String())
			b.Reset()
		}
	}
	texts = append(texts, b.String())
	var questions []tokensOf
	for _, text := range texts {
		questions = append(questions, tokensOf{text})
	}
	for i, tokens := range ask[[]token](t, nil, questions) {
		var got []string
		for _, token := range tokens {
			for _, k := range append([]string{token.Key}, token.Parts...) {
				if k != "" {
					got = append(got, k)
				}
			}
		}
		want := keysOf(texts[i])
		for j := range min(len(got), len(want)) {
			if got[j] != want[j] {
				t.Errorf("the script has the word %q (%+[1]q), Go %[2]q (%+[2]q), behind %[3]q", got[j], want[j], want[max(0, j-3):j])
				break
			}
		}
		if len(got) != len(want) && slices.Equal(got[:min(len(got), len(want))], want[:min(len(got), len(want))]) {
			t.Errorf("the script finds %d words in %.40q, Go %d", len(got), texts[i], len(want))
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, test := range analysed {
		f.Add(test.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		composed := norm.NFC.String(text)
		at := 0
		for w := range words(text) {
			i := strings.Index(composed[at:], w.text)
			if i < 0 || w.text == "" {
				t.Fatalf("%q is not in %q behind %d", w.text, composed, at)
			}
			at += i + len(w.text)
			for _, form := range w.forms() {
				if !utf8.ValidString(form) || lower(form) != form {
					t.Errorf("form %q of %q changes when it is lowered again: %q", form, w.text, lower(form))
				}
				k := key(form)
				if key(k) != k || k == "" && !w.dense {
					t.Errorf("key %q of %q folds to %q", k, form, key(k))
				}
				for lang := range stemmers {
					stem(form, lang)
				}
			}
		}
	})
}

func FuzzBuild(f *testing.F) {
	f.Add("Title", "alias", "Some text.", "tag/sub")
	f.Fuzz(func(t *testing.T, title, alias, text, tag string) {
		docs := []Document{
			{URL: "a.html", Title: title, Aliases: []string{alias}, Tags: []string{tag}, Sections: []Section{{alias, alias, text}}},
			{URL: "b.html", Title: text, Symbols: []Symbol{{alias, alias}}, Lang: tag},
		}
		files, err := Build(docs, Options{})
		if (title == "" || text == "") != (err != nil) {
			t.Fatal(err)
		}
		for name := range files {
			if strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-.", r) }) {
				t.Errorf("file name %q", name)
			}
		}
	})
}

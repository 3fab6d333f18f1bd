// Package words holds what the interface of a site says, in the language of the
// site.
//
// [Read] makes the [Words] of a language from a theme's words/*.yaml; package
// render says them, and gives those of scripts to build. Phrases have their
// values by name, so that each language can put them where they belong, and a
// number chooses among the forms that CLDR has for the language. The same file
// serves templates and scripts: both know the form {name}, and a browser has
// the rules of plurals itself (Intl.PluralRules).
package words

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"notesite/theme"
)

// Words are those of one language.
type Words struct {
	Lang language.Tag
	file
}

// A file is what a language's file holds. A phrase is a string, or one for each
// of several forms.
type file struct {
	Months  []string       `yaml:"months"`
	Decimal string         `yaml:"decimal"` // what stands before a fraction
	Pages   map[string]any `yaml:"pages"`
	Scripts map[string]any `yaml:"scripts"` // phrases that scripts say, and maybe pages as well
}

// dir is the folder of a theme with the languages, one a file.
const dir = "words"

// Read returns the words for a language as BCP 47 names it, or for one that who
// reads it can read: "de-AT" gets German. Where fsys, a theme, lacks a phrase, it is
// that of the theme that ships, and else an English one.
func Read(fsys fs.FS, lang string) (*Words, error) {
	tag, name := choose(fsys, lang)
	w := &Words{Lang: tag, file: file{Pages: map[string]any{}, Scripts: map[string]any{}}}
	for _, layer := range []struct {
		fsys fs.FS
		name string
	}{{theme.FS, "en"}, {theme.FS, name}, {fsys, name}} {
		if err := w.add(layer.fsys, path.Join(dir, layer.name+".yaml")); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// choose returns the language that is nearest to one, and its file.
func choose(fsys fs.FS, lang string) (language.Tag, string) {
	names := []string{"en"}
	for _, fsys := range []fs.FS{theme.FS, fsys} {
		files, _ := fs.Glob(fsys, path.Join(dir, "*.yaml"))
		for _, f := range files {
			names = append(names, strings.TrimSuffix(path.Base(f), ".yaml"))
		}
	}
	slices.Sort(names[1:])
	tags := make([]language.Tag, len(names))
	for i, name := range names {
		tags[i] = language.Make(name)
	}
	wanted, err := language.Parse(lang)
	if err != nil {
		return tags[0], names[0]
	}
	_, i, confidence := language.NewMatcher(tags).Match(wanted)
	if confidence < language.High {
		i = 0
	}
	return tags[i], names[i]
}

// add lays the phrases of a file over those that are there.
func (w *Words) add(fsys fs.FS, name string) error {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read words: %w", err)
	}
	var f file
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		var yamlErr yaml.Error
		if errors.As(err, &yamlErr) && yamlErr.GetToken() != nil {
			pos := yamlErr.GetToken().Position
			return fmt.Errorf("theme: %s:%d:%d: %s", name, pos.Line, pos.Column, yamlErr.GetMessage())
		}
		return fmt.Errorf("theme: %s: %w", name, err)
	}
	if f.Months != nil && len(f.Months) != 12 {
		return fmt.Errorf("theme: %s: a year has 12 months, not %d", name, len(f.Months))
	}
	if f.Months != nil {
		w.Months = f.Months
	}
	w.Decimal = cmp.Or(f.Decimal, w.Decimal)
	maps.Copy(w.Pages, f.Pages)
	maps.Copy(w.Scripts, f.Scripts)
	return nil
}

// Has reports whether there is a phrase.
func (w *Words) Has(key string) bool { return w.phrase(key) != nil }

func (w *Words) phrase(key string) any {
	if p := w.Pages[key]; p != nil {
		return p
	}
	return w.Scripts[key]
}

// Say returns a phrase with its values, each behind its name:
//
//	w.Say("linkTo", "heading", "Phases")
//
// The number n chooses the form. A phrase that is not there is its key.
func (w *Words) Say(key string, values ...any) string {
	return w.fill(key, values, func(v any) string { return fmt.Sprint(v) })
}

// HTML is what Say is for HTML: values that are not are escaped.
func (w *Words) HTML(key string, values ...any) template.HTML {
	return template.HTML(w.fill(key, values, func(v any) string {
		if v, ok := v.(template.HTML); ok {
			return string(v)
		}
		return template.HTMLEscapeString(fmt.Sprint(v))
	}))
}

func (w *Words) fill(key string, values []any, write func(any) string) string {
	pairs := make([]string, 0, len(values))
	n := 0
	for i := 0; i+1 < len(values); i += 2 {
		if values[i] == "n" {
			n, _ = values[i+1].(int)
		}
		pairs = append(pairs, fmt.Sprintf("{%v}", values[i]), write(values[i+1]))
	}
	var phrase string
	switch p := w.phrase(key).(type) {
	case string:
		phrase = p
	case map[string]any:
		form := forms[plural.Cardinal.MatchPlural(w.Lang, n, 0, 0, 0, 0)]
		if p[form] == nil {
			form = "other"
		}
		phrase, _ = p[form].(string)
	default:
		return write(key)
	}
	if len(pairs) == 0 {
		return phrase
	}
	return strings.NewReplacer(pairs...).Replace(phrase)
}

// forms are the names of CLDR's plural categories.
var forms = map[plural.Form]string{
	plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many",
}

// Date returns a day: "22 November 2026".
func (w *Words) Date(t time.Time) string {
	return w.Say("date", "day", t.Day(), "month", w.Months[t.Month()-1], "year", t.Year())
}

// Month returns a month, as it stands alone: "November 2026".
func (w *Words) Month(t time.Time) string {
	return Capital(w.Say("month", "month", w.Months[t.Month()-1], "year", t.Year()))
}

// Script returns the words of scripts, as JSON.
func (w *Words) Script() ([]byte, error) { return json.Marshal(w.Scripts) }

// Capital returns a text with a capital at its beginning.
func Capital(s string) string {
	if s == "" {
		return ""
	}
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// Dir returns the direction of a language's usual script: "rtl" or "ltr".
func Dir(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	switch script, _ := tag.Script(); script.String() {
	case "Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa":
		return "rtl"
	}
	return "ltr"
}

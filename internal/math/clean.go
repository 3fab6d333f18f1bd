package math

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// elements are those that a formula may be made of.
var elements = set(`math semantics annotation
	maction menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom
	mprescripts mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd
	mtext mtr munder munderover none`)

// attributes are those that an element may have. Identifiers and links are
// not among them: names in a formula are not names in the page.
var attributes = set(`accent class columnalign depth display displaystyle
	encoding fence form height largeop linethickness lspace mathbackground
	mathcolor mathsize mathvariant maxsize minsize movablelimits notation
	rowspacing rspace scriptlevel separator stretchy symmetric voffset width`)

func set(names string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		m[name] = true
	}
	return m
}

var errNoMath = errors.New("temml wrote something other than one formula")

// clean writes Temml's markup again with what a page may hold. Labels and the
// places for automatic numbers, both empty spans, go: HTML allows no span
// there, and a reference to an equation is an error.
func clean(markup string) (string, error) {
	var (
		b    strings.Builder
		z    = html.NewTokenizer(strings.NewReader(markup))
		open []string
		done bool
	)
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if !done || len(open) > 0 {
				return "", errNoMath
			}
			return b.String(), nil
		}
		t := z.Token()
		if done || len(open) == 0 && t.Data != "math" {
			if t.Data == "a" {
				return "", errReference
			}
			return "", errNoMath
		}
		switch kind {
		case html.StartTagToken:
			switch {
			case t.Data == "span":
				continue
			case t.Data == "a":
				return "", errReference
			case !elements[t.Data]:
				return "", fmt.Errorf("element %q is not allowed", t.Data)
			}
			if t.Data == "annotation" && strings.HasSuffix(b.String(), "<semantics>") {
				b.WriteString("<mrow></mrow>") // the first child is what shows
			}
			open = append(open, t.Data)
			t.Attr = rewrite(t.Attr)
			b.WriteString(t.String())
		case html.EndTagToken:
			if t.Data == "span" {
				continue
			}
			if len(open) == 0 || open[len(open)-1] != t.Data {
				return "", errNoMath
			}
			open = open[:len(open)-1]
			done = len(open) == 0
			b.WriteString("</" + t.Data + ">")
		case html.TextToken:
			text := strings.Map(func(c rune) rune {
				if isControl(c) {
					return -1
				}
				return c
			}, strings.ToValidUTF8(t.Data, ""))
			b.WriteString(html.EscapeString(text))
		default:
			return "", errNoMath
		}
	}
}

var errReference = errors.New(`\ref and \eqref are not supported: a formula has no name that others could refer to`)

// rewrite keeps the attributes that are allowed, and says the style by
// classes and attributes.
func rewrite(attrs []html.Attribute) []html.Attribute {
	var (
		kept    []html.Attribute
		classes []string
		style   string
	)
	for _, a := range attrs {
		switch {
		case a.Key == "style":
			style = a.Val
		case a.Key == "class":
			classes = strings.Fields(a.Val)
		case strings.HasSuffix(a.Key, "color") || a.Key == "mathbackground":
			if isColour(a.Val) {
				kept = append(kept, a)
			}
		case attributes[a.Key]:
			kept = append(kept, a)
		}
	}
	for decl := range strings.SplitSeq(style, ";") {
		property, value, _ := strings.Cut(decl, ":")
		property, value = strings.TrimSpace(property), strings.TrimSpace(value)
		if property == "color" {
			has := slices.ContainsFunc(kept, func(a html.Attribute) bool { return a.Key == "mathcolor" })
			if isColour(value) && !has {
				kept = append(kept, html.Attribute{Key: "mathcolor", Val: value})
			}
			continue
		}
		if class := classOf(property, value); class != "" {
			classes = append(classes, class)
		}
	}
	if len(classes) > 0 {
		kept = append(kept, html.Attribute{Key: "class", Val: strings.Join(classes, " ")})
	}
	return kept
}

// isColour reports whether s is a colour as Temml writes it: #123456 or a
// name.
func isColour(s string) bool {
	digits, hex := strings.CutPrefix(s, "#")
	if hex && (len(digits) < 3 || len(digits) > 8) || digits == "" || s == "undefined" {
		return false
	}
	for _, c := range strings.ToLower(digits) {
		letter := 'a' <= c && c <= 'z'
		if hex && !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') || !hex && !letter {
			return false
		}
	}
	return true
}

package note

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/util"
)

// A LinkKind says how a link is written.
type LinkKind int

// The kinds of links.
const (
	WikiLink     LinkKind = iota // [[target]]
	MarkdownLink                 // [text](target)
	PropertyLink                 // a property whose whole value is a link
)

// A Link is a link or embed of a note, as written; where it leads is for
// package site to say.
type Link struct {
	Kind   LinkKind
	Embed  bool
	Target string // the path, trimmed and decoded; empty for the note itself
	Sub    string // "#Heading#Sub", "#^id", or empty
	// Written is path and subpath as the author wrote them.
	Written string
	// Alias is what the author wrote to be shown, empty if nothing.
	Alias   string
	Key     string // of a property link: "related", or "related.0" in a list
	Comment bool   // it stands in a comment, which a site never shows
	Context Excerpt
	Span
}

// Display returns what the link shows without an alias: "Note > Heading".
func (l Link) Display() string {
	if l.Alias != "" {
		return l.Alias
	}
	return displayText(l.Target, l.Sub)
}

// Path returns the link as one string, path and subpath together.
func (l Link) Path() string { return l.Target + l.Sub }

// markdownLink takes apart [text](destination), if s is that and no more.
func markdownLink(s string) (text, dest string, ok bool) {
	if !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, ")") {
		return "", "", false
	}
	text, dest, ok = strings.Cut(s[1:len(s)-1], "](")
	dest = strings.TrimSuffix(strings.TrimPrefix(dest, "<"), ">")
	if !ok || text == "" || dest == "" || strings.ContainsAny(text, "[]") || strings.ContainsAny(dest, "()<>") {
		return "", "", false
	}
	return text, dest, true
}

// original returns a property link as it is written.
func (l Link) original() string {
	if l.Alias != "" {
		return "[[" + l.Written + "|" + l.Alias + "]]"
	}
	return "[[" + l.Written + "]]"
}

// An Excerpt is the sentence around a link, as plain text.
type Excerpt struct {
	Before, Label, After string // what stands before the link, in it and after it
}

// isLocal reports whether the destination of a Markdown link is a file of
// the vault: it has no scheme (rule 112) and is not empty (rule 111).
func isLocal(dest []byte) bool {
	if len(dest) == 0 || bytes.HasPrefix(dest, []byte("//")) {
		return false
	}
	return Scheme(string(dest)) == ""
}

// Scheme returns the URL scheme that s begins with, in lower case, or "".
// A single letter is a drive or a name, not a scheme.
func Scheme(s string) string {
	for i := range len(s) {
		c := s[i] | 0x20
		switch {
		case c >= 'a' && c <= 'z':
		case i > 0 && (s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.'):
		case s[i] == ':' && i > 1:
			return strings.ToLower(s[:i])
		default:
			return ""
		}
	}
	return ""
}

// splitDestination reads the destination of a Markdown link: the first #
// splits it, and then each part is percent-decoded once (rules 74 and 107).
func splitDestination(dest []byte) (target, sub string) {
	dest = util.UnescapePunctuations(dest)
	path, rest, found := strings.Cut(string(dest), "#")
	target = unescape(path)
	if found && rest != "" {
		sub = "#" + unescape(rest)
	}
	return target, sub
}

// unescape percent-decodes s, or returns it as it is when it cannot be.
func unescape(s string) string {
	if decoded, err := url.PathUnescape(s); err == nil {
		return strings.ToValidUTF8(decoded, "\uFFFD")
	}
	return s
}

// Links returns the links that properties hold (rules 125-127): those whose
// whole value is one wikilink, as scalars or as items of a list.
func (fm FrontMatter) Links() []Link {
	var links []Link
	var visit func(key string, v Value)
	visit = func(key string, v Value) {
		switch {
		case v.Text != "":
			if link, ok := propertyLink(v.Text); ok {
				link.Key = key
				link.Start = v.Offset
				link.End = v.Offset + len(v.Text)
				links = append(links, link)
			}
		case v.List != nil:
			for i, item := range v.List {
				visit(key+"."+strconv.Itoa(i), item)
			}
		case v.Map != nil:
			for _, p := range v.Map {
				visit(key+"."+p.Key, p.Value)
			}
		}
	}
	for _, p := range fm.Properties {
		visit(p.Key, p.Value)
	}
	return links
}

// propertyLink reads a value that is one link and nothing else: a wikilink,
// or a Markdown link (rule 126).
func propertyLink(s string) (Link, bool) {
	if text, dest, ok := markdownLink(s); ok && isLocal([]byte(dest)) {
		l := Link{Kind: PropertyLink, Alias: text, Written: dest}
		l.Target, l.Sub = splitDestination([]byte(dest))
		l.Context = Excerpt{Label: l.Display()}
		return l, true
	}
	inside, ok := strings.CutPrefix(s, "[[")
	if !ok || wikilinkEnd([]byte(inside)) != len(inside)-2 || len(inside) < 3 {
		return Link{}, false
	}
	l := Link{Kind: PropertyLink}
	l.Target, l.Sub, l.Alias, _ = splitWikilink(inside[:len(inside)-2])
	l.Written = l.Target + l.Sub
	l.Context = Excerpt{Label: l.Display()}
	return l, true
}

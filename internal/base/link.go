package base

import (
	"regexp"
	"strings"
)

var wikilink = regexp.MustCompile(`^\s*(!?)\[\[([^\[\]|]+)(?:\|([^\[\]]*))?\]\]\s*$`)

// fromText returns a string of a property as what it is written like: a link,
// a date or text.
func (e *evaluation) fromText(s string) Value {
	if m := wikilink.FindStringSubmatch(s); m != nil {
		link := e.newLink(strings.TrimSpace(m[2]), strings.TrimSpace(m[3]))
		link.Embed = m[1] != ""
		return link
	}
	if d, ok := parseDate(s); ok {
		return d
	}
	return Text(s)
}

var webAddress = regexp.MustCompile(`^https?://[^\s<>"]+$`)

// newLink makes a link to a target as it is written; text may be empty.
func (e *evaluation) newLink(target, text string) Link {
	link := Link{Text: text}
	if webAddress.MatchString(target) {
		link.URL = target
	} else {
		name, subpath, found := strings.Cut(target, "#")
		link.linkText = name
		if found {
			link.Subpath = "#" + subpath
		}
		if f := e.vault.find(name, e.file.Path); f != nil && name != "" {
			link.Path = f.Path
			if target == f.Path {
				target = f.label()
			}
		} else if name == "" {
			link.Path = e.file.Path
		}
		target = strings.Trim(strings.ReplaceAll(target, "#", " > "), " >")
	}
	if link.Text == "" {
		link.Text = target
	}
	return link
}

// toLink returns a value that stands for a file, or names one, as a link.
func (e *evaluation) toLink(v Value) (Link, bool) {
	switch v := v.(type) {
	case Link:
		return v, true
	case fileValue:
		return Link{Path: v.Path, Text: v.label()}, true
	case thisValue:
		return Link{Path: v.Path, Text: v.label()}, true
	case Text:
		if link, ok := e.fromText(string(v)).(Link); ok {
			return link, true
		}
		return e.newLink(string(v), ""), true
	}
	return Link{}, false
}

func (e *evaluation) linkMethod(c *call, link Link) Value {
	switch c.name {
	case "asFile":
		return e.fileOf(link)
	case "linksTo":
		if f, ok := e.fileOf(link).(fileValue); ok {
			return Bool(e.linksTo(f.File, e.arg(c, 0)))
		}
		return Bool(false)
	}
	return nil
}

// fileOf returns the file that a link leads to, or null.
func (e *evaluation) fileOf(link Link) Value {
	if link.Path != "" {
		if f := e.vault.find(link.Path, ""); f != nil && f.Path == link.Path {
			return fileValue{f}
		}
		for _, f := range []*File{e.file, e.this} {
			if f != nil && f.Path == link.Path {
				return fileValue{f}
			}
		}
	}
	return Null{}
}

func (e *evaluation) fileMethod(c *call, f *File) Value {
	switch c.name {
	case "asLink":
		link, _ := e.toLink(fileValue{f})
		if len(c.args) > 0 {
			link.Text = e.text(e.arg(c, 0))
		}
		return link
	case "hasLink":
		return Bool(e.linksTo(f, e.arg(c, 0)))
	case "hasProperty":
		_, ok := f.property(e.textArg(c, 0))
		return Bool(ok)
	case "hasTag":
		for _, v := range e.args(c) {
			if wanted, ok := plainText(v); ok && hasTag(f, Tag(wanted).Name()) {
				return Bool(true)
			}
		}
		return Bool(false)
	case "inFolder":
		folder := strings.Trim(e.textArg(c, 0), "/")
		return Bool(folder == "" || f.Folder() == folder || strings.HasPrefix(f.Folder(), folder+"/"))
	}
	return nil
}

// linksTo reports whether a file links to another.
func (e *evaluation) linksTo(f *File, to Value) bool {
	link, ok := e.toLink(to)
	if !ok || link.URL != "" {
		return false
	}
	e.spend(len(f.Links))
	for _, target := range f.Links {
		if link.Path == target && target != "" || link.Path == "" && strings.EqualFold(link.linkText, target) {
			return true
		}
	}
	return false
}

// hasTag reports whether a file has a tag or one nested in it.
func hasTag(f *File, wanted string) bool {
	for _, t := range f.Tags {
		name := Tag(t).Name()
		if strings.EqualFold(name, wanted) ||
			len(name) > len(wanted) && name[len(wanted)] == '/' && strings.EqualFold(name[:len(wanted)], wanted) {
			return true
		}
	}
	return false
}

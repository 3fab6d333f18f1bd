package base

import (
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A File is what a base can know of one file of the vault.
type File struct {
	Path string // required: in the vault, slash-separated: "runtime/V8.md"
	Size int64  // in bytes
	// Created and Modified are zero where they are not known.
	Created, Modified time.Time
	Tags              []string // of text and properties, with or without #
	Aliases           []string
	// Links, Embeds and Backlinks are the paths of files, and of a link that
	// leads to none what is written.
	Links, Embeds, Backlinks []string
	// Properties are the front matter, as goccy/go-yaml decodes it.
	Properties map[string]any
}

// Name is the file's name with its extension.
func (f *File) Name() string { return path.Base(f.Path) }

// Ext is the extension without its dot.
func (f *File) Ext() string { return strings.TrimPrefix(path.Ext(f.Path), ".") }

// Basename is the file's name without its extension.
func (f *File) Basename() string { return strings.TrimSuffix(f.Name(), path.Ext(f.Path)) }

// Folder is the path of the file's folder; that of the vault itself is "/".
func (f *File) Folder() string {
	if dir := path.Dir(f.Path); dir != "." {
		return dir
	}
	return "/"
}

// label is how a link names the file: a note without its extension.
func (f *File) label() string {
	if strings.EqualFold(f.Ext(), "md") {
		return f.Basename()
	}
	return f.Name()
}

// property returns a property by its name, whose case does not matter.
func (f *File) property(name string) (value any, ok bool) {
	if value, ok = f.Properties[name]; ok {
		return value, true
	}
	found := ""
	for key := range f.Properties {
		if strings.EqualFold(key, name) && (found == "" || key < found) {
			found = key
		}
	}
	value, ok = f.Properties[found]
	return value, ok
}

// A vault is all files, with what finds and sorts them.
type vault struct {
	files    []File
	collator *collate.Collator
	byName   map[string][]*File // by name in lower case, of notes also without extension
}

func newVault(files []File) *vault {
	return &vault{files: files, collator: collate.New(language.Und, collate.Numeric)}
}

// find returns the file that a link leads to: by its path, or by the last
// segments of it; of several the one with the shortest path.
func (v *vault) find(target, from string) *File {
	relative := strings.HasPrefix(target, "./") || strings.HasPrefix(target, "../")
	if relative {
		target = path.Join(path.Dir(from), target)
	}
	target = strings.ToLower(strings.Trim(target, "/"))
	if v.byName == nil {
		v.byName = map[string][]*File{}
		for i := range v.files {
			f := &v.files[i]
			name := strings.ToLower(f.Name())
			v.byName[name] = append(v.byName[name], f)
			if note, ok := strings.CutSuffix(name, ".md"); ok {
				v.byName[note] = append(v.byName[note], f)
			}
		}
		for _, same := range v.byName {
			slices.SortFunc(same, func(a, b *File) int {
				if len(a.Path) != len(b.Path) {
					return len(a.Path) - len(b.Path)
				}
				return strings.Compare(a.Path, b.Path)
			})
		}
	}
	for _, f := range v.byName[path.Base(target)] {
		for _, p := range []string{strings.ToLower(f.Path), strings.TrimSuffix(strings.ToLower(f.Path), ".md")} {
			if p == target || !relative && strings.HasSuffix(p, "/"+target) {
				return f
			}
		}
	}
	return nil
}

// fileField returns what file.name and the like are.
func (e *evaluation) fileField(f *File, name string) (Value, bool) {
	switch name {
	case "file":
		return fileValue{f}, true
	case "name":
		return Text(f.Name()), true
	case "basename":
		return Text(f.Basename()), true
	case "ext":
		return Text(f.Ext()), true
	case "path":
		return Text(f.Path), true
	case "folder":
		return Text(f.Folder()), true
	case "size":
		return Number(f.Size), true
	case "ctime":
		return e.fileTime(f.Created, name), true
	case "mtime":
		return e.fileTime(f.Modified, name), true
	case "tags":
		tags := List{}
		for _, t := range f.Tags {
			tags = append(tags, Tag("#"+Tag(t).Name()))
		}
		return tags, true
	case "aliases":
		aliases := List{}
		for _, a := range f.Aliases {
			aliases = append(aliases, Text(a))
		}
		return aliases, true
	case "links":
		return e.links(f.Links), true
	case "embeds":
		return e.links(f.Embeds), true
	case "backlinks":
		return e.links(f.Backlinks), true
	case "properties":
		return e.properties(f), true
	}
	return nil, false
}

func (e *evaluation) fileTime(t time.Time, name string) Value {
	if t.IsZero() {
		e.failUnshowable("the time of a file, file." + name)
	}
	return Date{Time: t.UTC(), HasTime: true}
}

func (e *evaluation) links(paths []string) Value {
	e.spend(len(paths))
	links := List{}
	for _, p := range paths {
		links = append(links, e.newLink(p, ""))
	}
	return links
}

func (e *evaluation) properties(f *File) object {
	o := object{}
	for _, key := range slices.Sorted(maps.Keys(f.Properties)) {
		o = append(o, field{key, e.noteProperty(f, key)})
	}
	return o
}

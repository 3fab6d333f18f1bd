// Package base reads Obsidian's bases, the .base files (and base blocks) that
// ask for a table of the vault's files, and answers them.
//
// [Parse] takes the YAML of the file and returns a [Base] with its [View]s:
// filters, formulas, columns and the order of rows, every expression parsed.
// Like a canvas it is then shown by others: package site describes the
// vault's files as [File]s, [View.Evaluate] makes a [Table] of them, and its
// cells hold the few kinds of [Value] that a page can show.
//
// A page is built once and read later. What depends on the reader's clock or
// on Obsidian's own screen is an [Error] and never a guess: a filter that
// cannot be evaluated fails the view, a formula its cell.
//
// The format: https://help.obsidian.md/bases/syntax (rule 204).
package base

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Base is what one .base file says.
type Base struct {
	// Views are the views in the file's order; there is at least one.
	Views []View

	filter       filter
	formulas     map[string]*expression
	summaries    map[string]*expression
	displayNames map[string]string // by the id of the property
}

// A View is one way to show the files that a base selects.
type View struct {
	Type string // "table", "list", "cards", or what Evaluate refuses
	Name string

	at        scalar // the type, or what stands for it
	filter    filter
	columns   []property
	sort      []sortKey
	groupBy   *sortKey
	image     *property // of cards
	limit     int       // 0: none
	summaries map[string]scalar
}

// An Error says what is wrong with a base, or what of it cannot be shown.
type Error struct {
	Line, Column int // in the base, both from 1, columns in characters
	Message      string
	// Unshowable says that the base is right and only a page that stays as
	// it was built cannot show it. The message then begins with
	// "cannot be shown on a static site".
	Unshowable bool
	// Path is the file on whose values the evaluation failed, if any.
	Path string
}

func (e *Error) Error() string {
	if e.Path != "" {
		return fmt.Sprintf("%d:%d: %s (for %s)", e.Line, e.Column, e.Message, e.Path)
	}
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
}

// unshowable begins the message of each error of that kind.
const unshowable = "cannot be shown on a static site: "

// maxSize bounds the YAML that is read. A base of some dozen views has 10 kB.
const maxSize = 64 << 10

// maxDepth bounds how deeply filters, lists and expressions lie in each other.
const maxDepth = 64

// Parse reads a base. The error is an [*Error] that says where the first
// mistake is. Keys that Parse does not know are left out; plugins add them.
func Parse(src []byte) (*Base, error) {
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	if len(src) > maxSize {
		return nil, &Error{Line: 1, Column: 1, Message: fmt.Sprintf("a base of %d kB is not read; keep it below %d kB", len(src)>>10, maxSize>>10)}
	}
	if !utf8.Valid(src) {
		src = bytes.ToValidUTF8(src, []byte("\uFFFD"))
	}
	text := strings.ReplaceAll(string(src), "\r\n", "\n")
	b := &Base{formulas: map[string]*expression{}, summaries: map[string]*expression{}, displayNames: map[string]string{}}
	if err := b.read(strings.ReplaceAll(text, "\r", "\n")); err != nil {
		return nil, err
	}
	if len(b.Views) == 0 {
		b.Views = []View{{Type: "table", Name: "Table", at: scalar{line: 1, column: 1}}}
	}
	return b, nil
}

// View returns the view of a name, or the first one for "".
func (b *Base) View(name string) (View, bool) {
	for _, v := range b.Views {
		if name == "" || v.Name == name {
			return v, true
		}
	}
	return View{}, false
}

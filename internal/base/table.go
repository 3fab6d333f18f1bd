package base

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Table is what a view shows.
type Table struct {
	Type    string // "table", "list" or "cards"
	Name    string // of the view
	Columns []Column
	// GroupedBy is the name of the property that the groups are of, or
	// nothing: then there is one group.
	GroupedBy string
	Groups    []Group
	Total     int // how many files the view has, those beyond its limit too
	// Problems are what could not be evaluated, each once: cells, and the
	// properties that rows are sorted or grouped by, which then count as
	// empty.
	Problems []*Error
}

// A Column is a property that the view shows.
type Column struct {
	ID   string // "file.name", "note.status", "formula.price"
	Name string // the heading
	// Summary is what stands below the column; its name is empty if nothing.
	SummaryName string
	Summary     Cell
}

// A Group is a run of rows with the same value of a property.
type Group struct {
	Key  Value // Null for the rows without one, which come last
	Rows []Row
}

// A Row is one file, with a cell for each column.
type Row struct {
	Path  string
	Cells []Cell
	Image Value // of a card: a Link, a Text with a colour, or Null
}

// A Cell holds a value, or none and the reason why.
type Cell struct {
	Value Value
	Err   *Error
}

// fileLabels are the headings of file properties, as Obsidian writes them.
var fileLabels = map[string]string{
	"file.name": "file name", "file.basename": "file base name", "file.path": "file path",
	"file.folder": "folder", "file.ext": "file extension", "file.size": "file size",
	"file.ctime": "created time", "file.mtime": "modified time", "file.tags": "file tags",
	"file.links": "file links", "file.embeds": "file embeds", "file.backlinks": "file backlinks",
	"file.properties": "properties", "file.file": "file",
}

// displayName returns the heading of a property.
func (b *Base) displayName(id string) string {
	if name := b.displayNames[id]; name != "" {
		return name
	}
	if label, ok := fileLabels[id]; ok {
		return label
	}
	_, name, _ := strings.Cut(id, ".")
	return name
}

// A candidate is a file that passed the filters.
type candidate struct {
	*evaluation
	keys  []Value // what it is sorted by
	group Value
}

// Evaluate makes the table of a view of b. files are all files of the vault,
// and this is the one that shows the base. It fails with an [*Error] if it
// cannot know which rows the view has.
func (v View) Evaluate(b *Base, files []File, this *File) (*Table, error) {
	if v.Type != "table" && v.Type != "list" && v.Type != "cards" {
		err := v.at.errorAt(0, "%sa view of type %q", unshowable, v.Type)
		err.Unshowable = true
		return nil, err
	}
	all := newVault(files)
	t := &Table{Type: v.Type, Name: v.Name}
	var rows []candidate
	for i := range files {
		e := &evaluation{base: b, vault: all, file: &files[i], this: this, formulas: map[string]*result{}}
		for _, f := range []filter{b.filter, v.filter} {
			ok, err := e.passes(f)
			if err != nil {
				return nil, err
			}
			if !ok {
				e = nil
				break
			}
		}
		if e != nil {
			rows = append(rows, candidate{evaluation: e})
		}
	}
	t.Total = len(rows)
	if err := v.sortRows(t, rows, all); err != nil {
		return nil, err
	}
	if v.limit > 0 && len(rows) > v.limit {
		rows = rows[:v.limit]
	}
	v.fill(t, b, rows)
	v.summarize(t, &evaluation{base: b, vault: all, file: &File{}, this: this, formulas: map[string]*result{}})
	return t, nil
}

// passes reports whether the file passes a filter.
func (e *evaluation) passes(f filter) (bool, *Error) {
	switch f.op {
	case "":
		return true, nil
	case "is":
		v, err := e.run(f.condition, false)
		return err == nil && truthy(v), err
	}
	// Each filter of "and" must pass; one of "or" or "not" settles it.
	for _, inner := range f.of {
		ok, err := e.passes(inner)
		if err != nil {
			return false, err
		}
		if ok != (f.op == "and") {
			return f.op == "or", nil
		}
	}
	return f.op != "or", nil
}

// sortRows sorts by the group, then by the keys of the view, then by name.
func (v View) sortRows(t *Table, rows []candidate, all *vault) error {
	key := func(row candidate, k sortKey) (Value, error) {
		value, err := row.run(k.expression, true)
		if err != nil {
			t.problem(err)
			if err.Unshowable && v.limit > 0 && len(rows) > v.limit {
				return nil, err // which rows are the first is not known
			}
		}
		return value, nil
	}
	for i := range rows {
		var err error
		for _, k := range v.sort {
			value, err := key(rows[i], k)
			if err != nil {
				return err
			}
			rows[i].keys = append(rows[i].keys, value)
		}
		if v.groupBy != nil {
			if rows[i].group, err = key(rows[i], *v.groupBy); err != nil {
				return err
			}
		}
	}
	sorter := &evaluation{vault: all, fuel: math.MaxInt}
	compare := func(a, b Value, descending bool) int {
		c := sorter.order(a, b)
		if descending && !empty(a) && !empty(b) {
			return -c
		}
		return c
	}
	slices.SortFunc(rows, func(a, b candidate) int {
		if v.groupBy != nil {
			if c := compare(a.group, b.group, v.groupBy.descending); c != 0 {
				return c
			}
		}
		for i, k := range v.sort {
			if c := compare(a.keys[i], b.keys[i], k.descending); c != 0 {
				return c
			}
		}
		if c := sorter.order(Text(a.file.label()), Text(b.file.label())); c != 0 {
			return c
		}
		return strings.Compare(a.file.Path, b.file.Path)
	})
	return nil
}

// fill evaluates the cells of the rows.
func (v View) fill(t *Table, b *Base, rows []candidate) {
	columns := v.columns
	if len(columns) == 0 {
		columns = []property{newProperty(scalar{text: "file.name", line: v.at.line, column: v.at.column})}
	}
	for _, p := range columns {
		t.Columns = append(t.Columns, Column{ID: p.id, Name: b.displayName(p.id)})
	}
	if v.groupBy != nil {
		t.GroupedBy = b.displayName(v.groupBy.id)
	}
	group := ""
	for _, row := range rows {
		r := Row{Path: row.file.Path, Image: Null{}}
		for _, p := range columns {
			r.Cells = append(r.Cells, t.cell(row.evaluation, p))
		}
		if v.Type == "cards" && v.image != nil {
			r.Image = t.cell(row.evaluation, *v.image).Value
		}
		if id := groupID(row.group); len(t.Groups) == 0 || id != group {
			g := Group{Key: Null{}}
			if row.group != nil && !empty(row.group) {
				g.Key = row.group
			}
			t.Groups, group = append(t.Groups, g), id
		}
		last := &t.Groups[len(t.Groups)-1]
		last.Rows = append(last.Rows, r)
	}
}

// groupID is the same for values that belong in one group.
func groupID(v Value) string {
	if v == nil || empty(v) {
		return ""
	}
	link, _ := v.(Link)
	return fmt.Sprintf("%d %s %s%s", rank(v), Plain(v), link.Path, link.URL)
}

func (t *Table) cell(e *evaluation, p property) Cell {
	if p.id == "file.name" {
		return Cell{Value: Link{Path: e.file.Path, Text: e.file.label()}}
	}
	v, err := e.run(p.expression, true)
	if err != nil {
		t.problem(err)
	}
	return Cell{Value: v, Err: err}
}

// problem keeps an error unless the same was met in another row.
func (t *Table) problem(err *Error) {
	for _, known := range t.Problems {
		if known.Line == err.Line && known.Column == err.Column && known.Message == err.Message {
			return
		}
	}
	if len(t.Problems) < 100 {
		t.Problems = append(t.Problems, err)
	}
}

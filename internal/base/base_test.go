package base

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// example is the base of Obsidian's manual, with what plugins and other views
// add.
const example = `filters:
  or:
    - file.hasTag("tag")
    - and:
        - file.hasTag("book")
        - file.hasLink("Textbook")
    - not:
        - file.hasTag("book")
        - file.inFolder("Required Reading")
formulas:
  formatted_price: 'if(price, price.toFixed(2) + " dollars")'
  ppu: "(price / pages).toFixed(2)"
  Untitled: ""
properties:
  status:
    displayName: Status
  formula.formatted_price:
    displayName: "Price"
  file.ext:
    displayName: Extension
summaries:
  customAverage: "values.mean().round(3)"
views:
  - type: table
    name: "My table"
    limit: 10
    filters:
      and:
        - 'status != "lost"'
        - or:
            - "formula.ppu > 5"
            - "price > 2.1"
    order:
      - file.name
      - file.ext
      - status
      - note.price
      - formula.ppu
      - formula.formatted_price
    columnSize:
      file.name: 200
    summaries:
      note.price: customAverage
  - type: board
    name: Later
plugin: {any: thing}
`

// table evaluates a view of a base over the sample files.
func table(src, view string) (*Table, error) {
	b, err := Parse([]byte(src))
	if err != nil {
		return nil, err
	}
	v, ok := b.View(view)
	if !ok {
		return nil, fmt.Errorf("no view %q", view)
	}
	files := sampleFiles()
	return v.Evaluate(b, files, &files[2])
}

// draw writes a table as lines of text.
func draw(t *Table) string {
	var out strings.Builder
	for i, c := range t.Columns {
		if i > 0 {
			out.WriteString(" | ")
		}
		out.WriteString(c.Name)
	}
	out.WriteByte('\n')
	for _, g := range t.Groups {
		if t.GroupedBy != "" {
			fmt.Fprintf(&out, "# %s %s\n", t.GroupedBy, show(g.Key))
		}
		for _, row := range g.Rows {
			for i, cell := range row.Cells {
				if i > 0 {
					out.WriteString(" | ")
				}
				if cell.Err != nil {
					out.WriteString("! " + cell.Err.Message)
				} else {
					out.WriteString(Plain(cell.Value))
				}
			}
			out.WriteByte('\n')
		}
	}
	return out.String()
}

func TestExample(t *testing.T) {
	got, err := table(example, "")
	if err != nil {
		t.Fatal(err)
	}
	want := `file name | Extension | Status | price | ppu | Price
Dune | md | done | 12.5 | 0.03 | 12.50 dollars
`
	if drawn := draw(got); drawn != want || got.Total != 1 {
		t.Errorf("got:\n%swant:\n%s", drawn, want)
	}
	if c := got.Columns[3]; c.SummaryName != "customAverage" || show(c.Summary.Value) != "12.5" {
		t.Errorf("the summary is %v", c)
	}
	_, err = table(example, "Later")
	if e, ok := errors.AsType[*Error](err); !ok || !e.Unshowable || e.Error() != `44:11: cannot be shown on a static site: a view of type "board"` {
		t.Errorf("a view of an unknown type: %v", err)
	}
}

func TestTables(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"empty", "", "file name\ncover.png\nDune\nEmma\nFrank Herbert\n"},
		{"no order", "views: [{type: list}]", "file name\ncover.png\nDune\nEmma\nFrank Herbert\n"},
		{"one filter", "filters: status == 'done'", "file name\nDune\n"},
		{"empty filters", "filters:\n  and: []\n  \nviews: [{filters: '', sort: [{property: file.path, direction: DESC}], limit: 1}]", "file name\nFrank Herbert\n"},
		{"not", "filters: {not: [status == 'done', file.ext != 'md']}", "file name\nEmma\nFrank Herbert\n"},
		{"this", "filters: file.hasLink(this.file)", "file name\nDune\n"},
		{"aliases", "filters: {or: [*f]}\nviews: [{}]", "! 1:16: the alias *f has no anchor"},
		{"aliases in use", "x: {y: &f status == 'done'}\nviews: [{filters: *f}]", "file name\nDune\n"},
		{"sort", "views: [{order: [file.name, pages], sort: [pages, {property: status, direction: desc}]}]", "file name | pages\nDune | 412\nEmma | \ncover.png | \nFrank Herbert | \n"},
		{"empty last in both directions", "views: [{sort: [{property: price, direction: DESC}]}]", "file name\nDune\nEmma\ncover.png\nFrank Herbert\n"},
		{"group", "views: [{groupBy: {property: status, direction: DESC}, sort: [{property: file.name, direction: DESC}], limit: 3}]\nproperties: {note.status: {displayName: State}, status: {displayName: No}}", "file name\n# State \"open\"\nEmma\n# State \"done\"\nDune\n# State null\nFrank Herbert\n"},
		{"group by a link", "filters: author\nviews: [{groupBy: author}]", "file name\n# author <People/Frank Herbert.md|Herbert>\nDune\n"},
		{
			"cells", "filters: price > 10\nviews: [{order: [due date, note.Read, tags, authors, site, empty, map, formula.gap, file.folder, file.backlinks, formula.f]}]\nformulas: {gap: date('2025-01-02') - date('2025-01-01'), f: file}",
			"due date | Read | tags | authors | site | empty | map | gap | folder | file backlinks | f\n2025-01-31 | true | book/novel, #Desert | Frank Herbert, Nobody | https://example.org/dune |  | a: x, b: 2 | 86400000 | Books | Emma | Dune\n",
		},
		{"a cell fails", "filters: price\nviews: [{order: [file.name, formula.a, file.ctime]}]\nformulas: {a: price.lower()}", "file name | a | created time\nDune | ! a number has no function lower() | ! cannot be shown on a static site: the time of a file, file.ctime\nEmma | ! a number has no function lower() | ! cannot be shown on a static site: the time of a file, file.ctime\n"},
		{"a filter fails", "filters:\n  and:\n    - file.ext == \"md\"\n    - file.mtime > now() - '1d'", "! 4:20: cannot be shown on a static site: now(), which changes after the page is built"},
		{"a filter fails for a file", "filters: price.lower() == 'x'", "! 1:16: a number has no function lower() (for Books/Dune.md)"},
		{"a sort fails", "views: [{sort: [file.ctime]}]", "file name\ncover.png\nDune\nEmma\nFrank Herbert\n"},
		{"a sort fails and is needed", "views: [{limit: 2, sort: [file.ctime]}]", "! 1:27: cannot be shown on a static site: the time of a file, file.ctime"},
		{"map", "views: [{type: map}]", `! 1:16: cannot be shown on a static site: a view of type "map"`},
	} {
		var got string
		if tab, err := table(test.src, ""); err != nil {
			got = "! " + err.Error()
		} else {
			got = draw(tab)
		}
		if got != test.want {
			t.Errorf("%s\n got: %s\nwant: %s", test.name, got, test.want)
		}
	}
}

func TestProblems(t *testing.T) {
	got, err := table("views: [{order: [formula.a], sort: [file.ctime], groupBy: file.mtime}]\nformulas: {a: now()}", "")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, p := range got.Problems {
		lines = append(lines, p.Error())
	}
	want := []string{
		"1:37: cannot be shown on a static site: the time of a file, file.ctime",
		"1:59: cannot be shown on a static site: the time of a file, file.mtime",
		"2:15: cannot be shown on a static site: now(), which changes after the page is built",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s", strings.Join(lines, "\n"))
	}
}

func TestCards(t *testing.T) {
	got, err := table("filters: author\nviews: [{type: cards, image: file.embeds}]", "")
	if err != nil {
		t.Fatal(err)
	}
	if image := show(got.Groups[0].Rows[0].Image); image != "[<cover.png|cover.png>]" {
		t.Errorf("the image is %s", image)
	}
}

func TestSummaries(t *testing.T) {
	const src = "views: [{order: [price, status, Read, published, born], summaries: {price: %s, status: %s, note.Read: %s, published: %s}}]"
	for _, test := range []struct {
		names []any
		want  string
	}{
		{[]any{"Sum", "Unique", "Checked", "Earliest"}, "20.5 2 1 1815-12-23"},
		{[]any{"Average", "Empty", "Unchecked", "Latest"}, "10.25 2 0 1815-12-23"},
		{[]any{"Min", "Filled", "Empty", "Range"}, "8 2 3 0s"},
		{[]any{"Max", "Sum", "Filled", "Sum"}, "12.5  1 "},
		{[]any{"Range", "Median", "Filled", "Filled"}, "4.5  1 1"},
		{[]any{"Median", "Nothing", "Filled", "Filled"}, `10.25 ! there is no summary "Nothing" here 1 1`},
	} {
		tab, err := table(fmt.Sprintf(src, test.names...), "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range tab.Columns[:4] {
			if c.Summary.Err != nil {
				got = append(got, "! "+c.Summary.Err.Message)
			} else {
				got = append(got, Plain(c.Summary.Value))
			}
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%v: %s, want %s", test.names, s, test.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"a: [", "1:4: the base is not YAML"},
		{"just text", "1:1: a base must be a mapping of names to values"},
		{"a: 1\n---\nb: 2\n", "3:1: a base is one YAML document, not several"},
		{"filters:\n  - a\n", `2:3: a list of filters needs "and:", "or:" or "not:" before it`},
		{"filters:\n  xor: [a]\n", `2:3: a filter has and, or or not, and not "xor"`},
		{"filters:\n  and: [a]\n  or: [b]\n", `3:3: a filter has one of and, or, not; "or" is a second`},
		{"filters: !file.hasTag(\"x\")\n", "1:10: a value that begins with ! must stand in quotes"},
		{"formulas: text\n", "1:11: formulas must be a mapping of names to values"},
		{"formulas:\n  a: [1]\n", "2:6: formulas must be expressions; the value must be text"},
		{"views:\n  - limit: many\n", "2:12: limit must be a whole number"},
		{"views:\n  - name: [a]\n", "2:11: name must be text"},
		{"views:\n  - sort:\n      - direction: ASC\n", "3:9: a sort needs a property"},
		{"views:\n  - text\n", "2:5: a view must be a mapping of names to values"},
		{"# a comment\r\nfilters: a ==\r\n", "2:14: the expression ends where a value is expected"},
		{"filters: " + strings.Repeat("{and: [", 200) + "\n", "1:906: the base is nested too deeply"},
		{"filters: a\n" + strings.Repeat("# comment\n", 7000), "1:1: a base of 68 kB is not read; keep it below 64 kB"},
		// Positions within the ways that YAML writes a string.
		{"filters: ä == ß &\n", `1:17: "&" does not belong in an expression`},
		{"filters: 'it''s'\n", "1:13: the string has no closing '"},
		{"filters: \"\\\"\\u00e9\\\" + &\"\n", `1:24: "&" does not belong in an expression`},
		{"filters: \"a\n   +\n\n   &\"\n", `4:4: "&" does not belong in an expression`},
		{"filters: \"a \\\n   &\"\n", `2:4: "&" does not belong in an expression`},
		{"filters:\n  and:\n    - a +\n      b &\n", `4:9: "&" does not belong in an expression`},
		{"formulas:\n  x: |\n    a\n      + b\n    + &\n", `5:7: "&" does not belong in an expression`},
		{"formulas:\n  x: >-\n    a\n    + &\n", `4:7: "&" does not belong in an expression`},
		{"formulas: {a: now(), b: 1 +}\n", "1:28: the expression ends where a value is expected"},
		{"formulas: {x: a, y: b &}\n", `1:23: "&" does not belong in an expression`},
		{"\uFEFFfilters: a &\n", `1:12: "&" does not belong in an expression`},
	} {
		_, err := Parse([]byte(test.src))
		if _, ok := errors.AsType[*Error](err); !ok {
			t.Errorf("%.60q: no error, or of another type: %v", test.src, err)
		} else if got := err.Error(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%.60q\n got: %s\nwant: %s", test.src, got, test.want)
		}
	}
}

// Many files cost as much each as few.
func TestLinear(t *testing.T) {
	files := make([]File, 20_000)
	for i := range files {
		files[i] = File{Path: fmt.Sprintf("d%d/n%d.md", i%100, i), Properties: map[string]any{"n": i % 7, "next": fmt.Sprintf("[[n%d]]", i+1)}}
	}
	b, err := Parse([]byte("filters: n > 2\nformulas: {m: n * 2}\nviews: [{order: [file.name, next, formula.m], groupBy: n, sort: [formula.m]}]"))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	got, err := b.Views[0].Evaluate(b, files, nil)
	if err != nil || got.Total < 11_000 || len(got.Groups) != 4 {
		t.Fatal(err, got)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("20,000 files took %v", took)
	}
}

// Whatever the bytes, Parse and Evaluate return, twice the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	for _, s := range []string{
		"filters: \"a\n   +\n\n   &\"\n", "formulas:\n  x: |\n    a\n      + b\n    + &\n", "views: [{groupBy: {property: status, direction: DESC}, limit: 3, sort: [a]}]",
		"filters: {not: [a, file.ext != 'md']}", "filters: &f 'it''s'\nformulas: {a: *f}", "formulas: {a: formula.b, b: formula.a}\nviews: [{order: [formula.a]}]",
		`formulas: {a: '[1,[2]].flat().map(value + 1).reduce(acc + value, 0).toFixed(2).replace(/(.)/g, "$1")'}`,
		`filters: date(note["due date"]) + "1M" > started - duration("2h") * 3 && started.format("LLLL") != this.file.name.slice(-2).title()`,
	} {
		f.Add([]byte(s + "\n"))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		b, err := Parse(src)
		if err != nil {
			if e, ok := errors.AsType[*Error](err); !ok || e.Line < 1 || e.Column < 1 || e.Line > strings.Count(strings.ReplaceAll(string(src), "\r", "\n"), "\n")+1 {
				t.Fatalf("no position: %v", err)
			}
			return
		}
		files := sampleFiles()
		for _, name := range slices.Sorted(maps.Keys(b.formulas)) {
			b.Views[0].columns = append(b.Views[0].columns, newProperty(scalar{text: "formula." + name, line: 1, column: 1}))
		}
		for _, v := range b.Views {
			one, err1 := v.Evaluate(b, files, &files[2])
			two, err2 := v.Evaluate(b, files, &files[2])
			if fmt.Sprint(err1) != fmt.Sprint(err2) || err1 == nil && draw(one) != draw(two) {
				t.Fatal("evaluated twice, the tables differ")
			}
		}
	})
}

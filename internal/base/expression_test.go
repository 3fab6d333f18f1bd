package base

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// sampleFiles is a small vault; the first file is the one that the tests of
// expressions ask.
func sampleFiles() []File {
	return []File{
		{
			Path: "Books/Dune.md", Size: 2048, Tags: []string{"book/novel", "#Desert"}, Aliases: []string{"Arrakis"},
			Links: []string{"People/Frank Herbert.md", "Textbook"}, Embeds: []string{"cover.png"}, Backlinks: []string{"Books/Emma.md"},
			Modified: time.Date(2025, 3, 1, 10, 30, 0, 0, time.UTC),
			Properties: map[string]any{
				"status": "done", "price": 12.5, "pages": uint64(412), "Read": true, "due date": "2025-01-31",
				"started": "2024-12-01T08:05:09", "author": "[[Frank Herbert|Herbert]]", "authors": []any{"[[Frank Herbert]]", "[[Nobody]]"},
				"tags": []any{"book/novel", "#Desert"}, "site": "https://example.org/dune", "empty": nil, "blank": "",
				"marks": []any{uint64(3), uint64(1), uint64(2)}, "map": map[string]any{"b": int64(2), "a": "x"}, "none": []any{},
			},
		},
		{Path: "Books/Emma.md", Tags: []string{"book"}, Links: []string{"Books/Dune.md"}, Properties: map[string]any{"status": "open", "price": uint64(8), "published": "1815-12-23"}},
		{Path: "People/Frank Herbert.md", Properties: map[string]any{"born": "1920-10-08"}},
		{Path: "cover.png", Size: 10},
	}
}

// evaluate evaluates an expression for the first sample; this is the third.
func evaluate(t *testing.T, text string) (Value, *Error) {
	t.Helper()
	return evaluateWith(t, text, "")
}

// evaluateWith evaluates an expression beside a property p.
func evaluateWith(t *testing.T, text, p string) (Value, *Error) {
	t.Helper()
	x, err := parseExpression(scalar{text: text, origin: text, line: 1, column: 1})
	if err != nil {
		return Null{}, err.(*Error)
	}
	b, err := Parse([]byte("formulas:\n  double: price * 2\n  quad: formula.double * 2\n  loop: formula.pool\n  pool: formula.loop + 1\n  now: now()\n"))
	if err != nil {
		t.Fatal(err)
	}
	files := sampleFiles()
	files[0].Properties["p"] = p
	e := &evaluation{base: b, vault: newVault(files), file: &files[0], this: &files[2], formulas: map[string]*result{}}
	return e.run(x, false)
}

// show writes a value with its kind where the text alone would not tell.
func show(v Value) string {
	switch v := v.(type) {
	case Text:
		return fmt.Sprintf("%q", string(v))
	case Null:
		return "null"
	case List:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = show(item)
		}
		return "[" + strings.Join(parts, " ") + "]"
	case Link:
		return "<" + v.Path + v.URL + "|" + v.Text + ">"
	case fileValue:
		return "file " + v.Path
	case object:
		return "{" + Plain(v) + "}"
	}
	return Plain(v)
}

var expressions = []struct{ expression, want string }{
	// Literals.
	{`1`, `1`},
	{`2.50`, `2.5`},
	{`"a\"b\n"`, `"a\"b\n"`},
	{`'it\'s'`, `"it's"`},
	{`true`, `true`},
	{`null`, `null`},
	{`[1, "b", [true],]`, `[1 "b" [true]]`},
	{`{"a": 1, b: 2}`, `{a: 1, b: 2}`},
	{`{}.isEmpty()`, `true`},
	{``, `null`},
	// Operators.
	{`1 + 2 * 3`, `7`},
	{`(1 + 2) * 3`, `9`},
	{`10 - 4 - 3`, `3`},
	{`7 % 3 + 8 / 4`, `3`},
	{`-2 - -3`, `1`},
	{`0.1 + 0.2`, `0.30000000000000004`},
	{`1 < 2 == true`, `true`},
	{`!true || true && !false`, `true`},
	{`!!""`, `false`},
	{`"a" + 1 + null`, `"a1"`},
	{`1 + "a"`, `"1a"`},
	{`missing * 2`, `null`},
	{`-missing`, `null`},
	// A condition that is settled does not ask further.
	{`true || now()`, `true`},
	{`false && now()`, `false`},
	{`if(true, 1, now())`, `1`},
	{`if(missing, 1)`, `null`},
	{`if([], 1, 2)`, `2`},
	// Properties.
	{`status`, `"done"`},
	{`STATUS`, `"done"`},
	{`note.status`, `"done"`},
	{`note["due date"]`, `2025-01-31`},
	{`note["due" + " date"].year`, `2025`},
	{`map.a`, `"x"`},
	{`map["b"]`, `2`},
	{`map.c.d`, `null`},
	{`marks[1]`, `1`},
	{`marks[9]`, `null`},
	{`missing[0]`, `null`},
	{`"abc"[1]`, `"b"`},
	{`formula.quad`, `50`},
	{`formula["double"]`, `25`},
	{`author`, `<People/Frank Herbert.md|Herbert>`},
	{`started`, `2024-12-01T08:05:09`},
	{`this.file.name`, `"Frank Herbert.md"`},
	{`this.born`, `1920-10-08`},
	{`this.note.born == this["born"]`, `true`},
	{`this.path`, `"People/Frank Herbert.md"`},
	{`this.nothing`, `null`},
	// Files.
	{`file.name + " " + file.basename + " " + file.ext`, `"Dune.md Dune md"`},
	{`file.path + file.folder`, `"Books/Dune.mdBooks"`},
	{`file.size`, `2048`},
	{`file.tags`, `[#book/novel #Desert]`},
	{`tags.contains("desert") && file.tags.contains("Desert")`, `true`},
	{`file.links`, `[<People/Frank Herbert.md|Frank Herbert> <|Textbook>]`},
	{`file.embeds`, `[<cover.png|cover.png>]`},
	{`file.backlinks`, `[<Books/Emma.md|Emma>]`},
	{`file.aliases`, `["Arrakis"]`},
	{`file.mtime`, `2025-03-01T10:30:00`},
	{`file.properties.status`, `"done"`},
	{`file.file`, `file Books/Dune.md`},
	{`file.hasTag("book")`, `true`},
	{`file.hasTag("#BOOK/novel")`, `true`},
	{`file.hasTag("boo", "novel")`, `false`},
	{`file.hasTag("x", "desert")`, `true`},
	{`file.inFolder("Books")`, `true`},
	{`file.inFolder("Book")`, `false`},
	{`file.inFolder("/")`, `true`},
	{`file.hasProperty("Price")`, `true`},
	{`file.hasProperty("missing")`, `false`},
	{`file.hasLink("Frank Herbert")`, `true`},
	{`file.hasLink("Textbook")`, `true`},
	{`file.hasLink("Emma")`, `false`},
	{`file.hasLink(this)`, `true`},
	{`file.hasLink(this.file)`, `true`},
	{`file("Emma").hasLink(file)`, `true`},
	{`file("nowhere")`, `null`},
	{`file(author).name`, `"Frank Herbert.md"`},
	{`file.asLink("x")`, `<Books/Dune.md|x>`},
	{`file("cover.png").folder`, `"/"`},
	// Links.
	{`author == this`, `true`},
	{`author == this.file`, `true`},
	{`author == link("People/Frank Herbert", "him")`, `true`},
	{`authors.contains(this)`, `true`},
	{`authors[1] == link("nobody")`, `true`},
	{`author != link("Emma")`, `true`},
	{`author == "Frank Herbert"`, `true`},
	{`author.asFile().properties.born`, `1920-10-08`},
	{`link("nobody").asFile()`, `null`},
	{`link("Emma").linksTo(file)`, `true`},
	{`author.linksTo(file)`, `false`},
	{`link("[[Emma#Part|E]]")`, `<Books/Emma.md|E>`},
	{`link("https://obsidian.md", "site")`, `<https://obsidian.md|site>`},
	{`author.contains("bert")`, `true`},
	// Any.
	{`1.isTruthy()`, `true`},
	{`"example".isType("string") && true.isType("boolean") && null.isType("null") && marks.isType("list")`, `true`},
	{`123.toString() + null.toString()`, `"123"`},
	{`missing.isEmpty() && blank.isEmpty() && none.isEmpty() && !5.isEmpty()`, `true`},
	{`missing.contains("x") || missing.startsWith("x")`, `false`},
	{`missing.lower().trim()`, `null`},
	// Global functions.
	{`escapeHTML("<a>")`, `"&lt;a&gt;"`},
	{`list("a")`, `["a"]`},
	{`list(marks)`, `[3 1 2]`},
	{`list(missing)`, `[]`},
	{`max(1, 3, 2) + min(4, 2)`, `5`},
	{`max(1, missing)`, `null`},
	{`number("3.4") + number(true)`, `4.4`},
	{`number(date("1970-01-02"))`, `86400000`},
	// Dates and durations.
	{`date("2024-12-01") + "1M" + "4h" + "3m"`, `2025-01-01T04:03:00`},
	{`date("2025-01-31") + "1 month"`, `2025-02-28`},
	{`date("2024-02-29") - "1y"`, `2023-02-28`},
	{`date("2025-01-01") - "2 weeks"`, `2024-12-18`},
	{`date("2025-01-01") + "1d 12h"`, `2025-01-02T12:00:00`},
	{`(date("2025-01-02") + "1d") - date("2025-01-02")`, `86400000`},
	{`(date("2025-01-04") - date("2025-01-02")).days`, `2`},
	{`((date("2025-01-04") - date("2025-01-02")) / 86400000).round()`, `2`},
	{`date("2025-01-01") + duration("1d") * 2`, `2025-01-03`},
	{`duration("1h") + "30m"`, `1h 30m`},
	{`duration("90m").hours`, `1.5`},
	{`duration("1d") / duration("1h")`, `24`},
	{`-duration("2y 1M 1d 1s")`, `-2y -1M -1d -1s`},
	{`note["due date"] < date("2025-02-01")`, `true`},
	{`note["due date"] == "2025-01-31"`, `true`},
	{`started.date()`, `2024-12-01`},
	{`started.time()`, `"08:05:09"`},
	{`started.hour + started.minute + started.second + started.millisecond`, `22`},
	{`started.isEmpty()`, `false`},
	{`note["due date"] + " at last"`, `"2025-01-31 at last"`},
	{`started.format("YYYY-MM-DD HH:mm:ss")`, `"2024-12-01 08:05:09"`},
	{`started.format("dddd, MMMM Do YYYY, h:mm A [at] Q")`, `"Sunday, December 1st 2024, 8:05 AM at 4"`},
	{`started.format("GGGG-[W]WW E DDD DDDD d dd YY M D k w x")`, `"2024-W48 7 336 336 0 Su 24 12 1 8 49 1733040309000"`},
	{`started.format("LL")`, `"December 1, 2024"`},
	// Strings.
	{`"hello".length`, `5`},
	{`"hello".contains("ell")`, `true`},
	{`"hello".containsAll("h", "x")`, `false`},
	{`"hello".containsAny("x", "e")`, `true`},
	{`"hello".startsWith("he") && "hello".endsWith("lo")`, `true`},
	{`"Hé".lower() + "é".upper()`, `"héÉ"`},
	{`"a:b:c".replace(":", "-")`, `"a-b-c"`},
	{`"a:b:c:d".replace(/:/, "-")`, `"a-b:c:d"`},
	{`"a:b:c:d".replace(/:/g, "-")`, `"a-b-c-d"`},
	{`"John Smith".replace(/(\w+) (\w+)/, "$2, $1 $$ $& $9")`, `"Smith, John $ John Smith $9"`},
	{`"123".repeat(2)`, `"123123"`},
	{`"héllo".reverse()`, `"olléh"`},
	{`"hello".slice(1, 4) + "hello".slice(-2)`, `"elllo"`},
	{`"a,b,c,d".split(",", 3)`, `["a" "b" "c"]`},
	{`"a,b;c".split(/[,;]/)`, `["a" "b" "c"]`},
	{`"hello big world".title()`, `"Hello Big World"`},
	{`"  hi ".trim()`, `"hi"`},
	// Numbers.
	{`(-5).abs() + (2.1).ceil() + (2.9).floor()`, `10`},
	{`(2.5).round() + 2.3333.round(2)`, `5.33`},
	{`(3.14159).toFixed(2) + " " + (2.5).toFixed(0)`, `"3.14 3"`},
	{`price.toFixed()`, `"13"`},
	{`1000000 * 1000000 * 1000000 * 10000`, `1e+22`},
	// Lists.
	{`[1,2,3].length`, `3`},
	{`[1,2,3].contains(2)`, `true`},
	{`[1,2,3].containsAll(2,3)`, `true`},
	{`[1,2,3].containsAny(3,4)`, `true`},
	{`[1,2,3,4].filter(value > 2)`, `[3 4]`},
	{`[1,2,3].map(value * 10 + index)`, `[10 21 32]`},
	{`[[1,2],[3]].map(value.map(value + 1).length + value.length)`, `[4 2]`},
	{`[1,2,3].reduce(acc + value, 0)`, `6`},
	{`[1,9,4].filter(value.isType("number")).reduce(if(acc == null || value > acc, value, acc), null)`, `9`},
	{`[1,[2,3]].flat()`, `[1 2 3]`},
	{`[1,2,3].join(",")`, `"1,2,3"`},
	{`[1,2,3].reverse()`, `[3 2 1]`},
	{`[1,2,3,4].slice(1,3)`, `[2 3]`},
	{`[1,2,3,4].slice(-3,-1)`, `[2 3]`},
	{`[3, 1, 2].sort()`, `[1 2 3]`},
	{`["c", "a10", "a9", null].sort()`, `["a9" "a10" "c" null]`},
	{`[1,2,2,"2"].unique()`, `[1 2 "2"]`},
	{`[1,2,6].mean()`, `3`},
	// Objects and patterns.
	{`map.keys()`, `["a" "b"]`},
	{`map.values()`, `["x" 2]`},
	{`/^\d{4}-[0-9/]+$/.matches("2024-1/2")`, `true`},
	{`/ABC/i.matches("xabcx")`, `true`},
	{`10 / 2 / 5`, `1`},
	// Comparisons of different kinds.
	{`price > "3" && price < "100"`, `true`},
	{`status > 1 || status < 1`, `false`},
	{`missing < 10 || missing >= 0`, `false`},
	{`missing != "done"`, `true`},
	{`"1" == 1`, `false`},
	{`["a"] == "a"`, `true`},
	{`[1,2] == [1,2]`, `true`},
	{`map == {"a": "x", "b": 2}`, `true`},
	{`"b" > "a"`, `true`},
}

func TestExpressions(t *testing.T) {
	for _, test := range expressions {
		v, err := evaluate(t, test.expression)
		if err != nil {
			t.Errorf("%s: %v", test.expression, err)
		} else if got := show(v); got != test.want {
			t.Errorf("%s = %s, want %s", test.expression, got, test.want)
		}
	}
}

func TestExpressionErrors(t *testing.T) {
	deep := strings.Repeat("(", 100) + strings.Repeat(")", 100)
	for _, test := range []struct{ expression, want string }{
		// Grammar.
		{`1 +`, `1:4: the expression ends where a value is expected`},
		{`a = b`, `1:3: = is not an operator; == compares`},
		{`é "x`, `1:3: the string has no closing "`},
		{`(1`, `1:3: the expression ends where ")" is expected`},
		{`a b`, `1:3: an operator is expected, and not "b"`},
		{`a.1`, `1:3: a name is expected, and not "1"`},
		{`[1 2]`, `1:4: "," is expected, and not "2"`},
		{`{1: 2}`, `1:2: the name of a property is expected, and not "1"`},
		{`(f)(x)(y)`, `1:7: only a name can be called as a function`},
		{`/abc`, `1:1: the regular expression has no closing /`},
		{`a & b`, `1:3: "&" does not belong in an expression`},
		{deep, `1:65: the expression is nested too deeply`},
		{strings.Repeat("!", 100) + "a", `1:64: the expression is nested too deeply`},
		// Evaluation.
		{`1 + nothing(2)`, `1:5: there is no function nothing() (for Books/Dune.md)`},
		{`"x" + missing.nothing()`, `1:16: there is no function .nothing() (for Books/Dune.md)`},
		{`price.lower()`, `1:7: a number has no function lower() (for Books/Dune.md)`},
		{`price / 0`, `1:7: a division by zero (for Books/Dune.md)`},
		{`marks * 2`, `1:7: * is not for a list and a number (for Books/Dune.md)`},
		{`2 * duration("1d")`, `1:3: * is not for a number and a duration (for Books/Dune.md)`},
		{`file.owner`, `1:6: a file has no field "owner" (for Books/Dune.md)`},
		{`formula.x`, `1:9: there is no formula "x" (for Books/Dune.md)`},
		{`formula.loop`, `5:17: the formula "loop" depends on itself`},
		{`date("garbage")`, `1:1: "garbage" is not a date (for Books/Dune.md)`},
		{`started - "x"`, `1:9: "x" is not a duration (for Books/Dune.md)`},
		{`started + "9999y"`, `1:9: the date lies beyond the year 9999 or before 0 (for Books/Dune.md)`},
		{`"a".contains()`, `1:6: contains() has 0 of the 1 arguments that it needs (for Books/Dune.md)`},
		{`"a".repeat(100000)`, `1:6: the text grows beyond 64 kB (for Books/Dune.md)`},
		{`"ab".split("").reduce(acc + acc, "0123456789".repeat(5000))`, `1:29: the text grows beyond 64 kB (for Books/Dune.md)`},
		{`"x".repeat(60000).split("").map("y".repeat(1000).split(""))`, `1:51: the expression takes too long (for Books/Dune.md)`},
		// What a static site cannot show.
		{`now() - "1d"`, `1:1: cannot be shown on a static site: now(), which changes after the page is built`},
		{`formula.now`, `6:8: cannot be shown on a static site: now(), which changes after the page is built`},
		{`html("<b>")`, `1:1: cannot be shown on a static site: html()`},
		{`random()`, `1:1: cannot be shown on a static site: random(), which changes after the page is built`},
		{`file.mtime.relative()`, `1:12: cannot be shown on a static site: relative(), which changes after the page is built`},
		{`file.ctime`, `1:6: cannot be shown on a static site: the time of a file, file.ctime`},
		{`/a(?=b)/.matches("ab")`, "1:10: cannot be shown on a static site: the regular expression /a(?=b)/ (invalid or unsupported Perl syntax: `(?=`)"},
	} {
		v, err := evaluate(t, test.expression)
		if err == nil {
			t.Errorf("%s = %s, want the error %s", test.expression, show(v), test.want)
			continue
		}
		if got := err.Error(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s\n got: %s\nwant: %s", test.expression, got, test.want)
		}
		if err.Unshowable != strings.Contains(test.want, unshowable) {
			t.Errorf("%s: Unshowable is %v", test.expression, err.Unshowable)
		}
	}
}

// What YAML holds is what properties are.
func TestProperties(t *testing.T) {
	moment := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, test := range []struct {
		raw  any
		want string
	}{
		{nil, "null null"},
		{int(1), "number 1"},
		{int64(-1), "number -1"},
		{1.5, "number 1.5"},
		{math.NaN(), `string "NaN"`},
		{"2025-01-02T03:04Z", "date 2025-01-02T03:04:00"},
		{"2025-01-02 03:04:05", "date 2025-01-02T03:04:05"},
		{"2025-13-01", `string "2025-13-01"`},
		{moment, "date 2025-01-02T03:04:05"},
		{moment.Truncate(24 * time.Hour), "date 2025-01-02"},
		{[]string{"a", "[[Emma]]"}, `list ["a" <Books/Emma.md|Emma>]`},
		{"![[cover.png]]", "link <cover.png|cover.png>"},
		{"[[#Part]]", "link <Books/Dune.md|Part>"},
		{"[[../Frank Herbert]]", "link <|../Frank Herbert>"},
		{"[[../People/Frank Herbert#Life]]", "link <People/Frank Herbert.md|../People/Frank Herbert > Life>"},
		{"see [[Emma]]", `string "see [[Emma]]"`},
		{yaml.MapSlice{{Key: "z", Value: 1}, {Key: 2, Value: []any{true}}}, "object {z: 1, 2: true}"},
		{map[int]int{1: 2}, `string "map[1:2]"`},
	} {
		files := sampleFiles()
		files[0].Properties = map[string]any{"p": test.raw}
		x, err := parseExpression(scalar{text: "p"})
		if err != nil {
			t.Fatal(err)
		}
		v, failure := (&evaluation{vault: newVault(files), file: &files[0]}).run(x, false)
		if failure != nil {
			t.Fatal(failure)
		}
		if got := v.kind() + " " + show(v); got != test.want {
			t.Errorf("%v: %s, want %s", test.raw, got, test.want)
		}
	}
}

// Whatever the expression, it ends with a value or with an error in it.
func FuzzExpression(f *testing.F) {
	for _, test := range expressions {
		f.Add(test.expression, "2025-01-02 03:04")
	}
	f.Add("p.length + p", "![[a#b|c]]")
	f.Fuzz(func(t *testing.T, text, p string) {
		start := time.Now()
		v, err := evaluateWith(t, text, p)
		if again, _ := evaluateWith(t, text, p); show(v) != show(again) {
			t.Fatal("evaluated twice, the values differ")
		}
		if err != nil && (err.Line < 1 || err.Column < 1) {
			t.Fatal("no position", err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Fatal("it took", took)
		}
	})
}

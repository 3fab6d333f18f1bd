// Package problem says what is wrong in a vault or a program: where, what,
// and what to do about it.
//
// Every stage of a build finds problems (note while reading, example while
// loading, site while answering links) and none of them stops at the first:
// a [Problem] is data, collected, sorted and printed at the end.
package problem

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/token"
	"slices"
)

// A Severity says how much a problem matters.
type Severity int

const (
	// Warning marks something that works, though perhaps not as meant.
	Warning Severity = iota
	// Error marks something that a reader of the site would miss: check
	// exits 1 when there is one.
	Error
)

func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// MarshalText writes the severity as "error" or "warning".
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Rule names the kind of a problem. It is printed in brackets behind the
// message and stays the same from version to version.
type Rule string

// The rules, in the order of a note's way through the packages.
const (
	BadEncoding     Rule = "bad-encoding"     // a file is not UTF-8, or holds NUL
	BadFrontMatter  Rule = "bad-frontmatter"  // front matter that cannot be read as meant
	UnclosedComment Rule = "unclosed-comment" // a comment that runs to the end of the note
	TablePipe       Rule = "table-pipe"       // a | in a link in a table, without a backslash
	BadCanvas       Rule = "bad-canvas"       // a canvas that is not JSON, or not a canvas
	BadBase         Rule = "bad-base"         // a base that cannot be read, or shown
	Unreadable      Rule = "unreadable"       // a file that could not be read
	BadProgram      Rule = "bad-program"      // a program that does not parse or type-check
	NoNames         Rule = "no-names"         // what names in programs mean is not known
	NoModules       Rule = "no-modules"       // programs cannot be compiled for pages to run
	NoDates         Rule = "no-dates"         // when notes were changed is not known
	StaleBenchmark  Rule = "stale-benchmark"  // a benchmark of a program that has changed
	BrokenLink      Rule = "broken-link"      // no file is named so
	MissingHeading  Rule = "missing-heading"  // the note has no such heading
	MissingBlock    Rule = "missing-block"    // the note has no such block
	MissingPart     Rule = "missing-part"     // the program has no such file or part
	LineLink        Rule = "line-link"        // a link to a program's lines by their numbers
	MissingEmbed    Rule = "missing-embed"    // no file is named so that is to be embedded
	BadImage        Rule = "bad-image"        // a picture for a note's card that cannot be shown there
	CircularEmbed   Rule = "circular-embed"   // a note that embeds itself
	AmbiguousLink   Rule = "ambiguous-link"   // several files are named so
	AliasLink       Rule = "alias-link"       // an alias written as a target
	SlugLink        Rule = "slug-link"        // a heading found only by its id, as GitHub writes it
	ExternalLink    Rule = "external-link"    // an address of the web written as a wikilink
	BadFormula      Rule = "bad-formula"      // math that is not TeX
	BadDiagram      Rule = "bad-diagram"      // a Mermaid diagram that cannot be drawn
	BadFence        Rule = "bad-fence"        // a Go program in a note that does not do what it says
	EmbedDepth      Rule = "embed-depth"      // embeds nested too deeply to be shown
	URLCollision    Rule = "url-collision"    // two pages want one address
)

// A Problem is one thing that is wrong.
type Problem struct {
	// Pos is where: Filename, Line and Column count as editors show them,
	// from 1, columns in characters. A Line of 0 means the whole file.
	Pos      token.Position
	Rule     Rule
	Severity Severity
	Message  string // what is wrong, without a full stop
	Hint     string // what to do about it; may be empty
}

// String prints the problem the way compilers do:
//
//	notes/maps.md:6:8: no note is named "Slises" (did you mean "Slices"?) [broken-link]
func (p Problem) String() string {
	s := fmt.Sprintf("%s: %s", p.Pos, p.Message)
	if p.Hint != "" {
		s += " (" + p.Hint + ")"
	}
	return s + " [" + string(p.Rule) + "]"
}

// MarshalJSON writes a problem as check --format json and site.json have it.
// Line and column count from 1, the column in characters; 0 is the whole file.
func (p Problem) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		File     string   `json:"file"`
		Line     int      `json:"line"`
		Column   int      `json:"column"`
		Rule     Rule     `json:"rule"`
		Severity Severity `json:"severity"`
		Message  string   `json:"message"`
		Hint     string   `json:"hint"`
	}{p.Pos.Filename, p.Pos.Line, p.Pos.Column, p.Rule, p.Severity, p.Message, p.Hint})
}

// Sort puts problems in the order of file, line and column.
func Sort(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Errors counts the problems that are errors.
func Errors(ps []Problem) int {
	n := 0
	for _, p := range ps {
		if p.Severity == Error {
			n++
		}
	}
	return n
}

// Count writes a number of things: "1 link", "2 links".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

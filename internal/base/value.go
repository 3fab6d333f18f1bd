package base

import (
	"math"
	"strconv"
	"strings"
)

// A Value is what an expression yields. A cell holds one of [Null], [Text],
// [Number], [Bool], [Date], [Link], [Tag] and [List]; the other kinds occur
// only within expressions.
type Value interface{ kind() string }

type (
	// Null is the value of what is not there.
	Null struct{}
	// Text is a string.
	Text string
	// Number is any number.
	Number float64
	// Bool is a checkbox.
	Bool bool
	// Tag is a tag, with or without its #.
	Tag string
	// List holds values in order.
	List []Value
	// A Link leads to a file of the vault or to a page elsewhere.
	Link struct {
		Path     string // the file; empty if the vault has none such
		Subpath  string // "#Heading", "#^block" or nothing
		URL      string // of a page elsewhere
		Text     string // what the link says
		Embed    bool   // written ![[so]]
		linkText string // what it was written to lead to, without Subpath
	}

	// elapsed is the time between two dates in milliseconds: a number that
	// also answers to .days and the like.
	elapsed float64
	// object has its keys in order.
	object []field
	field  struct {
		key   string
		value Value
	}
	fileValue struct{ *File }
	// thisValue is the file that shows the base: its members are its
	// properties.
	thisValue struct{ *File }
)

func (Null) kind() string      { return "null" }
func (Text) kind() string      { return "string" }
func (Number) kind() string    { return "number" }
func (Bool) kind() string      { return "boolean" }
func (Tag) kind() string       { return "tag" }
func (List) kind() string      { return "list" }
func (Link) kind() string      { return "link" }
func (Date) kind() string      { return "date" }
func (duration) kind() string  { return "duration" }
func (elapsed) kind() string   { return "duration" }
func (object) kind() string    { return "object" }
func (fileValue) kind() string { return "file" }
func (thisValue) kind() string { return "file" }
func (*pattern) kind() string  { return "regexp" }

// Name returns the tag without its #.
func (t Tag) Name() string { return strings.TrimPrefix(string(t), "#") }

// Plain returns a value as text, for a heading or a title.
func Plain(v Value) string { return (&evaluation{fuel: math.MaxInt}).text(v) }

// text returns what a value says.
func (e *evaluation) text(v Value) string {
	var out strings.Builder
	e.writeText(&out, v)
	return out.String()
}

func (e *evaluation) writeText(out *strings.Builder, v Value) {
	e.spend(1)
	switch v := v.(type) {
	case Text:
		out.WriteString(string(v))
	case Tag:
		out.WriteString(string(v))
	case Number:
		out.WriteString(formatNumber(float64(v)))
	case elapsed:
		out.WriteString(formatNumber(float64(v)))
	case Bool:
		out.WriteString(strconv.FormatBool(bool(v)))
	case Date:
		out.WriteString(v.String())
	case duration:
		out.WriteString(v.String())
	case Link:
		out.WriteString(v.Text)
	case fileValue:
		out.WriteString(v.Path)
	case thisValue:
		out.WriteString(v.Path)
	case *pattern:
		out.WriteString(v.source)
	case List:
		for i, item := range v {
			if i > 0 {
				out.WriteString(", ")
			}
			e.writeText(out, item)
		}
	case object:
		for i, f := range v {
			if i > 0 {
				out.WriteString(", ")
			}
			out.WriteString(f.key + ": ")
			e.writeText(out, f.value)
		}
	}
	e.checkLength(out.Len())
}

// formatNumber writes a number as JavaScript does, without great exponents.
func formatNumber(f float64) string {
	if f == 0 {
		return "0"
	}
	if abs := math.Abs(f); abs >= 1e21 || abs < 1e-6 {
		return strings.NewReplacer("e-0", "e-", "e+0", "e+").Replace(strconv.FormatFloat(f, 'g', -1, 64))
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// truthy is what if() and filters make of a value.
func truthy(v Value) bool {
	switch v := v.(type) {
	case Null:
		return false
	case Text:
		return v != ""
	case Number:
		return v != 0 && !math.IsNaN(float64(v))
	case elapsed:
		return v != 0
	case Bool:
		return bool(v)
	case List:
		return len(v) > 0
	case object:
		return len(v) > 0
	}
	return true
}

// empty is what isEmpty() says of a value.
func empty(v Value) bool {
	switch v := v.(type) {
	case Null:
		return true
	case Text:
		return v == ""
	case List:
		return len(v) == 0
	case object:
		return len(v) == 0
	}
	return false
}

// number returns a value as a number if it is one.
func number(v Value) (float64, bool) {
	switch v := v.(type) {
	case Number:
		return float64(v), true
	case elapsed:
		return float64(v), true
	}
	return 0, false
}

// plainText returns a value as a string if it is one: links and tags are.
func plainText(v Value) (string, bool) {
	switch v := v.(type) {
	case Text:
		return string(v), true
	case Tag:
		return string(v), true
	case Link:
		return v.Text, true
	}
	return "", false
}

// checkLength fails an expression whose text grows too long.
func (e *evaluation) checkLength(bytes int) {
	if e.expression == nil {
		return
	}
	if bytes > maxText {
		e.fail("the text grows beyond %d kB", maxText>>10)
	}
	e.spend(bytes / 64)
}

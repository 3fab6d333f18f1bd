package base

import (
	"math"
	"strings"
)

// The functions of values, whatever the value: https://help.obsidian.md/bases/functions
// Those of a missing value (null) yield null, or false where they ask.
var methods = map[string]bool{
	"isTruthy": true, "isType": true, "toString": true, "isEmpty": true,
	"date": true, "format": true, "time": true, "relative": true,
	"contains": true, "containsAll": true, "containsAny": true, "endsWith": true, "startsWith": true,
	"lower": true, "replace": true, "repeat": true, "reverse": true, "slice": true, "split": true, "title": true, "trim": true, "upper": true,
	"abs": true, "ceil": true, "floor": true, "round": true, "toFixed": true,
	"filter": true, "flat": true, "join": true, "map": true, "reduce": true, "sort": true, "unique": true, "mean": true,
	"asFile": true, "linksTo": true,
	"asLink": true, "hasLink": true, "hasProperty": true, "hasTag": true, "inFolder": true,
	"keys": true, "values": true, "matches": true,
}

// call evaluates a function.
func (e *evaluation) call(c *call) Value {
	if c.of == nil {
		return e.global(c)
	}
	v := e.eval(c.of)
	if !methods[c.name] {
		e.fail("there is no function .%s()", c.name)
	}
	switch c.name {
	case "isTruthy":
		return Bool(truthy(v))
	case "isEmpty":
		return Bool(empty(v))
	case "toString":
		return Text(e.text(v))
	case "isType":
		wanted := strings.ToLower(e.textArg(c, 0))
		_, isTag := v.(Tag)
		return Bool(v.kind() == wanted || isTag && wanted == "string")
	}
	var result Value
	switch v := v.(type) {
	case Null:
		switch c.name {
		case "contains", "containsAll", "containsAny", "endsWith", "startsWith", "matches",
			"linksTo", "hasLink", "hasProperty", "hasTag", "inFolder":
			return Bool(false)
		}
		return v
	case Number:
		result = e.numberMethod(c, float64(v))
	case elapsed:
		result = e.numberMethod(c, float64(v))
	case Date:
		result = e.dateMethod(c, v)
	case List:
		result = e.listMethod(c, v)
	case object:
		result = e.objectMethod(c, v)
	case fileValue:
		result = e.fileMethod(c, v.File)
	case thisValue:
		result = e.fileMethod(c, v.File)
	case Link:
		result = e.linkMethod(c, v)
	case *pattern:
		if c.name == "matches" {
			s := e.textArg(c, 0)
			e.checkLength(len(s))
			result = Bool(e.matcher(v).matcher.MatchString(s))
		}
	}
	if s, ok := plainText(v); ok && result == nil {
		result = e.textMethod(c, s)
	}
	if result == nil {
		e.fail("a %s has no function %s()", v.kind(), c.name)
	}
	return result
}

// arg evaluates an argument that must be there.
func (e *evaluation) arg(c *call, i int) Value {
	if i >= len(c.args) {
		e.fail("%s() has %d of the %d arguments that it needs", c.name, len(c.args), i+1)
	}
	return e.eval(c.args[i])
}

func (e *evaluation) args(c *call) []Value {
	values := make([]Value, len(c.args))
	for i := range c.args {
		values[i] = e.eval(c.args[i])
	}
	return values
}

func (e *evaluation) textArg(c *call, i int) string {
	return e.asText(c, i, e.arg(c, i))
}

// asText returns an argument, already evaluated, as a string.
func (e *evaluation) asText(c *call, i int, v Value) string {
	s, ok := plainText(v)
	if !ok {
		if _, ok = number(v); !ok {
			e.fail("argument %d of %s() must be a string, and not a %s", i+1, c.name, v.kind())
		}
		s = e.text(v)
	}
	return s
}

func (e *evaluation) numberArg(c *call, i int) float64 {
	v := e.arg(c, i)
	f, ok := number(v)
	if !ok {
		e.fail("argument %d of %s() must be a number, and not a %s", i+1, c.name, v.kind())
	}
	return f
}

// span returns the bounds that slice(start, end) means in n elements.
func (e *evaluation) span(c *call, n int) (start, end int) {
	bound := func(f float64) int {
		if f < 0 {
			f += float64(n)
		}
		return int(min(max(math.Trunc(f), 0), float64(n)))
	}
	start, end = bound(e.numberArg(c, 0)), n
	if len(c.args) > 1 {
		end = bound(e.numberArg(c, 1))
	}
	return start, max(start, end)
}

// matcher returns a pattern that Go can match.
func (e *evaluation) matcher(p *pattern) *pattern {
	if p.matcher == nil {
		e.failUnshowable("the regular expression " + p.source + " (" + p.wrong + ")")
	}
	return p
}

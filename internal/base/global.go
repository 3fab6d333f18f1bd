package base

import (
	"html"
	"math"
	"strconv"
	"strings"
)

// global evaluates a function without a value before it.
func (e *evaluation) global(c *call) Value {
	switch c.name {
	case "now", "today", "random":
		e.failUnshowable(c.name + "(), which changes after the page is built")
	case "html", "icon", "image":
		e.failUnshowable(c.name + "()")
	case "if":
		if truthy(e.arg(c, 0)) {
			return e.arg(c, 1)
		}
		if len(c.args) > 2 {
			return e.arg(c, 2)
		}
		return Null{}
	case "escapeHTML":
		return Text(html.EscapeString(e.textArg(c, 0)))
	case "date":
		return e.dateFunction(c)
	case "duration":
		s := e.textArg(c, 0)
		d, ok := parseDuration(strings.TrimSpace(s))
		if !ok {
			e.fail("%q is not a duration", s)
		}
		return d
	case "file":
		link, ok := e.toLink(e.arg(c, 0))
		if !ok {
			return Null{}
		}
		return e.fileOf(link)
	case "link":
		return e.linkFunction(c)
	case "list":
		v := e.arg(c, 0)
		switch v.(type) {
		case List:
			return v
		case Null:
			return List{}
		}
		return List{v}
	case "max", "min":
		return e.extreme(c)
	case "number":
		return e.numberFunction(c)
	}
	e.fail("there is no function %s()", c.name)
	return nil
}

func (e *evaluation) dateFunction(c *call) Value {
	switch v := e.arg(c, 0).(type) {
	case Null, Date:
		return v
	default:
		s := e.text(v)
		d, ok := parseDate(s)
		if !ok {
			e.fail("%q is not a date", s)
		}
		return d
	}
}

func (e *evaluation) linkFunction(c *call) Value {
	v := e.arg(c, 0)
	if _, null := v.(Null); null {
		return v
	}
	link, ok := e.toLink(v)
	if !ok {
		link = e.newLink(e.text(v), "")
	}
	if len(c.args) > 1 {
		if s := e.text(e.arg(c, 1)); s != "" {
			link.Text = s
		}
	}
	return link
}

// extreme is max() and min().
func (e *evaluation) extreme(c *call) Value {
	if len(c.args) == 0 {
		e.fail("%s() needs an argument", c.name)
	}
	best := math.NaN()
	for i, v := range e.args(c) {
		f, ok := number(v)
		if _, null := v.(Null); null {
			return v
		} else if !ok {
			e.fail("argument %d of %s() must be a number, and not a %s", i+1, c.name, v.kind())
		}
		if i == 0 || c.name == "max" && f > best || c.name == "min" && f < best {
			best = f
		}
	}
	return Number(best)
}

func (e *evaluation) numberFunction(c *call) Value {
	v := e.arg(c, 0)
	switch v := v.(type) {
	case Null:
		return v
	case Date:
		return Number(v.UnixMilli())
	case Text:
		f, err := strconv.ParseFloat(strings.TrimSpace(string(v)), 64)
		if err != nil {
			e.fail("%q is not a number", string(v))
		}
		return e.finite(f)
	}
	f, ok := numeric(v)
	if !ok {
		e.fail("a %s is not a number", v.kind())
	}
	return Number(f)
}

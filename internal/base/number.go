package base

import (
	"math"
	"time"
)

func (e *evaluation) numberMethod(c *call, f float64) Value {
	switch c.name {
	case "abs":
		return Number(math.Abs(f))
	case "ceil":
		return Number(math.Ceil(f))
	case "floor":
		return Number(math.Floor(f))
	case "round":
		scale := 1.0
		if len(c.args) > 0 {
			scale = math.Pow(10, min(max(math.Trunc(e.numberArg(c, 0)), -20), 20))
		}
		if rounded := math.Floor(f*scale+0.5) / scale; !math.IsInf(rounded, 0) {
			return Number(rounded)
		}
		return Number(f)
	case "toFixed":
		digits := 0.0
		if len(c.args) > 0 {
			digits = e.numberArg(c, 0)
		}
		if digits < 0 || digits > 100 {
			e.fail("toFixed() takes 0 to 100 digits")
		}
		return Text(fixed(f, int(digits)))
	}
	return nil
}

func (e *evaluation) dateMethod(c *call, d Date) Value {
	switch c.name {
	case "date":
		year, month, day := d.Date()
		return Date{Time: time.Date(year, month, day, 0, 0, 0, 0, d.Location())}
	case "time":
		return Text(d.Format("15:04:05"))
	case "format":
		s := d.moment(e.textArg(c, 0))
		e.checkLength(len(s))
		return Text(s)
	case "relative":
		e.failUnshowable("relative(), which changes after the page is built")
	}
	return nil
}

func (e *evaluation) objectMethod(c *call, o object) Value {
	list := List{}
	for _, f := range o {
		switch c.name {
		case "keys":
			list = append(list, Text(f.key))
		case "values":
			list = append(list, f.value)
		}
	}
	if c.name != "keys" && c.name != "values" {
		return nil
	}
	return list
}

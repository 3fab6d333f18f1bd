package base

import (
	"math"
	"strings"
)

func (e *evaluation) negate(v Value) Value {
	switch v := v.(type) {
	case Null:
		return v
	case Number:
		return -v
	case elapsed:
		return -v
	case duration:
		return duration{months: -v.months, milliseconds: -v.milliseconds}
	}
	e.fail("a %s has no negative", v.kind())
	return nil
}

func (e *evaluation) binary(n *binary) Value {
	left := e.eval(n.left)
	switch n.op {
	case "&&":
		return Bool(truthy(left) && truthy(e.eval(n.right)))
	case "||":
		return Bool(truthy(left) || truthy(e.eval(n.right)))
	}
	right := e.eval(n.right)
	switch n.op {
	case "==":
		return Bool(e.equal(left, right))
	case "!=":
		return Bool(!e.equal(left, right))
	case "<", "<=", ">", ">=":
		return Bool(relation(n.op, left, right))
	}
	return e.arithmetic(n.op, left, right)
}

func (e *evaluation) arithmetic(op string, left, right Value) Value {
	if v, ok := e.dateArithmetic(op, left, right); ok {
		return v
	}
	x, ok1 := number(left)
	y, ok2 := number(right)
	if ok1 && ok2 {
		return e.calculate(op, x, y)
	}
	_, text1 := plainText(left)
	_, text2 := plainText(right)
	if op == "+" && (text1 || text2) {
		s := e.text(left) + e.text(right)
		e.checkLength(len(s))
		return Text(s)
	}
	for _, v := range []Value{left, right} {
		if _, null := v.(Null); null {
			return Null{}
		}
	}
	e.fail("%s is not for a %s and a %s", op, left.kind(), right.kind())
	return nil
}

func (e *evaluation) calculate(op string, x, y float64) Value {
	var f float64
	switch op {
	case "+":
		f = x + y
	case "-":
		f = x - y
	case "*":
		f = x * y
	case "/", "%":
		if y == 0 {
			e.fail("a division by zero")
		}
		if f = x / y; op == "%" {
			f = math.Mod(x, y)
		}
	}
	return e.finite(f)
}

func (e *evaluation) finite(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.fail("the result is not a number")
	}
	return Number(f)
}

// dateArithmetic adds durations to dates and to each other, and subtracts
// dates. Text beside a date or duration is a duration where it reads as one.
func (e *evaluation) dateArithmetic(op string, left, right Value) (Value, bool) {
	date, isDate := left.(Date)
	by, isDuration := asDuration(right)
	if isDate && (op == "+" || op == "-") {
		if other, ok := right.(Date); ok && op == "-" {
			return elapsed(date.UnixMilli() - other.UnixMilli()), true
		}
		if !isDuration {
			if s, ok := right.(Text); ok && op == "-" {
				e.fail("%q is not a duration", string(s))
			}
			return nil, false
		}
		if op == "-" {
			by = duration{months: -by.months, milliseconds: -by.milliseconds}
		}
		moved, ok := date.add(by)
		if !ok {
			e.fail("the date lies beyond the year 9999 or before 0")
		}
		return moved, true
	}
	first, ok := left.(duration)
	if !ok {
		return nil, false
	}
	factor, isNumber := number(right)
	switch {
	case (op == "+" || op == "-") && isDuration:
		if op == "-" {
			by = duration{months: -by.months, milliseconds: -by.milliseconds}
		}
		return first.plus(by), true
	case op == "/" && isDuration && by.milliseconds != 0 && by.months == 0 && first.months == 0 && !isNumber:
		return e.finite(first.milliseconds / by.milliseconds), true
	case (op == "*" || op == "/") && isNumber && (op == "*" || factor != 0):
		if op == "/" {
			factor = 1 / factor
		}
		if scaled, ok := first.times(factor); ok {
			return scaled, true
		}
	}
	return nil, false
}

// asDuration returns what a value adds to a date.
func asDuration(v Value) (duration, bool) {
	switch v := v.(type) {
	case duration:
		return v, true
	case elapsed:
		return duration{milliseconds: float64(v)}, true
	case Text:
		return parseDuration(strings.TrimSpace(string(v)))
	}
	return duration{}, false
}

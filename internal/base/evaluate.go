package base

import (
	"math"
	"strings"
	"unicode/utf8"
)

// What one expression may cost for one file. No base that a person writes
// comes near.
const (
	maxFuel = 200_000
	maxText = 64 << 10
)

// An evaluation is the evaluation of one expression for one file. It stops
// at the first failure by a panic with an *Error, which run catches.
type evaluation struct {
	base  *Base
	vault *vault
	file  *File // whose values are asked for
	this  *File // that shows the base; may be nil
	// formulas are the results for this file.
	formulas map[string]*result
	depth    int // of formulas within formulas
	// given are names that an expression finds beside properties.
	given map[string]Value

	expression *expression
	at         int // of the part that is evaluated, for failures
	locals     map[string]Value
	fuel       int
}

// A result is what a formula yields; nil values mark one under way.
type result struct {
	value Value
	err   *Error
}

// run evaluates an expression on behalf of e, if asked to what a cell can
// hold.
func (e *evaluation) run(x *expression, asCell bool) (v Value, err *Error) {
	if x == nil || x.root == nil {
		return Null{}, nil
	}
	inner := *e
	inner.expression, inner.at, inner.locals, inner.fuel = x, 0, e.given, maxFuel
	if values, ok := e.given["values"].(List); ok {
		inner.fuel += 100 * len(values)
	}
	defer func() {
		if r := recover(); r != nil {
			failure, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			v, err = Null{}, failure
		}
	}()
	v = inner.eval(x.root)
	if asCell {
		v = inner.cell(v)
	}
	return v, nil
}

// fail stops the evaluation with an error at the part under way.
func (e *evaluation) fail(format string, args ...any) {
	err := e.expression.errorAt(e.at, format, args...)
	err.Path = e.file.Path
	panic(err)
}

// failUnshowable stops the evaluation because a static site has no answer.
func (e *evaluation) failUnshowable(what string) {
	err := e.expression.errorAt(e.at, "%s", unshowable+what)
	err.Unshowable = true
	panic(err)
}

func (e *evaluation) spend(n int) {
	if e.fuel -= n; e.fuel < 0 {
		e.fuel = math.MaxInt // the failure itself is free
		e.fail("the expression takes too long")
	}
}

func (e *evaluation) eval(n node) Value {
	e.spend(1)
	outer := e.at
	e.at = n.pos()
	v := e.evalNode(n)
	e.at = outer
	return v
}

func (e *evaluation) evalNode(n node) Value {
	switch n := n.(type) {
	case *literal:
		return n.value
	case *identifier:
		return e.name(n.name)
	case *member:
		return e.memberOf(n.of, n.name)
	case *index:
		key := e.eval(n.key)
		if i, ok := number(key); ok {
			return e.element(e.eval(n.of), i)
		}
		name, ok := plainText(key)
		if !ok {
			e.fail("a %s cannot be an index", key.kind())
		}
		return e.memberOf(n.of, name)
	case *call:
		return e.call(n)
	case *summary:
		return e.summary(n.name)
	case *unary:
		v := e.eval(n.of)
		if n.op == "!" {
			return Bool(!truthy(v))
		}
		return e.negate(v)
	case *binary:
		return e.binary(n)
	case *listLiteral:
		list := make(List, len(n.items))
		for i, item := range n.items {
			list[i] = e.eval(item)
		}
		return list
	case *objectLiteral:
		o := make(object, len(n.keys))
		for i, key := range n.keys {
			o[i] = field{key, e.eval(n.values[i])}
		}
		return o
	}
	panic("base: unknown node")
}

// name returns what a bare name means: a variable of map() and the like, a
// namespace, or a property of the note.
func (e *evaluation) name(name string) Value {
	if v, ok := e.locals[name]; ok {
		return v
	}
	switch name {
	case "file":
		return fileValue{e.file}
	case "note":
		return e.properties(e.file)
	case "this":
		if e.this == nil {
			e.failUnshowable("this, outside of a note that shows the base")
		}
		return thisValue{e.this}
	}
	return e.noteProperty(e.file, name)
}

// memberOf evaluates of.name and of["name"].
func (e *evaluation) memberOf(of node, name string) Value {
	if space, ok := of.(*identifier); ok && e.locals[space.name] == nil {
		switch space.name {
		case "note":
			return e.noteProperty(e.file, name)
		case "formula":
			return e.formula(name)
		}
	}
	v := e.eval(of)
	switch v := v.(type) {
	case Null:
		return Null{}
	case object:
		for _, f := range v {
			if f.key == name {
				return f.value
			}
		}
		return Null{}
	case thisValue:
		if name == "note" {
			return e.properties(v.File)
		}
		if _, has := v.property(name); has {
			return e.noteProperty(v.File, name)
		}
		if field, ok := e.fileField(v.File, name); ok {
			return field
		}
		return Null{}
	case fileValue:
		if field, ok := e.fileField(v.File, name); ok {
			return field
		}
	case Date:
		if field, ok := v.field(name); ok {
			return field
		}
	case elapsed:
		if field, ok := lengthField(float64(v), name); ok {
			return field
		}
	case duration:
		if field, ok := lengthField(v.milliseconds, name); ok && v.months == 0 {
			return field
		}
	case List:
		if name == "length" {
			return Number(len(v))
		}
	}
	if s, ok := plainText(v); ok && name == "length" {
		return Number(utf8.RuneCountInString(s))
	}
	e.fail("a %s has no field %q", v.kind(), name)
	return nil
}

// element returns the item of a list at a place from 0, or null.
func (e *evaluation) element(v Value, i float64) Value {
	switch v := v.(type) {
	case Null:
		return Null{}
	case List:
		if i >= 0 && i < float64(len(v)) && i == math.Trunc(i) {
			return v[int(i)]
		}
		return Null{}
	case Text:
		if chars := []rune(v); i >= 0 && i < float64(len(chars)) && i == math.Trunc(i) {
			return Text(chars[int(i)])
		}
		return Null{}
	}
	e.fail("a %s has no elements", v.kind())
	return nil
}

// formula returns the result of a formula, which is evaluated once a file.
func (e *evaluation) formula(name string) Value {
	x, ok := e.base.formulas[name]
	if !ok {
		e.fail("there is no formula %q", name)
	}
	r := e.formulas[name]
	if r == nil {
		if e.depth >= maxDepth {
			e.fail("formulas are nested too deeply")
		}
		r = &result{}
		e.formulas[name] = r
		inner := *e
		inner.depth++
		r.value, r.err = inner.run(x, false)
	}
	if r.err != nil {
		panic(r.err)
	}
	if r.value == nil {
		e.fail("the formula %q depends on itself", name)
	}
	return r.value
}

// cell turns a value into one of the kinds that a cell can hold.
func (e *evaluation) cell(v Value) Value {
	e.spend(1)
	switch v := v.(type) {
	case Null, Number, Bool, Date, Link, Tag:
		return v
	case Text:
		if s := strings.TrimSpace(string(v)); webAddress.MatchString(s) {
			return Link{URL: s, Text: s}
		}
		return v
	case elapsed:
		return Number(v)
	case fileValue, thisValue:
		link, _ := e.toLink(v)
		return link
	case List:
		cells := make(List, len(v))
		for i, item := range v {
			cells[i] = e.cell(item)
		}
		return cells
	}
	return Text(e.text(v))
}

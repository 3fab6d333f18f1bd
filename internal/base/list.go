package base

import (
	"maps"
	"slices"
	"strings"
)

// listMethod evaluates the functions of lists.
func (e *evaluation) listMethod(c *call, list List) Value {
	e.spend(len(list))
	switch c.name {
	case "contains":
		return Bool(e.contains(list, e.arg(c, 0)))
	case "containsAll", "containsAny":
		for _, v := range e.args(c) {
			if e.contains(list, v) == (c.name == "containsAny") {
				return Bool(c.name == "containsAny")
			}
		}
		return Bool(c.name == "containsAll")
	case "filter":
		out := List{}
		e.each(c, list, func(item, result Value) {
			if truthy(result) {
				out = append(out, item)
			}
		})
		return out
	case "map":
		out := List{}
		e.each(c, list, func(_, result Value) { out = append(out, result) })
		return out
	case "reduce":
		return e.reduce(c, list)
	case "flat":
		out := List{}
		for _, item := range list {
			if inner, ok := item.(List); ok {
				e.spend(len(inner))
				out = append(out, inner...)
			} else {
				out = append(out, item)
			}
		}
		return out
	case "join":
		separator := e.textArg(c, 0)
		var out strings.Builder
		for i, item := range list {
			if i > 0 {
				out.WriteString(separator)
			}
			e.writeText(&out, item)
		}
		return Text(out.String())
	case "reverse":
		out := slices.Clone(list)
		slices.Reverse(out)
		return out
	case "slice":
		start, end := e.span(c, len(list))
		return list[start:end:end]
	case "sort":
		out := slices.Clone(list)
		slices.SortStableFunc(out, func(a, b Value) int {
			e.spend(1)
			return e.order(a, b)
		})
		return out
	case "unique":
		return e.unique(list)
	case "mean":
		return e.mean(list)
	}
	return nil
}

func (e *evaluation) contains(list List, wanted Value) bool {
	return slices.ContainsFunc(list, func(item Value) bool { return e.equal(item, wanted) })
}

// unique keeps the first of equal items.
func (e *evaluation) unique(list List) List {
	out, rest := List{}, List{}
	seen := map[Value]bool{}
	for _, item := range list {
		switch v := item.(type) {
		case Text, Number, Bool, Null:
			if !seen[v] {
				seen[v] = true
				out = append(out, item)
			}
		default:
			if !e.contains(rest, item) {
				out, rest = append(out, item), append(rest, item)
			}
		}
	}
	return out
}

// each evaluates the first argument for each item, as value with its index.
func (e *evaluation) each(c *call, list List, yield func(item, result Value)) {
	outer := e.locals
	for i, item := range list {
		e.locals = e.with(outer, item, i)
		result := e.arg(c, 0)
		e.locals = outer
		yield(item, result)
	}
}

func (e *evaluation) with(outer map[string]Value, item Value, i int) map[string]Value {
	locals := maps.Clone(outer)
	if locals == nil {
		locals = map[string]Value{}
	}
	locals["value"], locals["index"] = item, Number(i)
	return locals
}

func (e *evaluation) reduce(c *call, list List) Value {
	outer, acc := e.locals, e.arg(c, 1)
	for i, item := range list {
		e.locals = e.with(outer, item, i)
		e.locals["acc"] = acc
		acc = e.arg(c, 0)
		e.locals = outer
	}
	return acc
}

// mean returns the mean of the numbers of a list, or null.
func (e *evaluation) mean(list List) Value {
	sum, n := 0.0, 0
	for _, item := range list {
		if f, ok := number(item); ok {
			sum += f
			n++
		}
	}
	if n == 0 {
		return Null{}
	}
	return e.finite(sum / float64(n))
}

package base

import (
	"math"
	"strconv"
	"strings"
)

// equal is ==. Values of different kinds are equal only where the one is a
// way to write the other.
func (e *evaluation) equal(a, b Value) bool {
	e.spend(1)
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && x == y
	}
	switch a := a.(type) {
	case List:
		list, ok := b.(List)
		if !ok {
			return len(a) == 1 && e.equal(a[0], b)
		}
		if len(a) != len(list) {
			return false
		}
		for i := range a {
			if !e.equal(a[i], list[i]) {
				return false
			}
		}
		return true
	case object:
		o, ok := b.(object)
		if !ok || len(a) != len(o) {
			return false
		}
		for i := range a {
			if a[i].key != o[i].key || !e.equal(a[i].value, o[i].value) {
				return false
			}
		}
		return true
	}
	if list, ok := b.(List); ok {
		return len(list) == 1 && e.equal(a, list[0])
	}
	if isReference(a) || isReference(b) {
		return e.sameTarget(a, b)
	}
	switch a := a.(type) {
	case Null:
		_, ok := b.(Null)
		return ok
	case Bool:
		y, ok := b.(Bool)
		return ok && a == y
	case duration:
		y, ok := b.(duration)
		return ok && a == y
	case *pattern:
		y, ok := b.(*pattern)
		return ok && a.source == y.source
	}
	if x, y, ok := dates(a, b); ok {
		return x.Equal(y.Time)
	}
	x, ok1 := plainText(a)
	y, ok2 := plainText(b)
	_, tag1 := a.(Tag)
	if _, tag2 := b.(Tag); tag1 || tag2 {
		return ok1 && ok2 && strings.EqualFold(Tag(x).Name(), Tag(y).Name())
	}
	return ok1 && ok2 && x == y
}

// isReference reports whether a value stands for a file.
func isReference(v Value) bool {
	switch v.(type) {
	case Link, fileValue, thisValue:
		return true
	}
	return false
}

// sameTarget compares what leads to files: by the file, or where there is
// none by what is written.
func (e *evaluation) sameTarget(a, b Value) bool {
	linkA, ok1 := e.toLink(a)
	linkB, ok2 := e.toLink(b)
	switch {
	case !ok1 || !ok2:
		return false
	case linkA.URL != "" || linkB.URL != "":
		return linkA.URL == linkB.URL
	case linkA.Path != "" || linkB.Path != "":
		return linkA.Path == linkB.Path
	}
	return strings.EqualFold(linkA.linkText, linkB.linkText)
}

// relation evaluates <, <=, > and >=. What cannot be compared is false, as
// is each comparison with null.
func relation(op string, a, b Value) bool {
	var c int
	x, isNumber1 := numeric(a)
	y, isNumber2 := numeric(b)
	s1, isText1 := plainText(a)
	s2, isText2 := plainText(b)
	if d1, d2, ok := dates(a, b); ok {
		c = d1.Compare(d2.Time)
	} else if isText1 && isText2 {
		c = strings.Compare(s1, s2)
	} else if isNumber1 && isNumber2 && !math.IsNaN(x) && !math.IsNaN(y) {
		c = compareNumbers(x, y)
	} else {
		return false
	}
	switch op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

func compareNumbers(x, y float64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// numeric returns what a value counts as beside a number.
func numeric(v Value) (float64, bool) {
	switch v := v.(type) {
	case Bool:
		if v {
			return 1, true
		}
		return 0, true
	case Text:
		f, err := strconv.ParseFloat(strings.TrimSpace(string(v)), 64)
		return f, err == nil
	case duration:
		return v.milliseconds, v.months == 0
	}
	return number(v)
}

// order compares values for sorting: numbers before dates before checkboxes
// before text, and what is empty last.
func (e *evaluation) order(a, b Value) int {
	rankA, rankB := rank(a), rank(b)
	if rankA != rankB {
		return rankA - rankB
	}
	switch rankA {
	case numberRank:
		x, _ := numeric(a)
		y, _ := numeric(b)
		return compareNumbers(x, y)
	case dateRank:
		return a.(Date).Compare(b.(Date).Time)
	case boolRank:
		x, _ := numeric(a)
		y, _ := numeric(b)
		return compareNumbers(x, y)
	case textRank:
		x, y := e.text(a), e.text(b)
		if c := e.vault.collator.CompareString(x, y); c != 0 {
			return c
		}
		return strings.Compare(x, y)
	}
	return 0
}

const (
	numberRank = iota
	dateRank
	boolRank
	textRank
	emptyRank
)

func rank(v Value) int {
	if empty(v) {
		return emptyRank
	}
	switch v := v.(type) {
	case Number, elapsed:
		return numberRank
	case duration:
		if v.months == 0 {
			return numberRank
		}
	case Date:
		return dateRank
	case Bool:
		return boolRank
	}
	return textRank
}

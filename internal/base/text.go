package base

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"unicode"
)

// textMethod evaluates the functions of strings.
func (e *evaluation) textMethod(c *call, s string) Value {
	e.checkLength(len(s))
	switch c.name {
	case "contains":
		return Bool(strings.Contains(s, e.textArg(c, 0)))
	case "containsAll", "containsAny":
		for i := range c.args {
			if strings.Contains(s, e.textArg(c, i)) == (c.name == "containsAny") {
				return Bool(c.name == "containsAny")
			}
		}
		return Bool(c.name == "containsAll")
	case "startsWith":
		return Bool(strings.HasPrefix(s, e.textArg(c, 0)))
	case "endsWith":
		return Bool(strings.HasSuffix(s, e.textArg(c, 0)))
	case "lower":
		return Text(strings.ToLower(s))
	case "upper":
		return Text(strings.ToUpper(s))
	case "title":
		return Text(titleCase(s))
	case "trim":
		return Text(strings.TrimSpace(s))
	case "reverse":
		chars := []rune(s)
		slices.Reverse(chars)
		return Text(chars)
	case "slice":
		chars := []rune(s)
		start, end := e.span(c, len(chars))
		return Text(chars[start:end])
	case "repeat":
		n := e.numberArg(c, 0)
		if n < 0 || n*float64(len(s)) > maxText {
			e.fail("the text grows beyond %d kB", maxText>>10)
		}
		if s == "" {
			return Text("")
		}
		return Text(strings.Repeat(s, int(n)))
	case "replace":
		return e.replace(c, s)
	case "split":
		return e.split(c, s)
	}
	return nil
}

func (e *evaluation) replace(c *call, s string) Value {
	old, replacement := e.arg(c, 0), e.textArg(c, 1)
	if p, ok := old.(*pattern); ok {
		out, ok := e.matcher(p).replace(s, replacement, maxText)
		if !ok {
			e.fail("the text grows beyond %d kB", maxText>>10)
		}
		e.checkLength(len(out))
		return Text(out)
	}
	literal := e.asText(c, 0, old)
	e.checkLength(len(s) + strings.Count(s, literal)*len(replacement))
	return Text(strings.ReplaceAll(s, literal, replacement))
}

func (e *evaluation) split(c *call, s string) Value {
	var parts []string
	separator := e.arg(c, 0)
	if p, ok := separator.(*pattern); ok {
		parts = e.matcher(p).matcher.Split(s, -1)
	} else {
		parts = strings.Split(s, e.asText(c, 0, separator))
	}
	if len(c.args) > 1 {
		parts = parts[:int(min(max(e.numberArg(c, 1), 0), float64(len(parts))))]
	}
	e.spend(len(parts))
	list := make(List, len(parts))
	for i, part := range parts {
		list[i] = Text(part)
	}
	return list
}

// titleCase begins each word with a capital.
func titleCase(s string) string {
	var out strings.Builder
	inWord := false
	for _, r := range s {
		if !inWord {
			r = unicode.ToUpper(r)
		}
		inWord = !unicode.IsSpace(r)
		out.WriteRune(r)
	}
	return out.String()
}

// fixed writes a number with so many decimals, halves rounded away from zero.
func fixed(f float64, decimals int) string {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return formatNumber(f)
	}
	return new(big.Rat).SetFloat64(f).FloatString(decimals)
}

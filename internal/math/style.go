package math

import (
	"math"
	"strconv"
	"strings"
)

// styles are the declarations that Temml writes and that carry meaning, with
// the classes that theme/css/figures/math.css has for them. Those that a browser
// does by itself, or that only set the space a little, are left out.
var styles = map[string]string{
	"border:1px solid":       "math-box",
	"font-weight:bold":       "math-bold",
	"math-depth:0":           "math-depth-0",
	"math-depth:2":           "math-depth-2",
	"padding:0":              "math-tight",
	"padding:0.3em":          "math-pad",
	"position:absolute":      "math-lap-inner",
	"position:relative":      "math-lap",
	"justify-content:center": "math-centre",
	"text-align:left":        "tml-left",
	"transform:scaleX(-1)":   "math-mirror",
	"width:100%":             "math-wide",
	"width:50%":              "math-half",
}

// backs are the steps back, in em, that have a class; the first three are
// those of \!, \negmedspace and \negthickspace.
var backs = []struct {
	em    float64
	class string
}{
	{1. / 6, "math-back-3"},
	{4. / 18, "math-back-4"},
	{5. / 18, "math-back-5"},
	{.5, "math-back-9"},
	{1, "math-back-18"},
	{2, "math-back-36"},
}

// ems says how many of an em the units are that Temml writes, at 16 pixels
// an em.
var ems = map[string]float64{
	"em": 1, "px": 1. / 16, "pt": 1. / 12, "in": 6, "cm": 6 / 2.54, "mm": .6 / 2.54, "ex": .431,
}

// classOf returns the class that says what a declaration does, or "".
func classOf(property, value string) string {
	if class, ok := styles[property+":"+value]; ok {
		return class
	}
	switch property {
	case "margin-left":
		return back(value)
	case "border-left", "border-right", "border-top", "border-bottom":
		kind := value[strings.LastIndexByte(value, ' ')+1:]
		switch kind {
		case "solid", "dashed", "double":
			return "math-" + strings.TrimPrefix(property, "border-") + "-" + kind
		}
	case "border": // of a colour of its own
		return "math-box"
	case "padding-left", "padding-right":
		side := strings.TrimPrefix(property, "padding-")
		number, _ := split(value)
		switch number {
		case 0:
			return "math-no-" + side
		case 1:
			if side == "left" {
				return "math-gap"
			}
		}
	}
	return ""
}

// back returns the class nearest to a negative margin.
func back(value string) string {
	number, unit := split(value)
	em := -number * ems[unit]
	if em < .05 || math.IsNaN(em) {
		return ""
	}
	best := backs[0]
	for _, b := range backs[1:] {
		if math.Abs(b.em-em) < math.Abs(best.em-em) {
			best = b
		}
	}
	return best.class
}

// split takes "1.5em" apart.
func split(value string) (number float64, unit string) {
	i := strings.IndexFunc(value, func(c rune) bool { return c != '-' && c != '.' && (c < '0' || c > '9') })
	if i < 0 {
		i = len(value)
	}
	number, err := strconv.ParseFloat(value[:i], 64)
	if err != nil {
		return math.NaN(), ""
	}
	return number, value[i:]
}

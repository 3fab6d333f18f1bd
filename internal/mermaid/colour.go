package mermaid

import (
	"image/color"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// roles are the colours that beautiful-mermaid names by variables, and what
// the classes mermaid-fill-… and mermaid-stroke-… call them.
var roles = map[string]string{
	"var(--bg)":            "paper",
	"var(--_text)":         "text",
	"var(--_text-sec)":     "quiet",
	"var(--_text-muted)":   "quiet",
	"var(--_text-faint)":   "quiet",
	"var(--_line)":         "line",
	"var(--_arrow)":        "line",
	"var(--_node-fill)":    "node",
	"var(--_node-stroke)":  "edge",
	"var(--_group-fill)":   "group",
	"var(--_group-hdr)":    "head",
	"var(--_inner-stroke)": "rule",
	"var(--_key-badge)":    "head",
}

// What stands on a colour that an author chose, in both schemes.
const (
	darkInk  = "#1d1c1a"
	lightInk = "#fdfcf9"
)

// colour returns the class for the colour of a shape or text, or the colour
// itself if an author chose it.
func (c *cleaner) colour(element, key, value string) (class, colour string) {
	if value == "none" || value == "transparent" {
		return "", "none"
	}
	if role, ok := roles[value]; ok {
		if role == "text" && element == "text" && c.node != nil && c.ground != "" {
			return "", inkOn(c.ground)
		}
		return "mermaid-" + key + "-" + role, ""
	}
	if _, ok := parseColour(value); !ok {
		return "", ""
	}
	if key == "fill" && element != "text" && element != "tspan" && c.node != nil {
		c.ground = value
	}
	return "", value
}

// inkOn returns the ink that can be read on a colour.
func inkOn(ground string) string {
	c, _ := parseColour(ground)
	if 2*int(c.R)+5*int(c.G)+int(c.B) > 8*128 {
		return darkInk
	}
	return lightInk
}

var hexRE = regexp.MustCompile(`^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

// parseColour reads #123, #112233 or a name.
func parseColour(s string) (color.RGBA, bool) {
	if !hexRE.MatchString(s) {
		c, ok := colornames.Map[strings.ToLower(s)]
		return c, ok
	}
	digits := s[1:]
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}, err == nil
}

var strokeRE = regexp.MustCompile(`^(\d{1,2}(?:\.\d+)?)(?:px)?$`)

// cleanStyle keeps of a style what is drawn: colours and the width of lines.
// The last of two wins.
func cleanStyle(style string) string {
	values := map[string]string{}
	for decl := range strings.SplitSeq(style, ",") {
		property, value, _ := strings.Cut(decl, ":")
		property, value = strings.TrimSpace(property), strings.TrimSpace(value)
		switch property {
		case "fill", "stroke", "color":
			if _, ok := parseColour(value); ok || value == "none" || value == "transparent" {
				values[property] = value
			}
		case "stroke-width":
			if m := strokeRE.FindStringSubmatch(value); m != nil {
				values[property] = m[1]
			}
		}
	}
	var all []string
	for _, property := range []string{"fill", "stroke", "color", "stroke-width"} {
		if values[property] != "" {
			all = append(all, property+":"+values[property])
		}
	}
	return strings.Join(all, ",")
}

// colours is how many colours the lines and bars of a chart have.
const colours = 6

var colourRE = regexp.MustCompile(`^xychart-color-(\d+)$`)

// classOf returns the classes that take the place of beautiful-mermaid's.
func classOf(class string) []string {
	var all []string
	for name := range strings.FieldsSeq(class) {
		if m := colourRE.FindStringSubmatch(name); m != nil {
			n, _ := strconv.Atoi(m[1])
			all = append(all, "mermaid-series-"+strconv.Itoa(n%colours+1))
		} else if part, ok := strings.CutPrefix(name, "xychart-"); ok {
			all = append(all, "mermaid-chart-"+idOf(part))
		} else if name == "mono" || name == "halo" {
			all = append(all, "mermaid-"+name)
		}
	}
	return all
}

package highlight

import (
	"math"
	"slices"
	"sort"

	"github.com/alecthomas/chroma/v2"
)

// minContrast is that of WCAG AA between text and its ground:
// https://www.w3.org/TR/WCAG22/#contrast-minimum.
const minContrast = 4.5

// readable returns a colour that is readable on all grounds: c itself, or c
// with as much less or more lightness as it takes. Hue and saturation stay.
func readable(c chroma.Colour, grounds []chroma.Colour) chroma.Colour {
	enough := func(c chroma.Colour) bool {
		return !slices.ContainsFunc(grounds, func(ground chroma.Colour) bool { return contrast(c, ground) < minContrast })
	}
	if enough(c) {
		return c
	}
	black, white := chroma.NewColour(0, 0, 0), chroma.NewColour(255, 255, 255)
	end, extreme := 0.0, black
	if contrast(white, grounds[0]) > contrast(black, grounds[0]) {
		end, extreme = 1.0, white
	}
	h, s, l := toHSL(c)
	const steps = 1000
	moved := func(step int) chroma.Colour { return fromHSL(h, s, l+(end-l)*float64(step)/steps) }
	step := sort.Search(steps, func(step int) bool { return enough(moved(step)) })
	if step == steps {
		return extreme
	}
	return moved(step)
}

// contrast returns the contrast ratio of two colours, from 1 to 21.
func contrast(a, b chroma.Colour) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance returns the relative luminance of a colour, as WCAG defines it.
func luminance(c chroma.Colour) float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.Red()) + 0.7152*linear(c.Green()) + 0.0722*linear(c.Blue())
}

// toHSL returns the hue of a colour in sixths of the circle, its saturation
// and its lightness.
func toHSL(c chroma.Colour) (h, s, l float64) {
	r, g, b := float64(c.Red())/255, float64(c.Green())/255, float64(c.Blue())/255
	high, low := max(r, g, b), min(r, g, b)
	l = (high + low) / 2
	span := high - low
	if span == 0 {
		return 0, 0, l
	}
	switch high {
	case r:
		h = math.Mod((g-b)/span+6, 6)
	case g:
		h = (b-r)/span + 2
	default:
		h = (r-g)/span + 4
	}
	return h, span / (1 - math.Abs(2*l-1)), l
}

func fromHSL(h, s, l float64) chroma.Colour {
	span := (1 - math.Abs(2*l-1)) * s
	channel := func(offset float64) uint8 { // how near the hue is to this channel's
		distance := math.Abs(math.Mod(h-offset+9, 6) - 3)
		return uint8(math.Round(255 * (l + span*(min(max(2-distance, 0), 1)-0.5))))
	}
	return chroma.NewColour(channel(0), channel(2), channel(4))
}

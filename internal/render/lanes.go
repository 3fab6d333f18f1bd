package render

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"notesite/internal/example"
)

// queues are those of an event loop, in the order of their lanes.
var queues = []string{"main", "timers", "poll", "check", "close", "ticks", "microtasks", "beforeExit", "exit"}

// The measures of lanes, in pixels.
const (
	laneLabel  = 92 // least width kept for the names
	laneHeight = 20
	laneTop    = 22 // above the lanes, for the time
	blockSide  = 12
	blockGap   = 3
	countWidth = 7 // of a digit in a block that stands for several
	jumpGap    = 14
	timeWidth  = 50 // kept for what a time says
	maxBlocks  = 300
)

// lanes draws what ran when: a lane for each queue, a block for each callback, or
// for several one after the other. Time does not pass while callbacks run, or
// hardly; where it does between them, a line says what it is then.
func (r *Renderer) lanes(blocks []example.Block) template.HTML {
	if len(blocks) < 2 {
		return ""
	}
	left := blocks[min(len(blocks), maxBlocks):]
	blocks = blocks[:len(blocks)-len(left)]
	lane := map[string]int{}
	var names []string
	add := func(name string) {
		if _, known := lane[name]; !known {
			lane[name] = len(names)
			names = append(names, name)
		}
	}
	for _, q := range queues {
		if slices.ContainsFunc(blocks, func(b example.Block) bool { return b.Lane == q }) {
			add(q)
		}
	}
	label := laneLabel
	for _, b := range blocks { // of goroutines
		add(b.Lane)
		label = max(label, 7*len(b.Lane))
	}
	height := laneTop + laneHeight*len(names)
	var drawn, words strings.Builder
	x, now, said := label+blockGap, blocks[0].Time, 0 // said is where the last time stands
	for i, b := range blocks {
		if i == 0 || b.Time-now >= 1e6 {
			if i > 0 {
				x = max(x+jumpGap, said+timeWidth)
			}
			fmt.Fprintf(&drawn, `<path class="lane-time" d="M%d 14V%d"/><text class="lane-time" x="%d" y="11">%s ms</text>`, x-blockGap, height, x-blockGap, r.quantity(float64(b.Time/1e5)/10))
			now, said = b.Time, x
		}
		if i > 0 {
			words.WriteString(r.words.Say("comma"))
		}
		words.WriteString(b.Lane)
		kind := "lane-phase"
		switch b.Lane {
		case "ticks", "microtasks":
			kind = "lane-drain"
		case "main", "beforeExit", "exit":
			kind = "lane-script"
		}
		y := laneTop + laneHeight*lane[b.Lane] + (laneHeight-blockSide)/2
		width, count := blockSide, ""
		if b.Count > 1 {
			count = fmt.Sprintf("%d×", b.Count)
			words.WriteString(" " + count)
			width += countWidth * len(fmt.Sprint(b.Count))
			count = fmt.Sprintf(`<text class="lane-count" x="%d" y="%d">%s</text>`, x+width/2, y+10, count)
		}
		fmt.Fprintf(&drawn, `<g data-time="%d"><rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="2"/>%s</g>`, b.Time, kind, x, y, width, blockSide, count)
		x += width + blockGap
	}
	if n := len(left); n > 0 {
		more := r.words.Say("more", "n", n)
		fmt.Fprintf(&drawn, `<text x="%d" y="%d">%s</text>`, x, laneTop+14, esc(more))
		words.WriteString(r.words.Say("comma") + more)
		x += 100
	}
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg class="lanes-picture" role="img" aria-label="%s" width="%d" height="%d" viewBox="0 0 %[2]d %[3]d">`, esc(words.String()), x, height)
	for i, name := range names {
		y := laneTop + laneHeight*i
		fmt.Fprintf(&svg, `<text x="0" y="%d">%s</text><path d="M%d %dH%d"/>`, y+14, esc(name), label, y+laneHeight/2, x)
	}
	svg.WriteString(drawn.String() + "</svg>")
	return template.HTML(svg.String())
}

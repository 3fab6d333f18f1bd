package render

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"

	"notesite/internal/example"
	"notesite/internal/site"
)

// A benchmarkView is what one benchmark measured, as shown.
type benchmarkView struct {
	ID    string        // in the program's own page
	Name  string        // "BenchmarkRequests"
	Chart template.HTML // SVG
}

// benchmarks returns the views of what part asks for, and a line that says
// when and where they were measured.
func (r *Renderer) benchmarks(program *example.Program, part site.Part, own bool) (views []benchmarkView, measured string) {
	m := program.Measured
	only, one := part.(site.BenchmarkPart)
	if _, whole := part.(site.Whole); m == nil || !one && !(whole && own) {
		return nil, ""
	}
	for _, b := range m.Benchmarks {
		if only != "" && b.Name != string(only) {
			continue
		}
		v := benchmarkView{Name: "Benchmark" + b.Name, Chart: r.barCharts(b)}
		if own {
			v.ID = site.BenchmarkID(b.Name)
		}
		views = append(views, v)
	}
	date := m.Date
	if day, err := time.Parse(time.DateOnly, date); err == nil && r.words.Lang != r.english.Lang {
		date = r.words.Date(day)
	}
	return views, r.words.Say("measured", "date", date, "machine", m.Machine)
}

// The measures of a chart, in pixels: it is drawn for the width of a phone
// and never gets larger than that.
const (
	chartWidth = 360
	chartTitle = 30 // height of the unit above the bars
	barLabel   = 18 // height of the name above a bar
	barHeight  = 12
	barGap     = 10
	barValue   = 76 // width kept for the number behind the longest bar
)

// barCharts draws one chart below the other, one for each unit, as SVG.
func (r *Renderer) barCharts(b example.Benchmark) template.HTML {
	var svg strings.Builder
	y := 0
	for _, chart := range b.Charts {
		longest := 0.0
		for _, bar := range chart.Bars {
			longest = max(longest, bar.Value)
		}
		y += chartTitle
		fmt.Fprintf(&svg, `<text class="chart-unit" x="0" y="%d">%s</text>`, y-10, esc(chart.Unit))
		for _, bar := range chart.Bars {
			width := 0.0
			if longest > 0 {
				width = math.Round(bar.Value / longest * (chartWidth - barValue))
			}
			class := "chart-bar"
			if strings.HasPrefix(bar.Name, "node") {
				class += " chart-twin"
			}
			fmt.Fprintf(&svg, `<text x="0" y="%d">%s</text><rect class="%s" x="0" y="%d" width="%g" height="%d" rx="2"/><text class="chart-value" x="%g" y="%d">%s</text>`,
				y+barLabel-6, esc(bar.Name), class, y+barLabel, max(width, 1), barHeight,
				max(width, 1)+8, y+barLabel+barHeight-1, r.quantity(bar.Value))
			y += barLabel + barHeight + barGap
		}
		y += barGap
	}
	return template.HTML(fmt.Sprintf(`<svg class="chart" role="img" aria-label="%s" width="%d" height="%d" viewBox="0 0 %[2]d %[3]d">%s</svg>`,
		esc(r.chartWords(b)), chartWidth, y, svg.String()))
}

// chartWords says what a chart shows to those who do not see it.
func (r *Renderer) chartWords(b example.Benchmark) string {
	var words []string
	for _, chart := range b.Charts {
		var bars []string
		for _, bar := range chart.Bars {
			bars = append(bars, bar.Name+" "+r.quantity(bar.Value))
		}
		words = append(words, chart.Unit+": "+strings.Join(bars, ", "))
	}
	return strings.Join(words, "; ")
}

// quantity writes a number with three digits that count, and its thousands
// apart.
func (r *Renderer) quantity(f float64) string {
	switch {
	case f == 0:
		return "0"
	case math.Abs(f) < 100:
		return strings.Replace(strconv.FormatFloat(f, 'g', 3, 64), ".", r.words.Decimal, 1)
	}
	digits := strconv.FormatFloat(math.Round(f), 'f', 0, 64)
	var out strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			out.WriteRune('\u202F')
		}
		out.WriteRune(c)
	}
	return out.String()
}

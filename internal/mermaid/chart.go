package mermaid

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	chartHeadRE = regexp.MustCompile(`^xychart(?:-beta)?(?:\s+(horizontal|vertical))?$`)
	titleRE     = regexp.MustCompile(`^title\s+("[^"]*"|\S.*)$`)
	axisRE      = regexp.MustCompile(`^([xy])-axis\s*("[^"]*"|[^\["\d+.-][^\["]*?)?\s*(?:\[(.*)\]|([-+.\d]+)\s*-->\s*([-+.\d]+))?$`)
	seriesRE    = regexp.MustCompile(`^(bar|line)\s*\[(.*)\]$`)
)

// readChart reads an xy chart.
func readChart(s *source) (*plan, error) {
	m := chartHeadRE.FindStringSubmatch(s.header.text)
	if m == nil {
		return nil, s.header.left()
	}
	p := newPlan()
	p.put("xychart-beta %s", m[1])
	series, categories := 0, 0
	for _, l := range s.lines {
		if m := titleRE.FindStringSubmatch(l.text); m != nil {
			p.put(`title "%s"`, hide(unquote(m[1]), special))
			continue
		}
		if m := axisRE.FindStringSubmatch(l.text); m != nil {
			n, err := p.axis(l, m)
			if err != nil {
				return nil, err
			}
			categories = max(categories, n)
			continue
		}
		m := seriesRE.FindStringSubmatch(l.text)
		if m == nil {
			return nil, l.left()
		}
		values, err := numbers(l, m[2])
		if err != nil {
			return nil, err
		}
		series++
		p.put("%s [%s]", m[1], strings.Join(values, ","))
	}
	switch {
	case series == 0:
		return nil, s.header.errorf("a chart without bar or line")
	case series > 50:
		return nil, s.header.errorf("more than 50 bars and lines")
	}
	return p, nil
}

// axis writes an axis: its title, its range or its categories, which it
// counts.
func (p *plan) axis(l line, m []string) (int, error) {
	text := m[1] + "-axis"
	if title := hide(strings.TrimSpace(unquote(strings.TrimSpace(m[2]))), special); title != "" {
		text += ` "` + title + `"`
	}
	count := 0
	switch {
	case m[4] != "":
		ends, err := numbers(l, m[4]+","+m[5])
		if err != nil {
			return 0, err
		}
		if len(ends) == 2 && ends[0] == ends[1] {
			return 0, l.errorf("an axis from %s to %s", ends[0], ends[1])
		}
		text += " " + ends[0] + " --> " + ends[1]
	case m[3] != "":
		if m[1] == "y" {
			return 0, l.left()
		}
		var names []string
		for _, name := range splitList(m[3]) {
			names = append(names, hide(unquote(name), special+","))
		}
		if count = len(names); count > maxParts {
			return 0, l.errorf("more than %d categories", maxParts)
		}
		text += " [" + strings.Join(names, ", ") + "]"
	case m[1] == "x":
		return 0, l.left()
	}
	p.put("%s", text)
	return count, nil
}

// splitList splits at commas outside quotes.
func splitList(s string) []string {
	quoted := false
	fields := strings.FieldsFunc(s, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return c == ',' && !quoted
	})
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields
}

// numbers returns the numbers of a list in plain form.
func numbers(l line, list string) ([]string, error) {
	var all []string
	for field := range strings.SplitSeq(list, ",") {
		field = strings.TrimSpace(field)
		v, err := strconv.ParseFloat(field, 64)
		if err != nil || v != v || v < -1e15 || v > 1e15 {
			return nil, l.errorf("%q is not a number", field)
		}
		all = append(all, strconv.FormatFloat(v, 'f', -1, 64))
	}
	if len(all) > maxParts {
		return nil, l.errorf("more than %d numbers", maxParts)
	}
	return all, nil
}

package base

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Date is a day, or a moment of one. Without a zone in the source it is in
// UTC, so that a build says the same everywhere.
type Date struct {
	time.Time
	HasTime bool
}

// String writes the date as Obsidian's properties do.
func (d Date) String() string {
	if d.HasTime {
		return d.Format("2006-01-02T15:04:05")
	}
	return d.Format(time.DateOnly)
}

var dateStart = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([T ]\d|$)`)

var dateTimes = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", time.RFC3339}

// parseDate reads a date as it stands in properties.
func parseDate(s string) (Date, bool) {
	if s = strings.TrimSpace(s); !dateStart.MatchString(s) {
		return Date{}, false
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return Date{Time: t}, true
	}
	if len(s) == len(time.DateOnly) {
		return Date{}, false // the 30th of February
	}
	s = s[:10] + "T" + s[11:]
	for _, layout := range dateTimes {
		if t, err := time.Parse(layout, s); err == nil {
			return Date{Time: t, HasTime: true}, true
		}
	}
	return Date{}, false
}

// dates returns two values as dates if one is a date and the other is, or is
// written like, another.
func dates(a, b Value) (x, y Date, ok bool) {
	x, ok1 := a.(Date)
	y, ok2 := b.(Date)
	if s, isText := a.(Text); isText && ok2 {
		x, ok1 = parseDate(string(s))
	}
	if s, isText := b.(Text); isText && ok1 && !ok2 {
		y, ok2 = parseDate(string(s))
	}
	return x, y, ok1 && ok2
}

// field returns a part of the date.
func (d Date) field(name string) (Value, bool) {
	switch name {
	case "year":
		return Number(d.Year()), true
	case "month":
		return Number(d.Month()), true
	case "day":
		return Number(d.Day()), true
	case "hour":
		return Number(d.Hour()), true
	case "minute":
		return Number(d.Minute()), true
	case "second":
		return Number(d.Second()), true
	case "millisecond":
		return Number(d.Nanosecond() / 1e6), true
	}
	return nil, false
}

// add moves the date; months first, staying within the month that they lead
// to. ok is false beyond the years that a date can be written for.
func (d Date) add(by duration) (moved Date, ok bool) {
	const limit = 1e15 // milliseconds, some 30,000 years
	if math.Abs(by.milliseconds) > limit || math.Abs(float64(by.months)) > 12*10_000 {
		return d, false
	}
	t := d.Time
	if by.months != 0 {
		first := time.Date(t.Year(), t.Month(), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location()).AddDate(0, by.months, 0)
		last := first.AddDate(0, 1, -1).Day()
		t = first.AddDate(0, 0, min(t.Day(), last)-1)
	}
	t = time.UnixMilli(t.UnixMilli() + int64(by.milliseconds)).In(t.Location())
	wholeDays := math.Mod(by.milliseconds, day) == 0
	return Date{Time: t, HasTime: d.HasTime || !wholeDays}, t.Year() >= 0 && t.Year() <= 9999
}

// A duration is what is added to dates. Months have no fixed length.
type duration struct {
	months       int
	milliseconds float64
}

// How many milliseconds the units have.
const (
	second = 1000.0
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	week   = 7 * day
)

var durationUnits = map[string]duration{
	"y": {months: 12}, "year": {months: 12}, "years": {months: 12},
	"M": {months: 1}, "month": {months: 1}, "months": {months: 1},
	"w": {milliseconds: week}, "week": {milliseconds: week}, "weeks": {milliseconds: week},
	"d": {milliseconds: day}, "day": {milliseconds: day}, "days": {milliseconds: day},
	"h": {milliseconds: hour}, "hour": {milliseconds: hour}, "hours": {milliseconds: hour},
	"m": {milliseconds: minute}, "minute": {milliseconds: minute}, "minutes": {milliseconds: minute},
	"s": {milliseconds: second}, "second": {milliseconds: second}, "seconds": {milliseconds: second},
}

var durationPart = regexp.MustCompile(`^\s*([+-]?\s*\d{1,9}(?:\.\d{1,9})?)\s*([A-Za-z]+)\s*`)

// parseDuration reads "1 week", "2h" or several of these.
func parseDuration(s string) (duration, bool) {
	var sum duration
	if s == "" {
		return sum, false
	}
	for s != "" {
		part := durationPart.FindStringSubmatch(s)
		if part == nil {
			return sum, false
		}
		name := part[2]
		if len(name) > 1 { // M is a month and m a minute
			name = strings.ToLower(name)
		}
		unit, ok := durationUnits[name]
		n, err := strconv.ParseFloat(strings.ReplaceAll(part[1], " ", ""), 64)
		if !ok || err != nil {
			return sum, false
		}
		scaled, ok := unit.times(n)
		if !ok {
			return sum, false
		}
		sum = sum.plus(scaled)
		s = s[len(part[0]):]
	}
	return sum, true
}

func (d duration) plus(other duration) duration {
	return duration{months: d.months + other.months, milliseconds: d.milliseconds + other.milliseconds}
}

// times fails when it would split a month.
func (d duration) times(n float64) (scaled duration, ok bool) {
	months := float64(d.months) * n
	scaled = duration{months: int(months), milliseconds: d.milliseconds * n}
	return scaled, math.Abs(months) < 1e9 && float64(scaled.months) == months && math.Abs(scaled.milliseconds) < 1e18
}

func (d duration) String() string {
	var parts []string
	part := func(n float64, unit string) {
		if n != 0 {
			parts = append(parts, formatNumber(n)+unit)
		}
	}
	part(float64(d.months/12), "y")
	part(float64(d.months%12), "M")
	rest := d.milliseconds
	for _, unit := range []struct {
		length float64
		name   string
	}{{day, "d"}, {hour, "h"}, {minute, "m"}} {
		part(math.Trunc(rest/unit.length), unit.name)
		rest = math.Mod(rest, unit.length)
	}
	part(rest/second, "s")
	if parts == nil {
		return "0s"
	}
	return strings.Join(parts, " ")
}

// lengthField returns a length in milliseconds in another unit.
func lengthField(milliseconds float64, name string) (Value, bool) {
	units := map[string]float64{"weeks": week, "days": day, "hours": hour, "minutes": minute, "seconds": second, "milliseconds": 1}
	unit, ok := units[name]
	return Number(milliseconds / unit), ok
}

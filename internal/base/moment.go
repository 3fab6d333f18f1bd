package base

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// momentToken finds the tokens of a format of Moment.js, and what stands in
// brackets: https://momentjs.com/docs/#/displaying/format/
var momentToken = regexp.MustCompile(`\[[^\]]*\]|LTS|LT|LL?L?L?|ll?l?l?|` +
	`[QMDdwWE]o|DDDo|MM?M?M?|DD?D?D?|dd?d?d?|E|e|ww?|WW?|Y{4,6}|YY?|GG(?:GG)?|gg(?:gg)?|Q|` +
	`HH?|hh?|kk?|mm?|ss?|S{1,9}|A|a|ZZ?|X|x`)

// longFormats are the formats of English that stand for others.
var longFormats = map[string]string{
	"LT": "h:mm A", "LTS": "h:mm:ss A", "L": "MM/DD/YYYY", "LL": "MMMM D, YYYY",
	"LLL": "MMMM D, YYYY h:mm A", "LLLL": "dddd, MMMM D, YYYY h:mm A",
	"l": "M/D/YYYY", "ll": "MMM D, YYYY", "lll": "MMM D, YYYY h:mm A", "llll": "ddd, MMM D, YYYY h:mm A",
}

// momentLayouts are the tokens that Go's layouts know too.
var momentLayouts = map[string]string{
	"YYYY": "2006", "YY": "06", "M": "1", "MM": "01", "MMM": "Jan", "MMMM": "January",
	"D": "2", "DD": "02", "DDDD": "002", "ddd": "Mon", "dddd": "Monday",
	"HH": "15", "h": "3", "hh": "03", "m": "4", "mm": "04", "s": "5", "ss": "05",
	"A": "PM", "a": "pm", "Z": "-07:00", "ZZ": "-0700",
}

// moment writes the date in a format of Moment.js, in English.
func (d Date) moment(format string) string {
	return momentToken.ReplaceAllStringFunc(format, func(token string) string {
		if long, ok := longFormats[token]; ok {
			return d.moment(long)
		}
		if layout, ok := momentLayouts[token]; ok {
			return d.Format(layout)
		}
		switch token[0] {
		case '[':
			return token[1 : len(token)-1]
		case 'S':
			return fmt.Sprintf("%09d", d.Nanosecond())[:len(token)]
		}
		return d.momentNumber(token)
	})
}

// momentNumber writes a token that is a number of the calendar: alone, of a
// fixed width, or with o as an ordinal.
func (d Date) momentNumber(token string) string {
	isoYear, isoWeek := d.ISOWeek()
	// The first week of the American year is that of January 1st.
	saturday := d.AddDate(0, 0, 6-int(d.Weekday()))
	weekday := int(d.Weekday())
	numbers := map[string]int{
		"Y": d.Year(), "YYYYY": d.Year(), "YYYYYY": d.Year(), "Q": (int(d.Month()) + 2) / 3,
		"M": int(d.Month()), "D": d.Day(), "DDD": d.YearDay(), "d": weekday, "e": weekday, "E": (weekday+6)%7 + 1,
		"w": (saturday.YearDay()-1)/7 + 1, "W": isoWeek,
		"gg": saturday.Year() % 100, "gggg": saturday.Year(), "GG": isoYear % 100, "GGGG": isoYear,
		"H": d.Hour(), "k": (d.Hour()+23)%24 + 1, "X": int(d.Unix()), "x": int(d.UnixMilli()),
	}
	if n, ok := numbers[strings.TrimSuffix(token, "o")]; ok && strings.HasSuffix(token, "o") {
		return ordinal(n)
	}
	n, ok := numbers[token]
	switch {
	case token == "dd":
		return d.Weekday().String()[:2]
	case token == "YYYYYY":
		return fmt.Sprintf("%+07d", n)
	case !ok:
		n = numbers[token[:1]]
	case len(token) == 1 || token == "DDD":
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%0*d", len(token), n)
}

// ordinal writes 1st, 2nd, 3rd, 4th.
func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 && n%10 >= 1 && n%10 <= 3 {
		suffix = []string{"st", "nd", "rd"}[n%10-1]
	}
	return strconv.Itoa(n) + suffix
}

package base

import (
	"regexp"
	"strings"
)

// A pattern is a regular expression literal. JavaScript's are not quite Go's:
// what Go cannot match has no matcher.
type pattern struct {
	source  string // /x/g
	matcher *regexp.Regexp
	wrong   string // why there is no matcher
	all     bool   // the flag g
}

func newPattern(expr, flags string) *pattern {
	p := &pattern{source: "/" + expr + "/" + flags, all: strings.Contains(flags, "g")}
	goFlags := ""
	for _, flag := range flags {
		switch flag {
		case 'i', 'm', 's':
			goFlags += string(flag)
		case 'g', 'u', 'd', 'v':
		default:
			p.wrong = "the flag " + string(flag)
			return p
		}
	}
	if goFlags != "" {
		expr = "(?" + goFlags + ")" + expr
	}
	matcher, err := regexp.Compile(expr)
	if err != nil {
		p.wrong = strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	}
	p.matcher = matcher
	return p
}

// replace puts the replacement, in which $1 stands for a group, in place of
// the first match or of all.
func (p *pattern) replace(s, replacement string, limit int) (out string, ok bool) {
	n := 1
	if p.all {
		n = -1
	}
	var b strings.Builder
	end := 0
	for _, match := range p.matcher.FindAllStringSubmatchIndex(s, n) {
		b.WriteString(s[end:match[0]])
		p.expand(&b, replacement, s, match)
		if end = match[1]; b.Len() > limit {
			return "", false
		}
	}
	b.WriteString(s[end:])
	return b.String(), true
}

func (p *pattern) expand(b *strings.Builder, replacement, s string, match []int) {
	for {
		before, after, found := strings.Cut(replacement, "$")
		b.WriteString(before)
		if !found {
			return
		}
		replacement = after
		switch n := digits(after); {
		case strings.HasPrefix(after, "$"):
			b.WriteByte('$')
			replacement = after[1:]
		case strings.HasPrefix(after, "&"):
			b.WriteString(s[match[0]:match[1]])
			replacement = after[1:]
		case n > 0:
			group, width := int(after[0]-'0'), 1
			if two := group*10 + int(after[min(1, n-1)]-'0'); n > 1 && two < len(match)/2 {
				group, width = two, 2
			}
			if group == 0 || group >= len(match)/2 {
				b.WriteByte('$')
				continue
			}
			if match[2*group] >= 0 {
				b.WriteString(s[match[2*group]:match[2*group+1]])
			}
			replacement = after[width:]
		default:
			b.WriteByte('$')
		}
	}
}

package search

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shown is a document in its shard: what is shown of it when it is found. A
// shard is a JSON object of them, by number.
type shown struct {
	URL      string      `json:"u"`
	Title    string      `json:"t"`
	Kind     string      `json:"k,omitempty"`
	Aliases  []string    `json:"a,omitempty"`
	Sections [][3]string `json:"s,omitempty"` // heading, fragment, text
	Symbols  [][2]string `json:"y,omitempty"` // name, fragment
}

// documentFiles returns the document shards by file name. They keep so many
// bytes of text in all, or less.
func documentFiles(n numbering, text int) map[string][]byte {
	limit := textLimit(n, text)
	var starts []int
	for i, d := range n.docs {
		if i == 0 || d.number/shardSlots != n.docs[i-1].number/shardSlots {
			starts = append(starts, i)
		}
	}
	names := make([]string, len(starts))
	data := make([][]byte, len(starts))
	each(len(starts), func(i int) {
		end := len(n.docs)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		var json bytes.Buffer
		for j, d := range n.docs[starts[i]:end] {
			json.WriteByte("{,"[min(j, 1)])
			fmt.Fprintf(&json, `"%d":%s`, d.number, toJSON(d.shown(limit)))
		}
		json.WriteByte('}')
		names[i] = fmt.Sprintf("d%d", n.docs[starts[i]].number/shardSlots)
		data[i] = script(names[i], json.Bytes())
	})
	files := make(map[string][]byte, len(starts))
	for i, name := range names {
		files[name+".js"] = data[i]
	}
	return files
}

func (d numbered) shown(limit int) shown {
	s := shown{URL: d.URL, Title: norm.NFC.String(d.Title), Kind: d.Kind}
	for _, alias := range d.Aliases {
		s.Aliases = append(s.Aliases, norm.NFC.String(alias))
	}
	var lengths []int
	for _, section := range d.Sections {
		lengths = append(lengths, len(section.Text))
	}
	each := share(lengths, limit)
	for _, section := range d.Sections {
		s.Sections = append(s.Sections, [3]string{
			norm.NFC.String(section.Heading), section.Fragment,
			excerpt(section.Text, each),
		})
	}
	for _, symbol := range d.Symbols {
		s.Symbols = append(s.Symbols, [2]string{symbol.Name, symbol.Fragment})
	}
	return s
}

// textLimit returns how much text a document may keep so that all keep no
// more than total: a power of two or one and a half of one, so that it seldom
// changes.
func textLimit(n numbering, total int) int {
	var lengths []int
	for _, d := range n.docs {
		lengths = append(lengths, d.size())
	}
	exact := share(lengths, total)
	limit := 1 << 10
	for limit*2 <= exact && limit < 1<<30 {
		limit *= 2
	}
	if limit*3/2 <= exact {
		limit += limit / 2
	}
	return limit
}

// share returns the length to which all are to be cut so that they are no
// longer than total together.
func share(lengths []int, total int) int {
	longest := 0
	for _, n := range lengths {
		longest = max(longest, n)
	}
	over := sort.Search(longest, func(limit int) bool {
		sum := 0
		for _, n := range lengths {
			sum += min(n, limit+1)
		}
		return sum > total
	})
	if over == longest {
		return 1 << 30
	}
	return over
}

// excerpt returns a text with its white space squeezed, cut to a number of
// bytes, between two words if it can.
func excerpt(text string, limit int) string {
	var b strings.Builder
	b.Grow(min(len(text), limit))
	for field := range strings.FieldsSeq(text) {
		if b.Len() > limit {
			break
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(field)
	}
	text = norm.NFC.String(b.String())
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	text = text[:limit]
	if space := strings.LastIndexByte(text, ' '); space > limit/2 {
		text = text[:space]
	}
	return text + " …"
}

func toJSON(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // strings and numbers only
	}
	return strings.TrimSpace(b.String())
}

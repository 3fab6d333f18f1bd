package search

import "strings"

// A counter counts the words of documents. Several work at once, each on a
// stretch of the documents' numbers.
type counter struct {
	forms []string
	ids   map[string]uint32   // of forms
	runs  map[string][]uint32 // a word as it stands in a text: its forms

	texts, names []posting          // by document
	langs        map[string][]int32 // by form, in how many documents of a language

	// Of the document at hand, by form; touched says for which.
	tf      []int32
	weight  []float64
	touched []uint32
}

// A posting says that a document has a form, and how much it weighs there.
type posting struct {
	form   uint32
	number uint32 // shifted by 8 bits, and the impact
}

func post(form uint32, d numbered, impact uint8) posting {
	return posting{form, uint32(d.number)<<8 | uint32(impact)}
}

// newCounter returns a counter with room for the words of some bytes of text.
func newCounter(size int) *counter {
	return &counter{
		ids: map[string]uint32{}, runs: map[string][]uint32{}, langs: map[string][]int32{},
		texts: make([]posting, 0, size/10),
	}
}

// id returns the number of a form.
func (c *counter) id(form string) uint32 {
	id, ok := c.ids[form]
	if !ok {
		id = uint32(len(c.forms))
		form = strings.Clone(form)
		c.ids[form] = id
		c.forms = append(c.forms, form)
		c.tf = append(c.tf, 0)
		c.weight = append(c.weight, 0)
	}
	return id
}

// of returns the forms of a word.
func (c *counter) of(w word) []uint32 {
	ids, ok := c.runs[w.text]
	if !ok {
		for _, form := range w.forms() {
			ids = append(ids, c.id(form))
		}
		c.runs[strings.Clone(w.text)] = ids
	}
	return ids
}

// add counts a text in c.tf and returns how many words it has.
func (c *counter) add(text string) int {
	n := 0
	for w := range words(text) {
		for _, id := range c.of(w) {
			if c.tf[id] == 0 {
				c.touched = append(c.touched, id)
			}
			c.tf[id]++
		}
		n++
	}
	return n
}

// count adds the postings of a document.
func (c *counter) count(d numbered) {
	length := 0
	for _, s := range d.Sections {
		length += c.add(s.Text)
	}
	kind, ok := kindWeight[d.Kind]
	if !ok {
		kind = 1
	}
	defer c.countLang(language(d.Lang), len(c.texts), len(c.names))
	typical := rounded(length)
	for _, id := range c.touched {
		c.texts = append(c.texts, post(id, d, impact(kind*bm25(float64(c.tf[id]), typical, typicalText), textUnit)))
		c.tf[id] = 0
	}
	c.touched = c.touched[:0]

	weighed := c.weigh(d)
	for _, id := range weighed {
		c.names = append(c.names, post(id, d, impact(kind*c.weight[id], nameUnit)))
		c.weight[id] = 0
	}
}

// countLang counts the forms of the postings since some in a language.
func (c *counter) countLang(lang string, texts, names int) {
	counts := c.langs[lang]
	if missing := len(c.forms) - len(counts); missing > 0 {
		counts = append(counts, make([]int32, missing)...)
		c.langs[lang] = counts
	}
	for _, since := range [][]posting{c.texts[texts:], c.names[names:]} {
		for _, p := range since {
			counts[p.form]++
		}
	}
}

// weigh adds up in c.weight what a document's names weigh, and returns the
// forms in them.
func (c *counter) weigh(d numbered) (forms []uint32) {
	add := func(id uint32, weight float64) {
		if c.weight[id] == 0 {
			forms = append(forms, id)
		}
		c.weight[id] += weight
	}
	best := map[uint32]float64{} // of several names in a field, the best counts
	flush := func() {
		for id, weight := range best {
			add(id, weight)
		}
		clear(best)
	}
	keep := func(id uint32, weight float64) { best[id] = max(best[id], weight) }
	name := func(name string, weight float64, joins bool) {
		var seen []uint32
		length, last := 0, ""
		var pairs []string
		for w := range words(name) {
			length++
			seen = append(seen, c.of(w)...)
			if joins && !w.dense && last != "" {
				pairs = append(pairs, lower(last+w.text))
			}
			last = w.text
		}
		weight *= bm25(1, float64(length), typicalName)
		for _, id := range seen {
			keep(id, weight)
		}
		for _, pair := range pairs {
			if len(pair) <= maxForm {
				keep(c.id(pair), weight*joined)
			}
		}
	}
	name(d.Title, inTitle, true)
	for _, alias := range d.Aliases {
		name(alias, inAlias, true)
	}
	flush()
	for _, s := range d.Symbols {
		name(s.Name, inSymbol, false)
	}
	flush()
	for _, tag := range d.Tags {
		name(tag, inTag, false)
		// As itself, with the tags that it is in.
		tag = key(lower(tag))
		for i := range len(tag) {
			if tag[i] == '/' && i > 0 {
				keep(c.id("#"+tag[:i]), inTag)
			}
		}
		keep(c.id("#"+tag), inTag)
	}
	flush()
	length := 0
	for _, s := range d.Sections {
		length += c.add(s.Heading)
	}
	for _, id := range c.touched {
		add(id, inHeading*bm25(float64(c.tf[id]), float64(length), typicalHeadings))
		c.tf[id] = 0
	}
	c.touched = c.touched[:0]
	return forms
}

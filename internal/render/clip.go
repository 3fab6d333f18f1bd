package render

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A clipper copies a part of a page's HTML, and what is left out of a card
// beside a link it leaves out.
type clipper struct {
	out    strings.Builder
	open   []clipped // elements that are not closed yet, outermost first
	text   int       // bytes of text so far
	limit  int       // of them
	within int       // depth in elements that are whole or not there: <math>
	images int
}

// A clipped is an element that is open. A bare one is copied without its tags.
type clipped struct {
	name string
	bare bool
}

// What a card has no place for, with all that is in it: by element, or class.
var (
	unclippedElements = []string{
		"script", "style", "svg", "iframe", "video", "audio", "object", "embed", "form", "input", "button", "label", "nav", "dialog",
	}
	unclippedClasses = []string{"anchor", "footnotes", "footnote-back", "mermaid-source", "mermaid-wrong"}
)

// clip returns the beginning of a part of HTML that is whole, with at most
// about limit bytes of text. Without an id that is what stands before the first
// heading, and more where this is little; with one, the element of that id, and
// the section, if it is a heading. The result is whole again, ends in … where
// text is missing, and is empty if there is nothing to see or no such id.
func clip(body, id string, limit int) string {
	c := clipper{limit: limit}
	z := html.NewTokenizer(strings.NewReader(body))
	started := id == ""
	rank := "" // "h2" where a section is copied, until the next such heading
	skipped := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		void := kind == html.SelfClosingTagToken || voidElements[token.Data]
		if skipped > 0 {
			switch {
			case kind == html.StartTagToken && !void:
				skipped++
			case kind == html.EndTagToken:
				skipped--
			}
			continue
		}
		if !started {
			if kind != html.StartTagToken && kind != html.SelfClosingTagToken || attribute(token, "id") != id {
				continue
			}
			started = true
			if isHeading(token.Data) {
				rank = token.Data
			}
		} else if rank != "" && len(c.open) == 0 && (kind == html.EndTagToken || kind == html.StartTagToken && isHeading(token.Data) && token.Data <= rank) {
			break // the section ends
		}
		if id == "" && len(c.open) == 0 && isHeading(token.Data) && c.text > limit/3 {
			break // that says what the page is about
		}
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			if leaveOut(token) || id == "" && token.Data == "h1" {
				if !void {
					skipped = 1
				}
				continue
			}
			c.start(token, void)
		case html.EndTagToken:
			c.end()
			if id != "" && rank == "" && len(c.open) == 0 {
				return c.String()
			}
		case html.TextToken:
			if !c.add(token.Data) {
				return c.String()
			}
		}
		if id != "" && rank == "" && void && len(c.open) == 0 {
			break
		}
	}
	return c.String()
}

func leaveOut(t html.Token) bool {
	if slices.Contains(unclippedElements, t.Data) {
		return true
	}
	for class := range strings.FieldsSeq(attribute(t, "class")) {
		if slices.Contains(unclippedClasses, class) {
			return true
		}
	}
	return false
}

// start copies a start tag, with the attributes that mean something in a card.
func (c *clipper) start(t html.Token, void bool) {
	bare := t.Data == "a" && attribute(t, "class") == "name"
	if !bare {
		attrs := slices.DeleteFunc(slices.Clone(t.Attr), func(a html.Attribute) bool {
			switch a.Key {
			case "id", "name", "style", "tabindex", "role", "loading", "srcset", "title":
				return true
			}
			return strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "aria-")
		})
		t.Attr = attrs
		c.out.WriteString(t.String())
	}
	if t.Data == "img" {
		c.images++
	}
	if !void {
		if t.Data == "math" || c.within > 0 {
			c.within++
		}
		c.open = append(c.open, clipped{t.Data, bare})
	}
}

// end closes the innermost element.
func (c *clipper) end() {
	if len(c.open) == 0 {
		return // of what is around the part
	}
	last := c.open[len(c.open)-1]
	c.open = c.open[:len(c.open)-1]
	c.within = max(0, c.within-1)
	if !last.bare {
		c.out.WriteString("</" + last.name + ">")
	}
}

// add copies text, and reports whether there is room for more.
func (c *clipper) add(text string) bool {
	room := c.limit - c.text
	c.text += len(strings.TrimSpace(text))
	if len(text) <= room || c.within > 0 {
		c.out.WriteString(html.EscapeString(text))
		return true
	}
	text = strings.ToValidUTF8(text[:max(room, 0)], "")
	if at := strings.LastIndexAny(text, " \n"); at > len(text)-30 && at > 0 {
		text = text[:at]
	}
	c.out.WriteString(html.EscapeString(text) + "…")
	return false
}

// String closes what is open and returns what was copied.
func (c *clipper) String() string {
	for len(c.open) > 0 {
		c.end()
	}
	if c.text == 0 && c.images == 0 {
		return ""
	}
	return strings.TrimSpace(c.out.String())
}

func attribute(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func isHeading(name string) bool {
	return len(name) == 2 && name[0] == 'h' && '1' <= name[1] && name[1] <= '6'
}

// voidElements have no end tag.
var voidElements = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true,
}

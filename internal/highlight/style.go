package highlight

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
)

// The names of the styles of the theme.
const (
	LightStyle = "notesite-light"
	DarkStyle  = "notesite-dark"
)

//go:embed styles/*.xml
var styleFiles embed.FS

// ours are the styles of the theme.
var ours = map[string]*chroma.Style{
	LightStyle: ourStyle("styles/light.xml"),
	DarkStyle:  ourStyle("styles/dark.xml"),
}

func ourStyle(file string) *chroma.Style {
	f, err := styleFiles.Open(file)
	if err != nil {
		panic(err) // it is embedded
	}
	defer f.Close()
	return chroma.MustNewXMLStyle(f)
}

// Style returns a style by its name: one of the theme's or of chroma's. The
// error names those with a name that is close.
func Style(name string) (*chroma.Style, error) {
	name = strings.ToLower(name)
	if s, ok := ours[name]; ok {
		return s, nil
	}
	if s, ok := styles.Registry[name]; ok {
		return s, nil
	}
	near := nearStyles(name)
	if len(near) == 0 {
		return nil, fmt.Errorf("there is no style %q", name)
	}
	return nil, fmt.Errorf("there is no style %q; did you mean %s?", name, strings.Join(near, ", "))
}

// nearStyles returns up to three names of styles that name may mean, the
// nearest first.
func nearStyles(name string) []string {
	distance := map[string]int{}
	var near []string
	for _, other := range append(styles.Names(), LightStyle, DarkStyle) {
		d := levenshtein.ComputeDistance(name, other)
		if d > max(len(name)/3, 1) && (len(name) < 3 || !strings.Contains(other, name)) {
			continue
		}
		distance[other] = d
		near = append(near, other)
	}
	slices.SortStableFunc(near, func(a, b string) int { return distance[a] - distance[b] })
	return near[:min(len(near), 3)]
}

// A Scheme is a style with the grounds on which its colours must be readable.
type Scheme struct {
	Style   *chroma.Style
	Grounds []chroma.Colour
}

// The grounds on which code stands in the theme: the sheet, and the lines that
// are marked, added and taken away.
var (
	LightGrounds = []chroma.Colour{
		chroma.NewColour(0xf6, 0xf4, 0xee), // --sheet
		chroma.NewColour(0xe4, 0xef, 0xf0), // --wash
		chroma.NewColour(0xe2, 0xef, 0xda), // --code-plus
		chroma.NewColour(0xf8, 0xe3, 0xde), // --code-minus
	}
	DarkGrounds = []chroma.Colour{
		chroma.NewColour(0x1c, 0x1c, 0x1f),
		chroma.NewColour(0x15, 0x2c, 0x32),
		chroma.NewColour(0x1f, 0x30, 0x20),
		chroma.NewColour(0x3d, 0x24, 0x22),
	}
)

// CSS returns the rules for the classes of [Lines], from one style for light
// schemes and paper and one for dark screens. Every colour meets WCAG AA on
// every ground of its scheme: one that does not is made darker or lighter
// until it does. What has the colour of the style's text keeps that of the
// page, and backgrounds are the theme's.
func CSS(light, dark Scheme) string {
	var b strings.Builder
	lightLooks, darkLooks := light.looks(), dark.looks()
	writeRules(&b, "", func(i int) string { return lightLooks[i].declarations(darkLooks[i]) })
	b.WriteString("pre .gi { background: var(--code-plus); }\npre .gd { background: var(--code-minus); }\n")
	// Colours know of both schemes; weight and slant must be told, by the
	// system's scheme or by what the reader chose.
	var faces strings.Builder
	writeRules(&faces, "    ", func(i int) string { return darkLooks[i].face(lightLooks[i]) })
	if faces.Len() > 0 {
		fmt.Fprintf(&b, "\n@media screen and (prefers-color-scheme: dark) {\n  :where(:root:not([data-scheme=\"light\"])) {\n%s  }\n}\n", faces.String())
		fmt.Fprintf(&b, "\n@media screen {\n  :where(:root[data-scheme=\"dark\"]) {\n%s  }\n}\n", faces.String())
	}
	b.WriteString("\n@media (prefers-contrast: more) {\n  ")
	var comments []string
	for i, t := range styled {
		if t.InCategory(chroma.Comment) {
			comments = append(comments, classes[i+1])
		}
	}
	b.WriteString(selectorOf(comments) + " { color: var(--quiet); }\n}\n")
	return b.String()
}

// A look is how a class looks. The zero colour is that of the page.
type look struct {
	colour       chroma.Colour
	bold, italic bool
}

// looks returns the look of each class.
func (s Scheme) looks() []look {
	text := s.Style.Get(chroma.Text).Colour
	looks := make([]look, len(classes))
	for i, t := range styled {
		entry := s.Style.Get(t)
		l := look{bold: entry.Bold == chroma.Yes, italic: entry.Italic == chroma.Yes}
		if entry.Colour.IsSet() && entry.Colour != text {
			l.colour = readable(entry.Colour, s.Grounds)
		}
		looks[i+1] = l
	}
	return looks
}

// writeRules writes the declarations of each class that has some, one rule for
// all classes that have the same.
func writeRules(b *strings.Builder, indent string, declarations func(class int) string) {
	var order []string
	rules := map[string][]string{}
	for i, class := range classes {
		d := declarations(i)
		if d == "" {
			continue
		}
		if rules[d] == nil {
			order = append(order, d)
		}
		rules[d] = append(rules[d], class)
	}
	for _, d := range order {
		fmt.Fprintf(b, "%s%s { %s }\n", indent, selectorOf(rules[d]), d)
	}
}

// declarations returns the colours of a look and of that in a dark scheme, and
// its weight and slant.
func (l look) declarations(dark look) string {
	d := l.face(look{})
	if l.colour != dark.colour {
		d = fmt.Sprintf("color: light-dark(%s, %s); %s", colourOf(l.colour), colourOf(dark.colour), d)
	} else if l.colour.IsSet() {
		d = fmt.Sprintf("color: %s; %s", l.colour, d)
	}
	return strings.TrimSpace(d)
}

// colourOf returns a colour, or the one of the text around.
func colourOf(c chroma.Colour) string {
	if !c.IsSet() {
		return "currentcolor"
	}
	return c.String()
}

// face returns what makes the weight and slant of a look of those before.
func (l look) face(before look) string {
	var d []string
	set := func(property, value string, on bool) {
		if !on {
			value = "inherit"
		}
		d = append(d, property+": "+value+";")
	}
	if l.bold != before.bold {
		set("font-weight", "600", l.bold)
	}
	if l.italic != before.italic {
		set("font-style", "italic", l.italic)
	}
	return strings.Join(d, " ")
}

func selectorOf(classes []string) string {
	if len(classes) == 1 {
		return "pre ." + classes[0]
	}
	return "pre :is(." + strings.Join(classes, ", .") + ")"
}

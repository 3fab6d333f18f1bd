package highlight

import (
	"flag"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func style(t *testing.T, name string) *chroma.Style {
	t.Helper()
	s, err := Style(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func defaultCSS(t *testing.T) string {
	return CSS(Scheme{style(t, LightStyle), LightGrounds}, Scheme{style(t, DarkStyle), DarkGrounds})
}

func TestCSSGolden(t *testing.T) {
	const file = "testdata/default.css"
	got := defaultCSS(t)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// The theme's own colours are readable as they are: none is changed.
func TestOurStylesAsTheyAre(t *testing.T) {
	for _, s := range []Scheme{{style(t, LightStyle), LightGrounds}, {style(t, DarkStyle), DarkGrounds}} {
		if s.Style.Counterpart == "" {
			t.Errorf("%s has no counterpart", s.Style.Name)
		}
		for _, token := range styled {
			c := s.Style.Get(token).Colour
			if c.IsSet() && readable(c, s.Grounds) != c {
				t.Errorf("%s: the colour of %v is %v, and readable is %v", s.Style.Name, token, c, readable(c, s.Grounds))
			}
		}
	}
}

// The grounds are the theme's.
func TestGrounds(t *testing.T) {
	tokens, err := os.ReadFile("../../theme/css/10-tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"--sheet", "--wash", "--code-plus", "--code-minus"} {
		m := regexp.MustCompile(name + `: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);`).FindStringSubmatch(string(tokens))
		if m == nil || m[1] != LightGrounds[i].String() || m[2] != DarkGrounds[i].String() {
			t.Errorf("%s is %v in the theme, and %v and %v here", name, m, LightGrounds[i], DarkGrounds[i])
		}
	}
}

// wcag returns the contrast of two colours as #rrggbb, by the formula of
// WCAG 2.2 and not by the code under test.
func wcag(t *testing.T, a, b string) float64 {
	t.Helper()
	relative := func(colour string) float64 {
		n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 24)
		if err != nil || len(colour) != 7 {
			t.Fatalf("%q is no colour", colour)
		}
		sum := 0.0
		for i, weight := range []float64{0.0722, 0.7152, 0.2126} {
			v := float64(n>>(8*i)&255) / 255
			if v <= 0.03928 {
				v /= 12.92
			} else {
				v = math.Pow((v+0.055)/1.055, 2.4)
			}
			sum += weight * v
		}
		return sum
	}
	x, y := relative(a), relative(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// Every style of chroma's is readable on light and on dark grounds.
func TestReadable(t *testing.T) {
	colour := regexp.MustCompile(`[^-]color: ([^;]+);`)
	both := regexp.MustCompile(`^light-dark\((.+), (.+)\)$`)
	for _, name := range append(styles.Names(), LightStyle, DarkStyle) {
		s := style(t, name)
		for _, m := range colour.FindAllStringSubmatch(CSS(Scheme{s, LightGrounds}, Scheme{s, DarkGrounds}), -1) {
			light, dark := m[1], m[1]
			if pair := both.FindStringSubmatch(m[1]); pair != nil {
				light, dark = pair[1], pair[2]
			}
			for _, scheme := range []struct {
				colour  string
				grounds []chroma.Colour
			}{{light, LightGrounds}, {dark, DarkGrounds}} {
				if scheme.colour == "currentcolor" || scheme.colour == "var(--quiet)" {
					continue
				}
				for _, ground := range scheme.grounds {
					if got := wcag(t, scheme.colour, ground.String()); got < 4.5 {
						t.Errorf("%s: %s on %v has a contrast of %.2f", name, scheme.colour, ground, got)
					}
				}
			}
		}
	}
}

// A colour moves no further than it has to, and keeps its hue.
func TestMovedAsFarAsNeeded(t *testing.T) {
	tests := []struct{ colour, ground, want string }{
		{"#000000", "#ffffff", "#000000"},
		{"#777777", "#ffffff", "#767676"}, // the lightest grey that is readable on white
		{"#ffffff", "#ffffff", "#767676"},
		{"#ff0000", "#ffffff", "#ee0000"},
		{"#0000ff", "#000000", "#5e5eff"},
		{"#00ff00", "#000000", "#00ff00"},
	}
	for _, tt := range tests {
		got := readable(chroma.MustParseColour(tt.colour), []chroma.Colour{chroma.MustParseColour(tt.ground)}).String()
		if got != tt.want {
			t.Errorf("%s on %s becomes %s, want %s", tt.colour, tt.ground, got, tt.want)
		}
	}
}

// Lightness apart, a colour comes back from HSL as it was.
func TestHSL(t *testing.T) {
	for n := range chroma.Colour(1 << 12) {
		c := chroma.NewColour(uint8(n>>8*17), uint8(n>>4&15*17), uint8(n&15*17))
		if got := fromHSL(toHSL(c)); got != c {
			t.Fatalf("%v comes back as %v", c, got)
		}
	}
}

// A dark style takes back what only the light one has.
func TestCSSTakesBack(t *testing.T) {
	light := chroma.MustNewStyle("light", chroma.StyleEntries{chroma.Background: "#000000 bg:#ffffff", chroma.Keyword: "bold #0000aa", chroma.NameTag: "italic #000000"})
	dark := chroma.MustNewStyle("dark", chroma.StyleEntries{chroma.Background: "#ffffff bg:#000000", chroma.Comment: "#aaaaaa"})
	css := CSS(Scheme{light, LightGrounds}, Scheme{dark, DarkGrounds})
	for _, want := range []string{
		"\npre .nt { font-style: italic; }\n",
		"pre :is(.k, .kc, .kd, .kn, .kp, .kr, .kt) { color: light-dark(#0000aa, currentcolor); font-weight: 600; }\n",
		"pre :is(.c, .ch, .cm, .c1, .cs, .cp, .cpf) { color: light-dark(currentcolor, #aaaaaa); }\n",
		"  pre :is(.k, .kc, .kd, .kn, .kp, .kr, .kt) { font-weight: inherit; }\n",
		"  pre .nt { font-style: inherit; }\n",
	} {
		if !strings.Contains("\n"+css, want) {
			t.Errorf("no %q in\n%s", want, css)
		}
	}
}

func TestStyleErrors(t *testing.T) {
	tests := []struct{ name, want string }{
		{"drakula", `there is no style "drakula"; did you mean dracula?`},
		{"solarized", `there is no style "solarized"; did you mean solarized-dark, solarized-light, solarized-dark256?`},
		{"git", `there is no style "git"; did you mean github, github-dark?`},
		{"Zebra Stripes", `there is no style "zebra stripes"`},
		{"", `there is no style ""`},
	}
	for _, tt := range tests {
		if _, err := Style(tt.name); err == nil || err.Error() != tt.want {
			t.Errorf("%q: %v", tt.name, err)
		}
	}
	if s, err := Style("GitHub-Dark"); err != nil || s.Name != "github-dark" {
		t.Errorf("%v, %v", s, err)
	}
}

package card

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/go-text/typesetting/di"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/cards.golden and the pictures beside it")

var long = strings.Repeat("What a title that goes on and on has to say ", 8)

// cards are drawn into testdata/cards.golden, a hash of the pixels of each.
var cards = []Card{
	{"Event loop", "notesite", "", false},
	{"How the event loop of Node.js differs from Go’s scheduler", "notesite", "", false},
	{"GOMAXPROCS", "A site with a name of its own", "Program", false},
	{"Backpressure, or why a fast writer and a slow reader must agree on how much lies between them", "notesite", "Note", false},
	{long, "A site whose name is so long that it cannot stand on one line beside the kind of page", "Program", false},
	{"github.com/a-rather-long-organisation/and_a_repository_name_without_any_space/internal/card", "notesite", "", false},
	{"Вы́тесняющая многозадачность", "Заметки", "Программа", false},
	{"Πότε ένα νήμα περιμένει; Ἀρχή", "Σημειώσεις", "", false},
	{"לולאת האירועים של Node.js (גרסה 24), בעברית", "פתקים", "Go", false},
	{"שָׁלוֹם → world", "notesite", "", false},
	{"naïve Ångström, decomposed; flow, office; Tiếng Việt", "notesite", "", false},
	{"", "notesite", "", false},
	{"", "", "", false},
	{"GOMAXPROCS", "A site with an icon of its own", "Program", true},
}

// Hashes are of pixels, not of files: another release of Go may compress better.
func TestGolden(t *testing.T) {
	p := newPainter(t)
	var b strings.Builder
	sheet := image.NewPaletted(image.Rect(0, 0, 2*Width, (len(cards)+1)/2*Height), onPaper)
	for i, c := range cards {
		data, err := p.PNG(c)
		if err != nil {
			t.Fatal(err)
		}
		img := decode(t, data)
		fmt.Fprintf(&b, "%s %.60q\n", hash(img), c.Title)
		draw.Draw(sheet, image.Rect(0, 0, Width, Height).Add(image.Pt(i%2*Width, i/2*Height)), img, image.Point{}, draw.Src)
	}
	for _, name := range []string{"apple-touch-icon.png", "icon-192.png", "icon-512.png"} {
		fmt.Fprintf(&b, "%s %s\n", hash(decode(t, Icons()[name])), name)
	}
	if *update {
		write(t, "cards.golden", []byte(b.String()))
		var picture bytes.Buffer
		if err := png.Encode(&picture, sheet); err != nil {
			t.Fatal(err)
		}
		write(t, "cards.png", picture.Bytes())
	}
	want, err := os.ReadFile(filepath.Join("testdata", "cards.golden"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		if runtime.GOARCH != "amd64" {
			t.Skip("drawn with other roundings than on amd64")
		}
		t.Errorf("pictures differ (-want +got), -update rewrites them and cards.png to look at:\n%s", diff)
	}
}

// A picture that is there need not be drawn again: its name must be another
// where another would be drawn.
func TestName(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", "cards.golden"))
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%x", sha256.Sum256(golden))[:len(version)]; version != want {
		t.Errorf("what is drawn has changed: version is to be %q", want)
	}
	names := map[string]Card{}
	for _, c := range append(cards, Card{Title: "a", Site: "b"}, Card{Title: "a b"}, Card{Site: "a", Kind: "b"}, Card{Title: `a" "b`}, Card{Title: "a", Plain: true}) {
		name := c.Name()
		if other, taken := names[name]; taken {
			t.Errorf("%v and %v have one name", c, other)
		}
		if names[name] = c; name != c.Name() || len(name) != len("0123456789abcdef.png") {
			t.Errorf("%v is named %s", c, name)
		}
	}
}

func newPainter(t testing.TB) *Painter {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func decode(t testing.TB, data []byte) *image.Paletted {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img.(*image.Paletted)
}

func hash(img *image.Paletted) string {
	h := sha256.New()
	fmt.Fprint(h, img.Rect, img.Palette)
	h.Write(img.Pix)
	return fmt.Sprintf("%x", h.Sum(nil)[:12])
}

func write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSize(t *testing.T) {
	p := newPainter(t)
	for _, c := range cards {
		data, err := p.PNG(c)
		if err != nil {
			t.Fatal(err)
		}
		if r := decode(t, data).Rect; r != image.Rect(0, 0, Width, Height) {
			t.Errorf("%q: picture of %v", c.Title, r)
		}
		if len(data) > 18_000 {
			t.Errorf("%q: %d bytes", c.Title, len(data))
		}
	}
}

func TestFit(t *testing.T) {
	s := newSetter(newPainter(t).fonts)
	for _, test := range []struct {
		title string
		size  int
		lines []string
	}{
		{"", 100, nil},
		{"Event loop", 100, []string{"Event loop"}},
		{"  Event\n loop\t", 100, []string{"Event loop"}},
		{"Event\u00a0loop and\u00a0what and\u00a0what it is", 100, []string{"Event\u00a0loop and\u00a0what", "and\u00a0what it is"}},
		{"How the event loop of Node.js differs from Go’s scheduler", 100, []string{"How the event loop", "of Node.js differs", "from Go’s scheduler"}},
		{"Backpressure, or why a fast writer and a slow reader must agree on how much lies between them", 76, []string{"Backpressure, or why a", "fast writer and a slow", "reader must agree on how", "much lies between them"}},
		{"internal/card/internal/render/internal/build.go", 100, []string{"internal/card/", "internal/render/", "internal/build.go"}},
		// Words that are too wide for a line make the type smaller, then break.
		{"A Rindfleischetikettierungsgesetz", 68, []string{"A Rindfleischetikettierungsgesetz"}},
		{"Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", 54, []string{"Donaudampfschifffahrtselektrizitätenhau", "ptbetriebswerk"}},
		{"soft\u00adly", 100, []string{"softly"}},
		{strings.Repeat("x", 300), 54, []string{strings.Repeat("x", 37), strings.Repeat("x", 37), strings.Repeat("x", 37), strings.Repeat("x", 35) + "…"}},
		{strings.Repeat("word ", 60), 54, []string{"word word word word word word word", "word word word word word word word", "word word word word word word word", "word word word word word word word…"}},
		{strings.Repeat("ñ", 300), 54, []string{strings.Repeat("ñ", 31), strings.Repeat("ñ", 31), strings.Repeat("ñ", 31), strings.Repeat("ñ", 29) + "…"}},
		{"לולאת האירועים של Node.js (גרסה 24), בעברית", 100, []string{"לולאת האירועים", "של Node.js (גרסה", "24), בעברית"}},
	} {
		b := s.fit(clean(test.title), Width-2*margin, titleSpace)
		if got := words(s, b, test.title); b.size != test.size || cmp.Diff(test.lines, got) != "" {
			t.Errorf("%q: size %d, lines %q", test.title, b.size, got)
		}
	}
}

// words returns the text of the lines of a block.
func words(s *setter, b block, title string) []string {
	text := clean(title)
	ellipsis, _ := s.faces[0].NominalGlyph('…')
	var lines []string
	for _, l := range b.lines {
		first, last, end := len(text), 0, ""
		for k := range l.runs {
			r := l.runs[k].Runes
			if l.runs[k].Glyphs[0].GlyphID == ellipsis {
				end = "…" // its runes are all the rest
				continue
			}
			first, last = min(first, r.Offset), max(last, r.Offset+r.Count)
		}
		lines = append(lines, strings.TrimSpace(string(text[min(first, last):last]))+end)
	}
	return lines
}

func TestCovers(t *testing.T) {
	p := newPainter(t)
	for text, want := range map[string]bool{
		"":                             true,
		"Event loop, 100 %":            true,
		"naïve":                        true, // decomposed
		"Łódź Ångström Tiếng Việt":     true,
		"Ελληνικά Ἀρχή":                true,
		"Ёлка Ђорђе":                   true,
		"שָׁלוֹם":                      true,
		"a → b ≤ c × ∞":                true,
		"tab\tand\nline\x00":           true,
		"soft\u00adhyphen \u200e":      true,
		"日本語":                          false,
		"हिन्दी":                       false,
		"العربية":                      false,
		"Inbox 📌":                      false,
		"\xff":                         false,
		strings.Repeat("a", 500) + "日": false,
	} {
		if got := p.Covers(text); got != want {
			t.Errorf("Covers(%q) = %t", text, got)
		}
	}
}

func TestDirection(t *testing.T) {
	for text, want := range map[string]di.Direction{
		"":             di.DirectionLTR,
		"123":          di.DirectionLTR,
		"a שלום":       di.DirectionLTR,
		"2026: שלום a": di.DirectionRTL,
		"(العربية)":    di.DirectionRTL,
	} {
		if got := direction([]rune(text)); got != want {
			t.Errorf("direction(%q) = %v", text, got)
		}
	}
}

// One painter draws for all, and each time the same.
func TestConcurrent(t *testing.T) {
	p := newPainter(t)
	want := make([][]byte, len(cards))
	for i, c := range cards {
		want[i], _ = newPainter(t).PNG(c)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, c := range cards {
				got, err := p.PNG(c)
				if err != nil || !bytes.Equal(got, want[i]) {
					t.Errorf("%q: another picture, %v", c.Title, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestIcons(t *testing.T) {
	icons := Icons()
	for name, size := range map[string]int{"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512} {
		img := decode(t, icons[name])
		if img.Rect != image.Rect(0, 0, size, size) {
			t.Errorf("%s: %v", name, img.Rect)
		}
		for y := range size {
			for x := range size {
				dx, dy := 2*x+1-size, 2*y+1-size
				if img.ColorIndexAt(x, y) != 0 && 25*(dx*dx+dy*dy) > 16*size*size {
					t.Fatalf("%s: drawn at %d, %d, outside the circle that stays", name, x, y)
				}
			}
		}
		if !img.Opaque() {
			t.Errorf("%s is not opaque", name)
		}
	}
	data := icons["favicon.ico"]
	n := int(binary.LittleEndian.Uint16(data[4:]))
	end := 6 + 16*n
	for i := range n {
		entry := data[6+16*i:]
		length, offset := int(binary.LittleEndian.Uint32(entry[8:])), int(binary.LittleEndian.Uint32(entry[12:]))
		if offset != end {
			t.Errorf("favicon.ico: picture %d at %d, not %d", i, offset, end)
		}
		end = offset + length
		if img := decode(t, data[offset:end]); img.Rect.Dx() != int(entry[0]) || img.Rect.Dy() != int(entry[1]) {
			t.Errorf("favicon.ico: picture %d is %v", i, img.Rect)
		}
		if *update {
			write(t, fmt.Sprintf("favicon-%d.png", entry[0]), data[offset:end])
		}
	}
	if n != 3 || end != len(data) {
		t.Errorf("favicon.ico: %d pictures, %d of %d bytes", n, end, len(data))
	}
}

// Whatever a title holds, it is drawn, and stays within its room.
func FuzzDraw(f *testing.F) {
	for _, c := range cards {
		f.Add(c.Title, c.Site, c.Kind)
	}
	p := newPainter(f)
	d := p.desks.Get().(*desk)
	f.Fuzz(func(t *testing.T, title, site, kind string) {
		p.Covers(title)
		d.draw(Card{Title: title, Site: site, Kind: kind})
		b := d.setter.fit(clean(title), Width-2*margin, titleSpace)
		if len(b.lines) > maxLines {
			t.Errorf("%d lines", len(b.lines))
		}
		for _, l := range b.lines {
			if l.width() > Width-2*margin && p.Covers(title) {
				t.Errorf("a line of %d pixels", l.width())
			}
		}
	})
}

func BenchmarkPNG(b *testing.B) {
	p := newPainter(b)
	for _, i := range []int{0, 1, 4} {
		b.Run(fmt.Sprintf("%.20s", cards[i].Title), func(b *testing.B) {
			size := 0
			for b.Loop() {
				data, err := p.PNG(cards[i])
				if err != nil {
					b.Fatal(err)
				}
				size = len(data)
			}
			b.ReportMetric(float64(size), "bytes/card")
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newPainter(b)
	}
}

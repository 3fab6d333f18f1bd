package search

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"sort"
	"strings"
	"testing"
)

// vault makes notes of 600 words of a made-up language in which, as in
// others, the n-th word is about n times as rare as the first, and the rare
// ones are long.
func vault(notes int) []Document {
	const size = 30_000
	rng := rand.New(rand.NewPCG(1, 2))
	words := make([]string, size)
	sums := make([]float64, size)
	sum := 0.0
	for i := range words {
		var b strings.Builder
		for range 1 + int(math.Log10(float64(i+2))*0.9+rng.Float64()) {
			b.WriteByte("bcdfghjklmnprstvwz"[rng.IntN(18)])
			b.WriteByte("aaeeiouy"[rng.IntN(8)])
			if rng.IntN(3) == 0 {
				b.WriteByte("lnrst"[rng.IntN(5)])
			}
		}
		words[i] = b.String()
		sum += 1 / (float64(i) + 2.7)
		sums[i] = sum
	}
	word := func() string { return words[sort.SearchFloat64s(sums, rng.Float64()*sum)] }
	line := func(n int) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(word())
			if i%12 == 11 {
				b.WriteByte('.')
			}
		}
		return b.String()
	}
	docs := make([]Document, notes)
	for i := range docs {
		docs[i] = Document{
			URL: fmt.Sprintf("area-%d/note-%d.html", i/100, i), Title: line(2 + rng.IntN(3)), Kind: "note",
			Aliases: []string{fmt.Sprintf("Alias %d", i)}, Tags: []string{words[i%50], "area/" + words[i%20]},
		}
		for s := range 4 {
			section := Section{Text: line(150)}
			if s > 0 {
				section.Heading = line(3)
				section.Fragment = strings.ReplaceAll(section.Heading, " ", "-")
			}
			docs[i].Sections = append(docs[i].Sections, section)
		}
	}
	return docs
}

func BenchmarkBuild(b *testing.B) {
	for _, notes := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(notes), func(b *testing.B) {
			docs := vault(notes)
			b.ReportAllocs()
			var files map[string][]byte
			for b.Loop() {
				var err error
				if files, err = Build(docs, Options{}); err != nil {
					b.Fatal(err)
				}
			}
			size := 0
			kinds := map[byte]int{}
			for name, data := range files {
				size += len(data)
				kinds[name[0]] += len(data)
			}
			b.ReportMetric(float64(size), "bytes")
			b.ReportMetric(float64(len(files)), "files")
			for k, n := range kinds {
				b.ReportMetric(float64(n), string(k)+"-bytes")
			}
		})
	}
}

// What is transferred until the first question is answered stays small, and
// so does the index on the disk.
func TestSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds an index of 10,000 documents")
	}
	docs := vault(10_000)
	files := build(t, docs)
	size := 0
	for _, data := range files {
		size += len(data)
	}
	if size > 20<<20 {
		t.Errorf("%d bytes on disk", size)
	}
	text := strings.Fields(docs[42].Sections[1].Text)
	questions := []string{
		text[0] + " " + text[1], docs[42].Title, text[5] + " " + text[9] + " ", "alias 99",
		strings.Fields(docs[1].Title)[0], "ka", "kar", text[2][:2] + "x" + text[2][2:], "xyzzyx",
	}
	script, err := os.ReadFile("../../theme/js/search.js")
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range ask[answer](t, files, questions) {
		transferred := gzipped(script)
		for _, name := range a.Files {
			transferred += gzipped(files[name])
		}
		t.Logf("%q: %d results, %d files, %d bytes in gzip", questions[i], a.Total, len(a.Files), transferred)
		if transferred > 100_000 {
			t.Errorf("%q transfers %d bytes", questions[i], transferred)
		}
	}
	t.Logf("%d files, %d bytes", len(files), size)
}

func gzipped(data []byte) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Len()
}

package build

import (
	"bytes"
	"compress/gzip"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"notesite/internal/testvault"
)

// What a page may weigh, as it travels, in bytes: all of it, and what comes before
// the first paint.
const (
	maxWeight = 25_000
	maxFirst  = 14_000
)

var (
	styleTag  = regexp.MustCompile(`<link rel="?stylesheet"? href="?([^" >]+)"?([^>]*)>`)
	scriptTag = regexp.MustCompile(`<script src="?([^" >]+)"?([^>]*)>`)
)

// The pages of a vault of ordinary notes are light, with all that they load by
// themselves. No page grows with the vault, so a small one will do.
func TestWeight(t *testing.T) {
	dir := t.TempDir()
	cfg := Config{Notes: filepath.Join(dir, "notes"), Out: filepath.Join(dir, "out")}
	if _, err := testvault.Write(cfg.Notes, testvault.Default(200)); err != nil {
		t.Fatal(err)
	}
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	for _, p := range mustBuild(t, cfg).Site.Notes {
		first, all := weigh(t, cfg.Out, p.URL)
		if first > maxFirst || all > maxWeight {
			t.Errorf("%s: %d bytes before the first paint, %d in all; want at most %d and %d", p.URL, first, all, maxFirst, maxWeight)
		}
		if first < 5000 || all-first < 5000 {
			t.Fatalf("%s: %d bytes before the first paint, %d in all: something was not weighed", p.URL, first, all)
		}
	}
}

// weigh returns what a page weighs in gzip with its style sheets and scripts, and
// how much of that a browser waits for before it shows anything. The style sheet of
// what scripts make is loaded by a script.
func weigh(t *testing.T, dir, page string) (first, all int) {
	t.Helper()
	html := readFile(t, filepath.Join(dir, filepath.FromSlash(page)))
	first = zipped(t, html)
	file := func(href string) int {
		return zipped(t, readFile(t, filepath.Join(dir, filepath.FromSlash(path.Join(path.Dir(page), href)))))
	}
	later := 0
	for _, m := range styleTag.FindAllStringSubmatch(html, -1) {
		if strings.Contains(m[2], "print") {
			later += file(m[1])
		} else {
			first += file(m[1])
		}
	}
	later += zipped(t, readFile(t, filepath.Join(dir, "assets", "later.css")))
	for _, m := range scriptTag.FindAllStringSubmatch(html, -1) {
		if strings.Contains(m[2], "defer") {
			later += file(m[1])
		} else {
			first += file(m[1])
		}
	}
	return first, first + later
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func zipped(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

package highlight

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
)

// lexed returns runs for a source and fails the test if they are not made as
// often as they should.
func lexed(t *testing.T, c *cache, source string, wantLexed bool) runs {
	t.Helper()
	lexed := false
	r := c.runs("Text", source, func() runs {
		lexed = true
		return plainRuns(source)
	})
	if lexed != wantLexed {
		t.Errorf("%.20q was lexed: %v", source, lexed)
	}
	if !r.cover(len(source)) {
		t.Errorf("the runs of %.20q do not cover it", source)
	}
	return r
}

func saved(t *testing.T, c *cache) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSave(t *testing.T) {
	c := newCache()
	lexed(t, c, "one", true)
	lexed(t, c, "two", true)
	lexed(t, c, "one", false)
	if !c.changed.Load() {
		t.Error("new runs are no change")
	}
	file := saved(t, c)
	if c.changed.Load() {
		t.Error("what is saved is a change still")
	}
	other := newCache()
	if err := other.load(bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	lexed(t, other, "one", false)
	lexed(t, other, "two", false)
	if other.changed.Load() {
		t.Error("what is loaded is a change")
	}
	if !bytes.Equal(saved(t, other), file) {
		t.Error("the same runs make another file")
	}
	lexed(t, other, "three", true)
	if !other.changed.Load() {
		t.Error("new runs are no change")
	}
}

// A language is a part of the key.
func TestDigest(t *testing.T) {
	if digestOf("a", "b") == digestOf("b", "b") || digestOf("a", "bc") == digestOf("ab", "c") {
		t.Error("two blocks of code have one digest")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestSaveFails(t *testing.T) {
	c := newCache()
	lexed(t, c, "one", true)
	if err := c.save(brokenWriter{}); err == nil || !c.changed.Load() {
		t.Errorf("error %v, and changed is %v", err, c.changed.Load())
	}
}

// What is loaded and not used makes room for what is.
func TestSaveBound(t *testing.T) {
	c := newCache()
	old := digestOf("Text", "never asked for")
	c.memo.PutOld(old, runs(bytes.Repeat([]byte{1, 1}, maxSaved/4)))
	used := strings.Repeat("x", maxSaved/5)
	c.memo.PutOld(digestOf("Text", used), runs(bytes.Repeat([]byte{1, 1}, maxSaved/5)))
	lexed(t, c, used, false)
	if file := saved(t, c); len(file) > maxSaved {
		t.Errorf("%d bytes", len(file))
	}
	big := strings.Repeat("y", maxSaved/6)
	c.runs("Text", big, func() runs { return runs(bytes.Repeat([]byte{1, 1}, len(big))) })
	file := saved(t, c)
	if len(file) > maxSaved {
		t.Errorf("%d bytes", len(file))
	}
	entries, err := parseSaved(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := entries[old]; ok || len(entries) == 0 {
		t.Errorf("of %d entries, what nobody asked for is one: %v", len(entries), ok)
	}
}

// sum ends a file as save does.
func sum(body string) string {
	s := sha256.Sum256([]byte(savedHeader + body))
	return savedHeader + body + string(s[:])
}

func TestLoadErrors(t *testing.T) {
	c := newCache()
	lexed(t, c, "one", true)
	good := string(saved(t, c))
	key := strings.Repeat("k", 16)
	tests := []struct{ name, file, want string }{
		{"empty", "", "begin with"},
		{"other_version", strings.Replace(good, "runs 1", "runs 0", 1), "begin with"},
		{"other_chroma", strings.Replace(good, chromaVersion, "v2.0.0", 1), "begin with"},
		{"cut", good[:len(good)-1], "damaged"},
		{"header_only", savedHeader, "damaged"},
		{"changed", good[:len(savedHeader)+3] + "?" + good[len(savedHeader)+4:], "damaged"},
		{"more", good + "x", "damaged"},
		{"half_a_key", sum("k"), "without an end"},
		{"half_an_entry", sum(key + "\x00\x00\x00\x05\x01"), "without an end"},
		{"long", sum(key + "\xff\xff\xff\xff\x01"), "without an end"},
		{"class", sum(key + "\x00\x00\x00\x02\xff\x01"), "no runs"},
		{"length", sum(key + "\x00\x00\x00\x02\x01\x00"), "no runs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCache()
			err := c.load(strings.NewReader(tt.file))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			for range c.memo.All() {
				t.Error("something is remembered")
			}
		})
	}
	if err := newCache().load(strings.NewReader(good)); err != nil {
		t.Error(err)
	}
}

// Runs that are not those of the source count as none, and are replaced.
func TestRunsOfAnother(t *testing.T) {
	c := newCache()
	c.memo.PutOld(digestOf("Text", "one"), runs("\x01\x02"))
	lexed(t, c, "one", true)
	lexed(t, c, "one", false)
}

// Runs are those of the version of chroma that go.mod names.
func TestChromaVersion(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`alecthomas/chroma/v2 (\S+)`).FindSubmatch(mod)
	if m == nil || string(m[1]) != chromaVersion {
		t.Errorf("go.mod has %s, and runs are those of %s", m, chromaVersion)
	}
}

// Whatever is loaded, the lines are those of the source.
func FuzzLoad(f *testing.F) {
	const source = "one\ntwo"
	c := newCache()
	c.memo.Put(digestOf("Text", source), plainRuns(source))
	var good bytes.Buffer
	if err := c.save(&good); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes()[len(savedHeader):good.Len()-sha256.Size], true)
	f.Add(good.Bytes(), false)
	f.Add([]byte(nil), true)
	key := digestOf("Text", source)
	f.Add(append(key[:], 0, 0, 0, 4, 1, 3, 2, 4), true)
	f.Add(append(key[:], 0, 0, 0, 4, 1, 3, 2, 5), true)
	f.Fuzz(func(t *testing.T, data []byte, sealed bool) {
		if sealed {
			data = []byte(sum(string(data)))
		}
		c := newCache()
		loaded := c.load(bytes.NewReader(data)) == nil
		r := c.runs("Text", source, func() runs { return plainRuns(source) })
		checkLines(t, source, writeLines(source, r, nil))
		again := newCache()
		if err := again.load(bytes.NewReader(saved(t, c))); err != nil {
			t.Errorf("loaded %v; what is saved cannot be: %v", loaded, err)
		}
	})
}

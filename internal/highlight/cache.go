package highlight

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"

	"notesite/internal/memo"
)

// maxSaved bounds the file of runs, in bytes.
const maxSaved = 16 << 20

// chromaVersion is the version of chroma whose runs are remembered; another
// one may see other tokens. A test compares it with go.mod.
const chromaVersion = "v2.27.0"

// savedHeader begins the file of runs. Its number counts the changes of the
// format and of what runs mean.
const savedHeader = "notesite runs 1, chroma " + chromaVersion + "\n"

// A digest stands for a source in a language.
type digest [16]byte

func digestOf(lang, source string) (d digest) {
	h := sha256.New()
	_, _ = io.WriteString(h, lang+"\x00")
	_, _ = io.WriteString(h, source)
	copy(d[:], h.Sum(nil))
	return d
}

// A cache remembers runs that were slow to make.
type cache struct {
	memo    memo.Memo[digest, runs]
	changed atomic.Bool // since it was last saved or loaded
}

func newCache() *cache {
	return &cache{memo: memo.Memo[digest, runs]{Max: maxSaved / 2, Size: savedSize}}
}

// savedSize is how much an entry takes in the file.
func savedSize(d digest, r runs) int { return len(d) + 4 + len(r) }

// remembered is the cache of [Lines].
var remembered = newCache()

// runs returns the runs of a source, by lex where they are not remembered.
// Runs that are not those of this source count as none: they may come from a
// file.
func (c *cache) runs(lang, source string, lex func() runs) runs {
	d := digestOf(lang, source)
	if r, ok := c.memo.Get(d); ok && r.cover(len(source)) {
		return r
	}
	r := lex()
	c.memo.Put(d, r)
	c.changed.Store(true)
	return r
}

// Changed reports whether there are runs to save.
func Changed() bool { return remembered.changed.Load() }

// Save writes the runs that are remembered, for [Load]. What was not used
// since it was loaded is left out when there is no room for all.
func Save(w io.Writer) error { return remembered.save(w) }

// Load remembers the runs that [Save] wrote. On an error, as for those of
// another version, it remembers none of them.
func Load(r io.Reader) error { return remembered.load(r) }

func (c *cache) save(w io.Writer) error {
	c.changed.Store(false)
	type entry struct {
		digest
		runs
	}
	var entries []entry
	size := len(savedHeader) + sha256.Size
	for d, r := range c.memo.All() { // the young ones first
		if size += savedSize(d, r); size > maxSaved {
			break
		}
		entries = append(entries, entry{d, r})
	}
	slices.SortFunc(entries, func(a, b entry) int { return bytes.Compare(a.digest[:], b.digest[:]) })
	out := bytes.NewBufferString(savedHeader)
	for _, e := range entries {
		out.Write(e.digest[:])
		out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(e.runs))))
		out.WriteString(string(e.runs))
	}
	sum := sha256.Sum256(out.Bytes())
	out.Write(sum[:])
	if _, err := w.Write(out.Bytes()); err != nil {
		c.changed.Store(true)
		return fmt.Errorf("save runs: %w", err)
	}
	return nil
}

func (c *cache) load(r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, maxSaved+1))
	if err != nil {
		return fmt.Errorf("load runs: %w", err)
	}
	entries, err := parseSaved(data)
	if err != nil {
		return fmt.Errorf("load runs: %w", err)
	}
	for d, r := range entries {
		c.memo.PutOld(d, r)
	}
	return nil
}

// parseSaved reads what save has written.
func parseSaved(data []byte) (map[digest]runs, error) {
	body, found := bytes.CutPrefix(data, []byte(savedHeader))
	if !found {
		line, _, _ := bytes.Cut(data, []byte("\n"))
		return nil, fmt.Errorf("they begin with %q, not with %q", line[:min(len(line), 60)], savedHeader)
	}
	end := len(body) - sha256.Size
	if len(data) > maxSaved || end < 0 || sha256.Sum256(data[:len(savedHeader)+end]) != [sha256.Size]byte(body[end:]) {
		return nil, errors.New("they are damaged")
	}
	entries := map[digest]runs{}
	for body = body[:end]; len(body) > 0; {
		var d digest
		head := len(d) + 4
		if len(body) < head {
			return nil, errors.New("an entry without an end")
		}
		copy(d[:], body)
		size := int64(binary.BigEndian.Uint32(body[len(d):]))
		if int64(len(body)-head) < size {
			return nil, errors.New("an entry without an end")
		}
		r := runs(body[head : head+int(size)])
		if _, ok := r.covered(); !ok {
			return nil, errors.New("an entry that is no runs")
		}
		entries[d] = r
		body = body[head+int(size):]
	}
	return entries, nil
}

package search

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// A shard of words is deflated bytes:
//
//	length of the words, then the words, a line each:
//	    form [TAB other forms with its stem, separated by spaces]
//	for each word:
//	    number of its documents, length of the gaps
//	    gaps between the documents' numbers, the first from 0
//	    a byte for each document: what the word weighs there
//
// Numbers are those of [binary.AppendUvarint].

// What a shard holds, in bytes before it is deflated. A word alone may be
// more than that.
const (
	minShard = 6 << 10
	maxShard = 20 << 10
)

// maxName keeps the names of files shorter than any system's limit.
const maxName = 200

// boundary is the share of words, one in so many, at which a shard that has
// enough may end.
const boundary = 8

// shards cuts the terms where their own hashes say, so that a new word moves
// none of the cuts but the next. Terms with the same key stay together.
func (x index) shards() (cuts []int) {
	size := 0
	for i, t := range x.terms {
		own := len(t.form) + 4 + 2*len(x.postings[i])
		for _, kin := range t.kin {
			own += len(kin) + 1
		}
		full := size+own > maxShard || size >= minShard && hash(t.key)%boundary == 0
		if i == 0 || full && x.terms[i-1].key != t.key && len(fileName(t.key)) <= maxName {
			cuts = append(cuts, i)
			size = 0
		}
		size += own
	}
	return cuts
}

// starts returns the keys from which on words are in each shard.
func (x index) starts(cuts []int) []string {
	keys := make([]string, len(cuts))
	for i, cut := range cuts {
		if i > 0 { // the first has all that comes before too
			keys[i] = x.terms[cut].key
		}
	}
	return keys
}

// files returns the shards by file name, and where they start.
func (x index) files(prefix string) (files map[string][]byte, starts []string) {
	cuts := x.shards()
	starts = x.starts(cuts)
	names := make([]string, len(cuts))
	data := make([][]byte, len(cuts))
	each(len(cuts), func(i int) {
		end := len(x.terms)
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		names[i] = prefix + fileName(starts[i])
		data[i] = script(names[i], x.encode(cuts[i], end))
	})
	files = make(map[string][]byte, len(cuts))
	for i, name := range names {
		files[name+".js"] = data[i]
	}
	return files, starts
}

// encode writes the terms from start to end.
func (x index) encode(start, end int) []byte {
	var lines strings.Builder
	for i, t := range x.terms[start:end] {
		if i > 0 {
			lines.WriteByte('\n')
		}
		lines.WriteString(t.form)
		if len(t.kin) > 0 {
			lines.WriteByte('\t')
			lines.WriteString(strings.Join(t.kin, " "))
		}
	}
	out := binary.AppendUvarint(nil, uint64(lines.Len()))
	out = append(out, lines.String()...)
	var gaps []byte
	for _, postings := range x.postings[start:end] {
		gaps = gaps[:0]
		last := uint32(0)
		for _, p := range postings {
			gaps = binary.AppendUvarint(gaps, uint64(p.number>>8-last))
			last = p.number >> 8
		}
		out = binary.AppendUvarint(out, uint64(len(postings)))
		out = binary.AppendUvarint(out, uint64(len(gaps)))
		out = append(out, gaps...)
		for _, p := range postings {
			out = append(out, uint8(p.number))
		}
	}
	return out
}

// fileName returns a key as a part of a file's name that is the same on every
// system: letters a to z and digits, all else as "-" and its code.
func fileName(key string) string {
	var b strings.Builder
	for _, r := range key {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "-%x-", r)
		}
	}
	return b.String()
}

package search

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/bits"
	"slices"
)

// A numbering gives each document a number below slots: the hash of its URL,
// or the next number that is free. Most of the numbers are free, so that a new
// document seldom moves another.
type numbering struct {
	docs  []numbered // by number
	slots int
}

type numbered struct {
	*Document
	number int
}

// shardSlots is how many numbers share a document shard, two to four
// documents: the compression has something to work on, and few are loaded
// that are not shown.
const shardSlots = 8

func number(docs []Document) (numbering, error) {
	n := numbering{slots: 2 * shardSlots << bits.Len(uint(len(docs)/shardSlots))}
	order := make([]numbered, len(docs))
	for i := range docs {
		if docs[i].URL == "" || docs[i].Title == "" {
			return n, fmt.Errorf("document %d (%q, %q): URL and Title are required", i, docs[i].URL, docs[i].Title)
		}
		order[i] = numbered{&docs[i], int(hash(docs[i].URL) % uint64(n.slots))}
	}
	slices.SortFunc(order, func(a, b numbered) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.URL, b.URL))
	})
	taken := make([]bool, n.slots)
	for i := range order {
		if i > 0 && order[i].URL == order[i-1].URL {
			return n, fmt.Errorf("two documents have the URL %q", order[i].URL)
		}
		n.docs = append(n.docs, order[i])
		d := &n.docs[i]
		for taken[d.number] {
			d.number = (d.number + 1) % n.slots
		}
		taken[d.number] = true
	}
	slices.SortFunc(n.docs, func(a, b numbered) int { return a.number - b.number })
	return n, nil
}

// size returns how many bytes of text the documents have.
func (n numbering) size() int {
	size := 0
	for _, d := range n.docs {
		size += d.size()
	}
	return size
}

func (d numbered) size() int {
	size := 0
	for _, s := range d.Sections {
		size += len(s.Text)
	}
	return size
}

// hash is FNV-1a with its bits mixed: the low ones depend on all of s.
func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	v := h.Sum64()
	v ^= v >> 32
	v *= 0x9e3779b97f4a7c15
	return v ^ v>>29
}

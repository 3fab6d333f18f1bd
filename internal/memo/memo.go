// Package memo remembers what was computed, within bounds.
//
// Packages highlight, math and mermaid keep their results in a [Memo], so that
// a block of code, a formula or a diagram is made once however often a site
// is built while somebody works on it.
package memo

import (
	"iter"
	"maps"
	"sync"
)

// A Memo maps keys to values of limited size. It has two generations: when
// the young one is full it becomes the old one, and what was not asked for
// since goes with the one before. It is safe for concurrent use.
type Memo[K comparable, V any] struct {
	// Size returns how much a pair weighs, in bytes. Required.
	Size func(K, V) int
	// Max is how much one generation holds, in bytes. Required.
	Max int

	mu         sync.Mutex
	young, old map[K]V
	weight     int // of young
}

// Get returns the value of a key, if it is remembered.
func (m *Memo[K, V]) Get(k K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.young[k]; ok {
		return v, true
	}
	v, ok := m.old[k]
	if ok {
		m.add(k, v)
	}
	return v, ok
}

// Put remembers the value of a key, unless it alone weighs more than Max.
func (m *Memo[K, V]) Put(k K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if before, ok := m.young[k]; ok {
		delete(m.young, k)
		m.weight -= m.Size(k, before)
	}
	m.add(k, v)
}

// PutOld remembers a value that nobody has asked for yet: it goes with the old
// generation, however much that weighs, unless somebody asks for it.
func (m *Memo[K, V]) PutOld(k K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.old == nil {
		m.old = map[K]V{}
	}
	m.old[k] = v
}

// All yields what is remembered at the time of the call, the young generation
// before the rest of the old one.
func (m *Memo[K, V]) All() iter.Seq2[K, V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	young, old := maps.Clone(m.young), maps.Clone(m.old)
	return func(yield func(K, V) bool) {
		for k, v := range young {
			if !yield(k, v) {
				return
			}
		}
		for k, v := range old {
			if _, ok := young[k]; !ok && !yield(k, v) {
				return
			}
		}
	}
}

func (m *Memo[K, V]) add(k K, v V) {
	size := m.Size(k, v)
	if size > m.Max {
		return
	}
	if m.young == nil {
		m.young = map[K]V{}
	}
	if m.weight+size > m.Max {
		m.young, m.old, m.weight = map[K]V{}, m.young, 0
	}
	m.young[k] = v
	m.weight += size
}

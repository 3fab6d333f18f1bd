// Package memo remembers what was computed, within bounds.
//
// Packages highlight, math and mermaid keep their results in a [Memo], so that
// a block of code, a formula or a diagram is made once however often a site
// is built while somebody works on it.
package memo

import "sync"

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
	if _, ok := m.young[k]; !ok {
		m.add(k, v)
	}
}

func (m *Memo[K, V]) add(k K, v V) {
	size := m.Size(k, v)
	if size > m.Max {
		return
	}
	if m.young == nil || m.weight+size > m.Max {
		m.young, m.old, m.weight = map[K]V{}, m.young, 0
	}
	m.young[k] = v
	m.weight += size
}

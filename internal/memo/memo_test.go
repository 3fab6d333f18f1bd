package memo

import (
	"strings"
	"testing"
)

func newMemo() *Memo[int, string] {
	return &Memo[int, string]{Max: 100, Size: func(_ int, v string) int { return len(v) }}
}

// What is not asked for is forgotten, and what is stays; no generation weighs
// more than it may.
func TestGenerations(t *testing.T) {
	m := newMemo()
	m.Put(0, "kept")
	for i := range 1000 {
		if v, ok := m.Get(0); !ok || v != "kept" {
			t.Fatalf("after %d others the one that is asked for is %q, %v", i, v, ok)
		}
		m.Put(i+1, strings.Repeat("x", 10))
		if m.weight > m.Max {
			t.Fatalf("a generation of %d bytes", m.weight)
		}
	}
	if _, ok := m.Get(1); ok {
		t.Error("the first of a thousand is still there")
	}
	if _, ok := m.Get(1000); !ok {
		t.Error("the last one is not there")
	}
}

func TestTooLarge(t *testing.T) {
	m := newMemo()
	m.Put(1, "x")
	m.Put(2, strings.Repeat("x", 101))
	if _, ok := m.Get(2); ok {
		t.Error("a value larger than all is remembered")
	}
	if _, ok := m.Get(1); !ok {
		t.Error("it has driven out another")
	}
}

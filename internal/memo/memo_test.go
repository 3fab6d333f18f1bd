package memo

import (
	"maps"
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

// What is put among the old is there until the young are too many, and stays
// when it is asked for.
func TestPutOld(t *testing.T) {
	m := newMemo()
	m.PutOld(1, "used")
	m.PutOld(2, strings.Repeat("x", 500))
	for _, k := range []int{1, 2} {
		if _, ok := m.Get(k); !ok {
			t.Errorf("%d is not there", k)
		}
	}
	for i := range 11 {
		m.Put(i+10, strings.Repeat("x", 10))
	}
	if _, ok := m.Get(2); ok {
		t.Error("what is too large to be young has stayed")
	}
	if v, ok := m.Get(1); !ok || v != "used" {
		t.Errorf("what was used is %q, %v", v, ok)
	}
}

// A value can be put again, and weighs once.
func TestPutAgain(t *testing.T) {
	m := newMemo()
	for range 100 {
		m.Put(1, strings.Repeat("x", 60))
		m.Put(1, "y")
	}
	if v, _ := m.Get(1); v != "y" || m.weight != 1 {
		t.Errorf("it is %q, and weighs %d", v, m.weight)
	}
}

// All yields each key once, the young ones first.
func TestAll(t *testing.T) {
	m := newMemo()
	for range m.All() {
		t.Error("an empty memo yields something")
	}
	m.PutOld(1, "old")
	m.PutOld(2, "old")
	m.Put(2, "young")
	if got := maps.Collect(m.All()); len(got) != 2 || got[1] != "old" || got[2] != "young" {
		t.Errorf("got %v", got)
	}
	for k := range m.All() {
		if k != 2 {
			t.Errorf("%d is the first", k)
		}
		break
	}
}

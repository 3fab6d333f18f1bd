package main

import (
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// immediate after 1000 ticks
	// immediate after 1000 microtasks
	// data among endless immediates
}

// The order does not hang on how fast anything is: with a connection in memory
// and a clock that stands still it is the same, twenty times over.
func TestOrder(t *testing.T) {
	const want = `immediate after 1000 ticks
immediate after 1000 microtasks
data among endless immediates
`
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			var got strings.Builder
			conn, peer := net.Pipe()
			go sendBack(peer)
			run(&got, conn)
			if got.String() != want {
				t.Errorf("output\n%s\nwant\n%s", &got, want)
			}
		})
	}
}

// A timer of 10 ms beside a chain of a hundred callbacks that take 1 ms each: it
// is late by all of a chain of ticks or of microtasks, and by nothing if they are
// immediates.
func TestLate(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  func(*loop.Loop) func(func())
		want time.Duration
	}{
		{"ticks", func(l *loop.Loop) func(func()) { return l.NextTick }, 100 * time.Millisecond},
		{"microtasks", func(l *loop.Loop) func(func()) { return l.QueueMicrotask }, 100 * time.Millisecond},
		{"immediates", func(l *loop.Loop) func(func()) {
			return func(callback func()) { l.SetImmediate(callback) }
		}, 10 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var rang time.Duration
				l, start := loop.New(), time.Now()
				l.Run(func() {
					l.SetTimeout(10*time.Millisecond, func() { rang = time.Since(start) })
					n := 0
					chain(tt.set(l), func() bool {
						time.Sleep(time.Millisecond) // as long as a computation takes
						n++
						return n < 100
					})
				})
				if rang != tt.want {
					t.Errorf("the timer rang after %v, want %v", rang, tt.want)
				}
			})
		})
	}
}

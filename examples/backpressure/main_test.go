package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// write(4)=true buffered=4
	// write(4)=true buffered=8
	// write(4)=false buffered=12
	// write(4)=false buffered=16
	// drain buffered=0
	// 20 chunks at once: 80 bytes buffered at most
	// 20 chunks, waiting for drain: 12 bytes buffered at most
}

// To wait for drain costs no time. By a clock that moves only when everybody
// waits, twenty chunks of a millisecond take twenty, whether it is heeded or not:
// what counts is that there is something to take at each moment.
func TestTimes(t *testing.T) {
	for _, heed := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			start, finished := time.Now(), false
			l := loop.New()
			l.Run(func() { send(l, heed, func(int) { finished = true }) })
			if d := time.Since(start); d != 20*time.Millisecond || !finished {
				t.Errorf("heed %v: finished %v after %v, want 20ms", heed, finished, d)
			}
		})
	}
}

// Nothing that was written is lost, or comes twice, or in another order, by
// whatever sizes and marks.
func TestAllArrives(t *testing.T) {
	for mark := range 12 {
		for size := 1; size < 6; size++ {
			var want, got []string
			l := loop.New()
			l.Run(func() {
				s := &stream{highWaterMark: mark, sink: func(chunk string, done func()) {
					got = append(got, chunk)
					l.SetImmediate(done)
				}}
				s.onDrain = func() {
					if s.buffered != 0 {
						t.Errorf("mark %d, size %d: drain with %d buffered", mark, size, s.buffered)
					}
					for len(want) < 10 {
						chunk := fmt.Sprint(len(want)) + strings.Repeat(".", size-1)
						want = append(want, chunk)
						if more := s.write(chunk); more != (s.buffered < mark) {
							t.Errorf("mark %d: write says %v with %d buffered", mark, more, s.buffered)
						} else if !more {
							return
						}
					}
					s.end(func() {
						if !slices.Equal(got, want) {
							t.Errorf("mark %d, size %d: got %q, want %q", mark, size, got, want)
						}
						got = nil
					})
				}
				s.onDrain()
			})
			if got != nil {
				t.Errorf("mark %d, size %d: did not finish", mark, size)
			}
		}
	}
}

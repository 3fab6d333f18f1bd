package loop_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"notesite/examples/internal/loop"
)

// TestTimersAreExact checks at which times, in milliseconds after the start,
// the callbacks of a timer run.
func TestTimersAreExact(t *testing.T) {
	tests := []struct {
		name string
		main func(l *loop.Loop, stamp func())
		want string
	}{
		{"10 ms", func(l *loop.Loop, stamp func()) { l.SetTimeout(10*ms, stamp) }, "[10]"},
		{"0 counts as 1", func(l *loop.Loop, stamp func()) { l.SetTimeout(0, stamp) }, "[1]"},
		{"negative counts as 1", func(l *loop.Loop, stamp func()) { l.SetTimeout(-time.Hour, stamp) }, "[1]"},
		{"fractions are cut off", func(l *loop.Loop, stamp func()) { l.SetTimeout(5*ms+900*time.Microsecond, stamp) }, "[5]"},
		{"the longest", func(l *loop.Loop, stamp func()) { l.SetTimeout(1<<31*ms-ms, stamp) }, "[2147483647]"},
		{"too long counts as 1", func(l *loop.Loop, stamp func()) { l.SetTimeout(1<<31*ms, stamp) }, "[1]"},
		{"a fresh reading of the clock", func(l *loop.Loop, stamp func()) {
			l.SetTimeout(5*ms, func() { late(20); l.SetTimeout(10*ms, stamp) })
		}, "[35]"},
		{"late, never lost", func(l *loop.Loop, stamp func()) { l.SetTimeout(10*ms, stamp); late(50) }, "[50]"},
		{"a chain", func(l *loop.Loop, stamp func()) {
			l.SetTimeout(10*ms, func() { stamp(); l.SetTimeout(10*ms, func() { stamp(); l.SetTimeout(10*ms, stamp) }) })
		}, "[10 20 30]"},
		{"equal durations set 3 ms apart", func(l *loop.Loop, stamp func()) {
			for range 3 {
				l.SetTimeout(10*ms, stamp)
				late(3)
			}
		}, "[10 13 16]"},
		{"the first of a list cleared", func(l *loop.Loop, stamp func()) {
			first := l.SetTimeout(10*ms, stamp)
			late(3)
			l.SetTimeout(10*ms, stamp)
			l.Clear(first)
		}, "[13]"},
		{"many durations", func(l *loop.Loop, stamp func()) {
			for _, d := range []time.Duration{7, 3, 9, 1, 8, 2, 6, 4, 5} {
				l.SetTimeout(d*ms, stamp)
			}
		}, "[1 2 3 4 5 6 7 8 9]"},
		{"some of many cleared", func(l *loop.Loop, stamp func()) {
			var odd []*loop.Handle
			for _, d := range []time.Duration{7, 3, 9, 1, 8, 2, 6, 4, 5} {
				if h := l.SetTimeout(d*ms, stamp); d%2 == 1 {
					odd = append(odd, h)
				}
			}
			for _, h := range odd {
				l.Clear(h)
			}
		}, "[2 4 6 8]"},
		{"an interval", func(l *loop.Loop, stamp func()) {
			interval(l, 10*ms, 4, stamp)
		}, "[10 20 30 40]"},
		{"an interval counts from when its callback began", func(l *loop.Loop, stamp func()) {
			interval(l, 10*ms, 4, func() { stamp(); late(4) })
		}, "[10 20 30 40]"},
		{"an interval does not catch up", func(l *loop.Loop, stamp func()) {
			interval(l, 10*ms, 4, func() { stamp(); late(25) })
		}, "[10 35 60 85]"},
		{"an interval beside a timeout of its duration", func(l *loop.Loop, stamp func()) {
			interval(l, 10*ms, 2, stamp)
			l.SetTimeout(10*ms, stamp)
		}, "[10 10 20]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var times []int64
				l := loop.New()
				start := time.Now()
				l.Run(func() {
					tt.main(l, func() { times = append(times, time.Since(start).Milliseconds()) })
				})
				if got := fmt.Sprint(times); got != tt.want {
					t.Errorf("ran at %s, want %s", got, tt.want)
				}
			})
		})
	}
}

// interval runs a callback n times.
func interval(l *loop.Loop, d time.Duration, n int, callback func()) {
	var h *loop.Handle
	h = l.SetInterval(d, func() {
		if n--; n == 0 {
			l.Clear(h)
		}
		callback()
	})
}

package main

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"notesite/examples/internal/loop"
)

// million is how many callbacks are measured together.
const million = 1_000_000

// BenchmarkTimers sets a million timers at once and lets them run.
func BenchmarkTimers(b *testing.B) {
	b.Run("node", func(b *testing.B) { node(b, "timers") })
	b.Run("loop", func(b *testing.B) {
		for range b.N {
			l := loop.New()
			l.Run(func() {
				for range million {
					l.SetTimeout(0, func() {})
				}
			})
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/million, "ns/timer")
		b.ReportMetric(0, "ns/op")
	})
}

// BenchmarkImmediates runs a million immediates, each set by the one before.
func BenchmarkImmediates(b *testing.B) {
	b.Run("node", func(b *testing.B) { node(b, "immediates") })
	b.Run("loop", func(b *testing.B) {
		for range b.N {
			l := loop.New()
			left := million
			var next func()
			next = func() {
				if left--; left > 0 {
					l.SetImmediate(next)
				}
			}
			l.Run(next)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/million, "ns/immediate")
		b.ReportMetric(0, "ns/op")
	})
}

// node measures the same in Node.js, which tells how long one callback took.
func node(b *testing.B, what string) {
	if _, err := exec.LookPath("node"); err != nil {
		b.Skip(err)
	}
	var total float64
	for range b.N {
		out, err := exec.Command("node", "testdata/million.cjs", what, strconv.Itoa(million)).Output()
		if err != nil {
			b.Fatal(err)
		}
		ns, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			b.Fatal(err)
		}
		total += ns
	}
	b.ReportMetric(total/float64(b.N), "ns/"+strings.TrimSuffix(what, "s"))
	b.ReportMetric(0, "ns/op")
}

//go:build unix

package main

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// BenchmarkFork measures the time from fork to the first message of the child.
func BenchmarkFork(b *testing.B) {
	b.Run("node", func(b *testing.B) {
		if _, err := exec.LookPath("node"); err != nil {
			b.Skip(err)
		}
		out, err := exec.Command("node", "testdata/first-message.cjs", strconv.Itoa(b.N)).Output()
		if err != nil {
			b.Fatal(err)
		}
		ms, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(ms, "ms/fork")
		b.ReportMetric(0, "ns/op")
	})
	b.Run("go", func(b *testing.B) {
		var total time.Duration
		for range b.N {
			start := time.Now()
			l := loop.New()
			l.Run(func() {
				c, err := ipc.Fork(l, exec.Command(os.Args[0], "wait"))
				if err != nil {
					b.Error(err)
					return
				}
				c.OnMessage(func(ipc.Message) {
					total += time.Since(start)
					_ = c.Process.Kill()
				})
			})
		}
		b.ReportMetric(float64(total.Microseconds())/1000/float64(b.N), "ms/fork")
		b.ReportMetric(0, "ns/op")
	})
}

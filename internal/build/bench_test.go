package build

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"notesite/internal/highlight"
	"notesite/internal/testvault"
)

// BenchmarkBuild builds generated vaults from nothing. It reports notes a
// second, the bytes written and, on Linux, the peak of the process's memory.
func BenchmarkBuild(b *testing.B) {
	for _, notes := range []int{1000, 10000} {
		b.Run(fmt.Sprintf("notes=%d", notes), func(b *testing.B) {
			dir := b.TempDir()
			cfg := Config{Notes: filepath.Join(dir, "notes"), Out: filepath.Join(dir, "out")}
			size, err := testvault.Write(cfg.Notes, testvault.Default(notes))
			if err != nil {
				b.Fatal(err)
			}
			if err := cfg.Complete(); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(size)
			resetPeak()
			b.ResetTimer()
			for range b.N {
				b.StopTimer()
				if err := os.RemoveAll(cfg.Out); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				if _, err := Build(context.Background(), cfg); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(notes)*float64(b.N)/b.Elapsed().Seconds(), "notes/s")
			b.ReportMetric(float64(treeSize(b, cfg.Out)), "out-bytes")
			if peak := peakMemory(); peak > 0 {
				b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
			}
		})
	}
}

// BenchmarkHighlight builds a vault of 10,000 notes with some 15,000 blocks of
// code, half of them Go, and reports how much of the time goes to highlighting:
// when no block was ever seen, and the second time.
func BenchmarkHighlight(b *testing.B) {
	var cold, warm, whole time.Duration
	for range b.N {
		b.StopTimer()
		dir := b.TempDir()
		cfg := Config{Notes: filepath.Join(dir, "notes"), Out: filepath.Join(dir, "out")}
		v := testvault.Default(10000)
		v.Seed = rand.Uint64() // blocks that no run before has seen
		if _, err := testvault.Write(cfg.Notes, v); err != nil {
			b.Fatal(err)
		}
		s, err := Load(context.Background(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		highlightAll := func() time.Duration {
			start := time.Now()
			err := parallel(context.Background(), len(s.Notes), func(i int) error {
				for _, f := range s.Notes[i].Note.Fences {
					highlight.Lines(f.Lang, f.Code)
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			return time.Since(start)
		}
		cold += highlightAll()
		warm += highlightAll()
		b.StartTimer()
		start := time.Now()
		if _, err := Build(context.Background(), cfg); err != nil {
			b.Fatal(err)
		}
		whole += time.Since(start)
	}
	whole -= warm // is in it, as remembered as it was then
	b.ReportMetric(100*float64(cold)/float64(whole+cold), "cold-%")
	b.ReportMetric(100*float64(warm)/float64(whole+warm), "warm-%")
	b.ReportMetric(float64(cold.Milliseconds())/float64(b.N), "cold-ms")
	b.ReportMetric(float64(warm.Milliseconds())/float64(b.N), "warm-ms")
}

// BenchmarkRebuild builds a vault again of which one note changed.
func BenchmarkRebuild(b *testing.B) {
	const notes = 1000
	dir := b.TempDir()
	cfg := Config{Notes: filepath.Join(dir, "notes"), Out: filepath.Join(dir, "out")}
	if _, err := testvault.Write(cfg.Notes, testvault.Default(notes)); err != nil {
		b.Fatal(err)
	}
	if err := cfg.Complete(); err != nil {
		b.Fatal(err)
	}
	if _, err := Build(context.Background(), cfg); err != nil {
		b.Fatal(err)
	}
	changed := filepath.Join(cfg.Notes, filepath.FromSlash(testvault.Path(7)))
	b.ResetTimer()
	for i := range b.N {
		if err := os.WriteFile(changed, fmt.Appendf(nil, "Text %d.\n", i), 0o644); err != nil {
			b.Fatal(err)
		}
		if _, err := Build(context.Background(), cfg); err != nil {
			b.Fatal(err)
		}
	}
}

func treeSize(b *testing.B, dir string) int64 {
	var size int64
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return size
}

// resetPeak makes the kernel forget the process's peak memory so far.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMemory returns the peak of the process's resident memory in bytes, or
// 0 where the kernel does not say.
func peakMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, ok := strings.Cut(string(status), "VmHWM:")
	if !ok {
		return 0
	}
	fields := strings.Fields(rest)
	kb, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}

// BenchmarkLoad reads and resolves a vault, as check does.
func BenchmarkLoad(b *testing.B) {
	const notes = 6500
	cfg := Config{Notes: b.TempDir()}
	size, err := testvault.Write(cfg.Notes, testvault.Default(notes))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	resetPeak()
	for b.Loop() {
		if _, err := Load(context.Background(), cfg); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(notes)*float64(b.N)/b.Elapsed().Seconds(), "notes/s")
	if peak := peakMemory(); peak > 0 {
		b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
	}
}

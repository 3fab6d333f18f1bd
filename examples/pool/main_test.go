package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// timer ran while the pool was full
	// at most 4 at once
	// 8 done
}

// A pool of any size does as many jobs at once, no more and no fewer: by a clock
// that moves only when everybody waits, it needs the time that this takes.
func TestPool(t *testing.T) {
	const jobs, each = 16, 10 * time.Millisecond
	for _, size := range []int{1, 4, 8} {
		t.Run(fmt.Sprint("size ", size), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var running, most atomic.Int32
				done := 0 // without a lock: it belongs to the loop
				l, start := loop.New(), time.Now()
				l.Run(func() {
					p := &pool{loop: l, size: size}
					for range jobs {
						p.Go(func() {
							n := running.Add(1)
							for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
							}
							time.Sleep(each)
							running.Add(-1)
						}, func() { done++ })
					}
				})
				if n := int(most.Load()); n != size {
					t.Errorf("%d jobs at once, want %d", n, size)
				}
				if took, want := time.Since(start), time.Duration(jobs/size)*each; took != want {
					t.Errorf("took %v, want %v", took, want)
				}
				if done != jobs {
					t.Errorf("%d of %d jobs done", done, jobs)
				}
			})
		})
	}
}

// want is what the program prints for a pool of some size.
func want(size int) string {
	return fmt.Sprintf("timer ran while the pool was full\nat most %d at once\n8 done\n", size)
}

// The program sees how large the pool is. Afterwards no file is left, none is
// open, and no worker waits for more.
func TestRun(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for _, size := range []int{4, 1, 8, 4} {
		files, workers := descriptors(t), runtime.NumGoroutine()
		var got strings.Builder
		if err := run(&got, size, 8); err != nil || got.String() != want(size) {
			t.Errorf("%d workers: %v, printed\n%s\nwant\n%s", size, err, &got, want(size))
		}
		if n := descriptors(t); n != files {
			t.Errorf("%d workers: %d files open, %d before", size, n, files)
		}
		for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > workers; runtime.Gosched() {
			if time.Now().After(deadline) {
				t.Fatalf("%d workers: %d goroutines, %d before", size, runtime.NumGoroutine(), workers)
			}
		}
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// descriptors counts what this process has open, on Linux.
func descriptors(t *testing.T) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}

// The pool of Node.js has the size that its environment says.
func TestTwinSizes(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Node.js on this machine; CI needs it (Debian: apt-get install nodejs)")
		}
		t.Skip("no Node.js on this machine (Debian: apt-get install nodejs)")
	}
	if runtime.GOOS == "windows" {
		t.Skip("no named pipes")
	}
	for _, size := range []int{1, 8} {
		cmd := exec.Command("node", "main.cjs")
		cmd.Env = append(os.Environ(), fmt.Sprint("UV_THREADPOOL_SIZE=", size))
		if got, err := cmd.CombinedOutput(); err != nil || string(got) != want(size) {
			t.Errorf("size %d: %v, printed\n%s\nwant\n%s", size, err, got, want(size))
		}
	}
}

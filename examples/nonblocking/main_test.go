package main

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// before
	// sync 1024 bytes
	// after sync
	// timer waited for the loop: true
	// async 1024 bytes
	// sent 1 2 3
	// resumed 2
	// resumed 3
	// resumed 1
	// waited for the slowest, not the sum
}

// With a clock that moves only when everybody waits, three answers after 30, 10
// and 20 ms take 30 ms, to the millisecond.
func TestSlowestNotSum(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		client, server := net.Pipe()
		l := loop.New()
		l.Run(func() { request(l, client, server) })
		if got := time.Since(start); got != 30*time.Millisecond {
			t.Errorf("took %v, want 30ms", got)
		}
	})
}

// A timer of 10 ms that a computation of 50 ms holds up is 40 ms late.
func TestHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := loop.New()
		var late time.Duration
		l.Run(func() {
			set := time.Now()
			l.SetTimeout(10*time.Millisecond, func() { late = time.Since(set) - 10*time.Millisecond })
			time.Sleep(50 * time.Millisecond) // a callback that computes
		})
		if late != 40*time.Millisecond {
			t.Errorf("%v late, want 40ms", late)
		}
	})
}

func TestMissingFile(t *testing.T) {
	if _, err := readFile("no such file"); err == nil {
		t.Error("a file that is not there was read")
	}
}

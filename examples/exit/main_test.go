package main

import (
	"testing"
	"testing/synctest"
	"time"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// end of script
	// beforeExit 0
	// work 1
	// beforeExit 1
	// work 2
	// beforeExit 2
	// exit
}

// By a clock that moves only when everybody waits, the program lasts as long as
// its work does, twice ten milliseconds: it did not stay for the hour.
func TestDuration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		main()
		if d := time.Since(start); d != 20*time.Millisecond {
			t.Errorf("the program lasted %v, want 20ms", d)
		}
	})
}

// To be unref'd is not to be stopped: while something else keeps the loop, the
// watchman comes.
func TestUnrefRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, visits := loop.New(), 0
		l.Run(func() {
			l.Unref(l.SetInterval(time.Hour, func() { visits++ }))
			l.SetTimeout(3*time.Hour+time.Minute, func() {})
		})
		if visits != 3 {
			t.Errorf("%d visits in three hours", visits)
		}
	})
}

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
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

// A stamper notes in which millisecond each line is written.
type stamper struct {
	start time.Time
	lines []string
}

func (s *stamper) Write(line []byte) (int, error) {
	at := time.Since(s.start).Milliseconds()
	s.lines = append(s.lines, fmt.Sprintf("%2d %s", at, strings.TrimSpace(string(line))))
	return len(line), nil
}

// With a clock that moves only when everybody waits, all happens when it is due:
// the timer of 10 ms after the computation of 50, which is 40 ms late, and the
// answers 10, 20 and 30 ms after the questions.
func TestTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stamper{start: time.Now()}
		run(s)
		want := []string{
			" 0 before",
			" 0 sync 1024 bytes",
			" 0 after sync",
			"50 timer waited for the loop: true",
			"50 async 1024 bytes",
			"50 sent 1 2 3",
			"60 resumed 2",
			"70 resumed 3",
			"80 resumed 1",
			"80 waited for the slowest, not the sum",
		}
		if !slices.Equal(s.lines, want) {
			t.Errorf("printed\n%s\nwant\n%s", strings.Join(s.lines, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestMissingFile(t *testing.T) {
	if _, err := readFile("no such file"); err == nil {
		t.Error("a file that is not there was read")
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func Example() {
	main()
	// Output:
	// 1000 callbacks: counter 1000
	// at once: 1 of 2 deposits
	// in a queue: 2 of 2 deposits
}

// However many there are, no callback is lost. With -race this also shows that
// no two of them run at the same time.
func TestCount(t *testing.T) {
	for _, n := range []int{0, 1, 5000} {
		if got := count(n); got != n {
			t.Errorf("count(%d) = %d", n, got)
		}
	}
}

// Of deposits made at once, one remains; of those in a queue, all.
func TestDeposits(t *testing.T) {
	for n := 1; n <= 20; n++ {
		if got := atOnce(n); got != 1 {
			t.Errorf("%d deposits at once leave %d, want 1", n, got)
		}
		if got := inQueue(n); got != n {
			t.Errorf("%d deposits in a queue leave %d", n, got)
		}
	}
}

// A queue starts a task when the one before it has said that it is done, and not
// sooner; one that is added later waits, too, unless the queue is empty again.
func TestQueue(t *testing.T) {
	var q queue
	var began []string
	var done func()
	task := func(name string) {
		q.add(func(d func()) { began, done = append(began, name), d })
	}
	steps := []struct {
		do   func()
		want []string
	}{
		{func() { task("a"); task("b") }, []string{"a"}},
		{func() { done() }, []string{"a", "b"}},
		{func() { task("c") }, []string{"a", "b"}},
		{func() { done() }, []string{"a", "b", "c"}},
		{func() { done() }, []string{"a", "b", "c"}},
		{func() { task("d") }, []string{"a", "b", "c", "d"}},
	}
	for i, step := range steps {
		if step.do(); !slices.Equal(began, step.want) {
			t.Fatalf("after step %d %v have begun, want %v", i, began, step.want)
		}
	}
}

// The program with locks stops, and the runtime says why.
func TestDeadlock(t *testing.T) {
	program := filepath.Join(t.TempDir(), "deadlock.exe")
	if out, err := exec.Command("go", "build", "-o", program, "deadlock.go").CombinedOutput(); err != nil {
		t.Fatalf("build deadlock.go: %v\n%s", err, out)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, program).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Errorf("it ended with %v, want exit status 2", err)
	}
	if want := "fatal error: all goroutines are asleep - deadlock!\n"; !bytes.HasPrefix(out, []byte(want)) {
		t.Errorf("it said\n%s\nwant first %s", out, want)
	}
}

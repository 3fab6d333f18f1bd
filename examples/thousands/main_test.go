//go:build unix

package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// The test binary forks itself, as the program does.
func TestMain(m *testing.M) {
	if ipc.Forked() {
		main()
		os.Exit(0)
	}
	// A child that was built with -race would wait a second before it ends.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	os.Exit(m.Run())
}

func Example() {
	main()
	// Output:
	// 5000 connections, 5000 answers from 1 process
}

// A moment is an io.Writer that calls back for what is printed: at that moment
// all connections are open.
type moment func(line string)

func (m moment) Write(line []byte) (int, error) {
	m(string(line))
	return len(line), nil
}

// While all are connected, the process has no more threads than without them.
// Afterwards no goroutine, descriptor or child is left.
func TestResources(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows in /proc what a process holds")
	}
	const n, few = 2000, 32
	goroutines, files := runtime.NumGoroutine(), entries(t, "/proc/self/fd")
	var printed string
	s := &server{loop: loop.New(), out: moment(func(line string) {
		printed += line
		if open := entries(t, "/proc/self/fd") - files; open < n {
			t.Errorf("%d descriptors for %d connections", open, n)
		}
		if threads := entries(t, "/proc/self/task"); threads >= few {
			t.Errorf("%d threads for %d connections, want fewer than %d", threads, n, few)
		}
	})}
	s.loop.Run(func() { s.start(n) })
	if want := "2000 connections, 2000 answers from 1 process\n"; printed != want || s.err != nil {
		t.Errorf("printed %q and error %v, want %q", printed, s.err, want)
	}
	if s.open != 0 {
		t.Errorf("%d connections are still open", s.open)
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
		runtime.Gosched() // the last ones are about to return
	}
	if now := runtime.NumGoroutine(); now > goroutines {
		t.Errorf("%d goroutines, before %d", now, goroutines)
	}
	if now := entries(t, "/proc/self/fd"); now != files {
		t.Errorf("%d descriptors, before %d", now, files)
	}
	if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); err != syscall.ECHILD {
		t.Errorf("a child is left: %d, %v", pid, err)
	}
}

// If the clients cannot connect they say so and end, and so does the server.
func TestRefused(t *testing.T) {
	var out bytes.Buffer
	s := &server{loop: loop.New(), out: &out}
	stderr := os.Stderr
	os.Stderr = nil // where the clients would say it
	defer func() { os.Stderr = stderr }()
	s.loop.Run(func() {
		s.start(10)
		s.ln.Close()
	})
	if s.err == nil || !strings.Contains(s.err.Error(), "exit 1") || out.Len() > 0 {
		t.Errorf("printed %q and error %v; want an error of the clients", out.String(), s.err)
	}
}

// What a server says is checked before it counts as an answer.
func TestAsk(t *testing.T) {
	for answer, want := range map[string]string{
		"00000007 by 42\n": "42\n",
		"00000008 by 42\n": `the answer to "00000007" is "00000008 by 42\n"`,
		"00000007 by":      `read answer to "00000007": EOF`,
	} {
		client, server := net.Pipe()
		go func() {
			_, _ = io.ReadFull(server, make([]byte, size))
			_, _ = server.Write([]byte(answer))
			server.Close()
		}()
		got, err := ask(client, "00000007")
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("answer %q: %q, want %q", answer, got, want)
		}
	}
}

// entries counts what is in a folder.
func entries(t *testing.T, dir string) int {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

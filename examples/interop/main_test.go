//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// Node.js forks the test binary, as it does the program. And where the program looks
// for Node.js it finds the test binary if a test wants that, which plays its part.
func TestMain(m *testing.M) {
	switch actor := os.Getenv("ACTOR"); {
	case actor == "picky" && ipc.Forked():
		picky()
	case actor == "ill" && ipc.Forked():
		os.Exit(3)
	case ipc.Forked():
		main()
	default:
		if _, err := exec.LookPath("node"); err != nil {
			if os.Getenv("CI") == "true" {
				fmt.Println("no Node.js on this machine; CI needs it (Debian: apt-get install nodejs)")
				os.Exit(1)
			}
			fmt.Println("skipped: no Node.js on this machine (Debian: apt-get install nodejs)")
			return
		}
		// A child that was built with -race would wait a second before it ends.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		flag.Parse()
		os.Args = os.Args[:1] // what is left would be parts of the program
		os.Exit(m.Run())
	}
}

func Example() {
	main()
	// Output:
	// Go forks Node.js
	//   spawn
	//   message {"echo":1}
	//   message {"echo":2}
	//   message {"echo":3}
	//   disconnect
	//   exit 0 null
	//   close 0 null
	// Node.js forks Go
	//   spawn
	//   message {"echo":1}
	//   message {"echo":2}
	//   message {"echo":3}
	//   disconnect
	//   exit 0 null
	//   close 0 null
	// Go leads a cluster of Node.js
	//   listening 3
	//   each worker served 3
	//   exit 0 null
	//   exit 0 null
	//   exit 0 null
}

// Whichever language the parent is written in, it sees the same.
func TestBothDirections(t *testing.T) {
	var seen []string
	for _, part := range []string{"parent", "node-parent"} {
		printed, err := output(func() error { return run([]string{part}) })
		if err != nil {
			t.Fatal(err)
		}
		_, events, _ := strings.Cut(printed, "\n")
		seen = append(seen, events)
	}
	if seen[0] != seen[1] || seen[0] == "" {
		t.Errorf("a Go parent sees\n%s\nand one in Node.js\n%s", seen[0], seen[1])
	}
}

func TestLead(t *testing.T) {
	for _, tt := range []struct{ workers, each int }{{1, 2}, {2, 10}, {4, 3}} {
		want := fmt.Sprintf("  listening %d\n  each worker served %d\n", tt.workers, tt.each)
		printed, err := output(func() error { return lead(tt.workers, tt.workers*tt.each) })
		if err != nil || !strings.Contains(printed, want) {
			t.Errorf("error %v, printed\n%s\nwant\n%s", err, printed, want)
		}
	}
}

func TestUnequalShares(t *testing.T) {
	printed, _ := output(func() error { report([]string{"1", "2", "1"}); return nil })
	if want := "  unequal shares: map[1:2 2:1]\n"; printed != want {
		t.Errorf("printed %q, want %q", printed, want)
	}
}

// act has the test binary found as Node.js.
func act(t *testing.T, actor string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "node")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv("ACTOR", actor)
}

// picky is a worker that refuses every other connection that it is offered.
func picky() {
	l := loop.New()
	l.Run(func() {
		up, err := ipc.Parent(l)
		if err != nil {
			panic(err)
		}
		send := func(m message) {
			m.Cmd = "NODE_CLUSTER"
			_ = up.Send(m)
		}
		offers := 0
		up.OnInternalMessage = func(data ipc.Message) {
			var m message
			if err := json.Unmarshal(data.Data, &m); err != nil {
				panic(err)
			}
			switch {
			case m.Sockname != nil:
				send(message{Act: "listening", Seq: 2})
			case m.Act == "newconn":
				if offers++; offers%2 == 0 {
					_, _ = http.ReadRequest(bufio.NewReader(data.Conn))
					answer := os.Getenv("NODE_UNIQUE_ID")
					fmt.Fprintf(data.Conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(answer), answer)
				}
				data.Conn.Close()
				send(message{Ack: m.Seq, Seq: 3, Accepted: offers%2 == 0})
			case m.Act == "disconnect":
				up.Disconnect()
			}
		}
		up.OnMessage(func(ipc.Message) {}) // keeps it waiting
		send(message{Act: "online"})
		send(message{Act: "queryServer", Seq: 1})
	})
}

// A connection that a worker refuses is offered to the next, and no client notices.
func TestRefused(t *testing.T) {
	act(t, "picky")
	printed, err := output(func() error { return lead(2, 6) })
	want := "  listening 2\n  each worker served 3\n  exit 0 null\n  exit 0 null\n"
	if err != nil || !strings.HasSuffix(printed, want) {
		t.Errorf("error %v, printed\n%s\nwant\n%s", err, printed, want)
	}
}

// If a worker leaves, nobody waits for it.
func TestWorkerLeaves(t *testing.T) {
	act(t, "ill")
	printed, err := output(func() error { return lead(1, 1) })
	if err == nil || err.Error() != "worker 1 has left" || !strings.HasSuffix(printed, "  exit 3 null\n") {
		t.Errorf("error %v, printed\n%s", err, printed)
	}
}

func TestWithoutNode(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	printed, err := output(func() error { return run(nil) })
	if want := "interop needs Node.js, which this machine does not have\n"; printed != want || err != nil {
		t.Errorf("printed %q and error %v, want %q", printed, err, want)
	}
	if _, err := output(func() error { return parent(node("child")) }); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("error %v, want that node was not found", err)
	}
}

func TestNoSuchPart(t *testing.T) {
	if err := run([]string{"grandparent"}); err == nil || !strings.Contains(err.Error(), `"grandparent"`) {
		t.Errorf("error %v, want that there is no such part", err)
	}
}

// Afterwards no goroutine, descriptor or child is left.
func TestNothingLeft(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows in /proc what a process holds")
	}
	act(t, "picky") // who is quicker
	var goroutines int
	var files string
	for n := range 5 {
		if _, err := output(func() error { return lead(3, 9) }); err != nil {
			t.Fatal(err)
		}
		if n == 0 { // what the runtime opens once is open now
			goroutines, files = runtime.NumGoroutine(), descriptors(t)
		}
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
		runtime.Gosched() // the last ones are about to return
	}
	if now := runtime.NumGoroutine(); now > goroutines {
		t.Errorf("%d goroutines, before %d", now, goroutines)
	}
	for now := range strings.Lines(descriptors(t)) { // before, one may have been about to be closed
		if !strings.Contains(files, now) {
			t.Errorf("a descriptor is left: %sbefore:\n%s", now, files)
		}
	}
	if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); err != syscall.ECHILD {
		t.Errorf("a child is left: %d, %v", pid, err)
	}
}

// descriptors lists what this process has open.
func descriptors(t *testing.T) string {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil {
			b.WriteString(e.Name() + " " + to + "\n")
		}
	}
	return b.String()
}

// output returns what f prints, and the processes that it starts.
func output(f func() error) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer r.Close()
	stdout := os.Stdout
	os.Stdout = w
	err = f() // prints less than a pipe holds
	os.Stdout = stdout
	w.Close()
	data, readErr := io.ReadAll(r)
	return string(data), errors.Join(err, readErr)
}

//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// The test binary forks itself, as the program does. In the tests of what can go
// wrong the environment says that it is to be a worker of another sort.
func TestMain(m *testing.M) {
	if !ipc.Forked() {
		// A worker that was built with -race would wait a second before it ends.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		os.Exit(m.Run())
	}
	switch os.Getenv("WORKER") {
	case "alone":
		alone()
	case "leaves":
		if os.Args[1] != "2" {
			main()
		}
	default:
		main()
	}
}

func Example() {
	main()
	// Output:
	// primary and 3 workers: one socket
	// 9 answers from 3 workers or fewer
	// exit 0 null
	// exit 0 null
	// exit 0 null
}

// A moment is an io.Writer that calls back for what is printed.
type moment func(line string)

func (m moment) Write(line []byte) (int, error) {
	m(string(line))
	return len(line), nil
}

// run runs the program with the test binary as its workers, in some number.
func run(out io.Writer, workers, connections int) (*primary, error) {
	p := &primary{loop: loop.New(), out: out}
	p.loop.Run(func() { p.check(p.start(os.Args[0], workers, connections)) })
	return p, p.err
}

// The system says the same as the program: it has one socket that listens, and all
// processes have a descriptor of it.
func TestOneSocket(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows in /proc which sockets a process holds")
	}
	var p *primary
	seen := false
	p = &primary{loop: loop.New(), out: moment(func(line string) {
		if !strings.Contains(line, "answers") {
			return
		}
		seen = true
		own, err := inode(p.ln)
		if err != nil {
			t.Error(err)
		}
		if !listens(t, own) {
			t.Errorf("the system knows of no listening socket %d", own)
		}
		pids := []int{os.Getpid()}
		for _, w := range p.workers {
			pids = append(pids, w.Process.Pid)
		}
		for _, pid := range pids {
			if !strings.Contains(descriptors(t, pid), fmt.Sprintf("socket:[%d]", own)) {
				t.Errorf("process %d of %v does not have socket %d", pid, pids, own)
			}
		}
	})}
	p.loop.Run(func() { p.check(p.start(os.Args[0], 3, 3)) })
	if p.err != nil || !seen {
		t.Errorf("error %v, seen %t", p.err, seen)
	}
}

// Every connection is answered, by whichever worker.
func TestAllAnswered(t *testing.T) {
	for workers := 1; workers <= 4; workers++ {
		var out bytes.Buffer
		_, err := run(&out, workers, 100)
		if want := fmt.Sprintf("100 answers from %d workers or fewer\n", workers); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("%d workers: error %v, printed\n%s", workers, err, out.String())
		}
	}
}

// To share a listener leaves it non-blocking. (This child takes nothing of it: a
// worker would make it non-blocking again.)
func TestNonblocking(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	p := &primary{loop: loop.New(), out: io.Discard, ln: ln.(*net.TCPListener), stopping: true}
	p.loop.Run(func() { _, err = p.fork(exec.Command("true")) })
	if err != nil {
		t.Fatal(err)
	}
	var flags int
	if err := control(p.ln, func(fd int) (err error) {
		flags, err = unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
		return err
	}); err != nil || flags&unix.O_NONBLOCK == 0 {
		t.Errorf("flags %#o, %v; want O_NONBLOCK", flags, err)
	}
}

// alone is a worker with a listener of its own.
func alone() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	own, err := inode(ln.(*net.TCPListener))
	if err != nil {
		panic(err)
	}
	l := loop.New()
	l.Run(func() {
		up, err := ipc.Parent(l)
		if err != nil {
			panic(err)
		}
		up.OnDisconnect(func() {})
		_ = up.Send(own)
	})
}

// If the workers listen elsewhere, it is noticed.
func TestAlone(t *testing.T) {
	t.Setenv("WORKER", "alone")
	var out bytes.Buffer
	_, err := run(&out, 3, 9)
	if err == nil || !strings.HasPrefix(err.Error(), "a worker has socket ") {
		t.Errorf("error %v, want that a worker has another socket", err)
	}
	if want := strings.Repeat("exit 0 null\n", 3); out.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", out.String(), want)
	}
}

// If a worker leaves, the others are stopped.
func TestWorkerLeaves(t *testing.T) {
	t.Setenv("WORKER", "leaves")
	var out bytes.Buffer
	_, err := run(&out, 3, 9)
	if err == nil || !strings.HasSuffix(err.Error(), " 2 has left") {
		t.Errorf("error %v, want that worker 2 has left", err)
	}
	if want := strings.Repeat("exit 0 null\n", 3); out.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", out.String(), want)
	}
}

func TestCannotFork(t *testing.T) {
	p := &primary{loop: loop.New(), out: io.Discard}
	p.loop.Run(func() { p.check(p.start("/no such program", 3, 9)) })
	if !errors.Is(p.err, os.ErrNotExist) {
		t.Errorf("error %v, want that it does not exist", p.err)
	}
}

// Afterwards no goroutine, descriptor or child is left.
func TestNothingLeft(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows in /proc what a process holds")
	}
	var goroutines int
	var files string
	for n := range 5 {
		if _, err := run(io.Discard, 3, 9); err != nil {
			t.Fatal(err)
		}
		if n == 0 { // what the runtime opens once is open now
			goroutines, files = runtime.NumGoroutine(), descriptors(t, os.Getpid())
		}
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
		runtime.Gosched() // the last ones are about to return
	}
	if now := runtime.NumGoroutine(); now > goroutines {
		t.Errorf("%d goroutines, before %d", now, goroutines)
	}
	if now := descriptors(t, os.Getpid()); now != files {
		t.Errorf("descriptors before:\n%s\nafter:\n%s", files, now)
	}
	if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); err != syscall.ECHILD {
		t.Errorf("a child is left: %d, %v", pid, err)
	}
}

// descriptors lists what a process has open.
func descriptors(t *testing.T, pid int) string {
	t.Helper()
	dir := fmt.Sprintf("/proc/%d/fd/", pid)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		if to, err := os.Readlink(dir + e.Name()); err == nil {
			b.WriteString(e.Name() + " " + to + "\n")
		}
	}
	return b.String()
}

// listens reports whether there is a TCP socket of this number that listens.
func listens(t *testing.T, inode uint64) bool {
	t.Helper()
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		t.Fatal(err)
	}
	const listen = "0A"
	for line := range strings.Lines(string(table)) {
		if f := strings.Fields(line); len(f) > 9 && f[3] == listen && f[9] == fmt.Sprint(inode) {
			return true
		}
	}
	return false
}

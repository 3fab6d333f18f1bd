//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// The test binary forks itself, as the program does. In some tests the environment
// says that it is to be a worker of another sort.
func TestMain(m *testing.M) {
	if !ipc.Forked() {
		// A worker that was built with -race would wait a second before it ends.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		os.Exit(m.Run())
	}
	switch sort := os.Getenv("WORKER"); sort {
	case "":
		main()
	case "deaf": // ends before it listens
	default:
		slow(sort)
	}
}

func Example() {
	main()
	// Output:
	// exit null SIGKILL
	// respawned
	// restarts 4, failed 0
}

// run runs the program, with the test binary as its workers.
func run(workers, clients int) (printed string, err error) {
	var out bytes.Buffer
	p := &primary{loop: loop.New(), out: &out, program: os.Args[0]}
	p.loop.Run(func() { p.start(workers, clients) })
	return out.String(), p.err
}

// Whatever the number of processes, none of the clients has to know of it.
func TestNoneFailed(t *testing.T) {
	for _, tt := range []struct{ workers, clients int }{{1, 1}, {1, 32}, {2, 100}, {8, 32}} {
		want := fmt.Sprintf("exit null SIGKILL\nrespawned\nrestarts %d, failed 0\n", tt.workers)
		if got, err := run(tt.workers, tt.clients); got != want || err != nil {
			t.Errorf("%d workers, %d clients: error %v, printed\n%s", tt.workers, tt.clients, err, got)
		}
	}
}

// runSlow is run where only the workers that replace others are the program's own.
func runSlow(t *testing.T, sort string) (printed string, err error) {
	t.Setenv("WORKER", sort)
	var out bytes.Buffer
	p := &primary{loop: loop.New(), out: &out, program: os.Args[0]}
	p.loop.Run(func() {
		p.start(4, 32)
		begin := p.onRespawn
		p.onRespawn = func() {
			t.Setenv("WORKER", "")
			begin()
		}
	})
	return out.String(), p.err
}

// slow is a worker that answers nobody until it is told to leave. One that is
// patient then does what the program's workers do. One that is hasty just ends.
func slow(sort string) {
	ln, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		panic(err)
	}
	leaving := make(chan bool)
	s := serve(ln, func(w http.ResponseWriter, _ *http.Request) {
		<-leaving
		fmt.Fprint(w, "served")
	})
	l := loop.New()
	l.Run(func() {
		up, err := ipc.Parent(l)
		if err != nil {
			panic(err)
		}
		up.OnDisconnect(func() {
			if sort == "hasty" {
				os.Exit(0)
			}
			close(leaving)
			l.Go(s.leave, func() {})
		})
		_ = up.Send("listening")
	})
}

// A worker that leaves answers those whom it has accepted.
func TestSlow(t *testing.T) {
	if got, err := runSlow(t, "patient"); !strings.HasSuffix(got, "restarts 4, failed 0\n") || err != nil {
		t.Errorf("error %v, printed\n%s", err, got)
	}
	if got, err := runSlow(t, "hasty"); strings.HasSuffix(got, "restarts 4, failed 0\n") || err == nil {
		t.Errorf("with workers that leave at once: error %v, printed\n%s", err, got)
	}
}

// A listener that tells when it has accepted.
type listener struct {
	net.Listener
	accepted chan bool
}

func (l listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.accepted <- true
	}
	return conn, err
}

// A client who was accepted before the worker was told to leave, and asks
// afterwards, gets an answer. With Shutdown alone it would get none.
func TestAsksLate(t *testing.T) {
	for name, tt := range map[string]struct {
		leave func(s *server) (begun <-chan bool)
		want  error
	}{
		"leave": {func(s *server) <-chan bool {
			go s.leave()
			return s.served
		}, nil},
		"Shutdown": {func(s *server) <-chan bool {
			begun := make(chan bool)
			s.RegisterOnShutdown(func() { close(begun) })
			go func() { _ = s.Shutdown(context.Background()) }()
			return begun
		}, io.ErrUnexpectedEOF},
	} {
		tcp, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ln := listener{tcp, make(chan bool, 1)}
		s := serve(ln, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "served") })
		conn, err := net.Dial("tcp", tcp.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		<-ln.accepted
		<-tt.leave(s)
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", name, err, tt.want)
		} else if err == nil {
			if answer, err := io.ReadAll(res.Body); string(answer) != "served" || err != nil {
				t.Errorf("%s: answer %q, %v", name, answer, err)
			}
			if !res.Close {
				t.Errorf("%s: the client is not told that the connection ends", name)
			}
		}
		s.open.Wait()
	}
}

// Workers that cannot be started, or do not get so far as to listen, are not forked
// again and again.
func TestNoWorkers(t *testing.T) {
	p := &primary{loop: loop.New(), out: io.Discard, program: "/no such program"}
	p.loop.Run(func() { p.start(4, 32) })
	if !errors.Is(p.err, os.ErrNotExist) {
		t.Errorf("error %v, want that the program does not exist", p.err)
	}
	t.Setenv("WORKER", "deaf")
	if _, err := run(4, 32); err == nil || err.Error() != "fork a worker: exit 0 null" {
		t.Errorf("error %v, want fork a worker: exit 0 null", err)
	}
}

// Afterwards no goroutine, descriptor or child is left.
func TestNothingLeft(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows in /proc what a process holds")
	}
	var goroutines int
	var files string
	for n := range 4 {
		if _, err := run(2, 8); err != nil {
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

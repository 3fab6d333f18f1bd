//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func Example() {
	main()
	// Output:
	// 5000 connections, 0 requests: slept
	// ping: pong
}

// A network is a listener in memory, for clients that dial it.
type network chan net.Conn

func (n network) dial() (net.Conn, error) {
	client, server := net.Pipe()
	n <- server
	return client, nil
}

func (n network) Accept() (net.Conn, error) {
	if conn, ok := <-n; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (n network) Close() error   { close(n); return nil }
func (n network) Addr() net.Addr { return nil }

// The clock of this test goes on when everything sleeps, and then at once to the
// next timer. So twenty-four days are over soon, if it is true that nothing looks
// round meanwhile: a hundred times a second would be two hundred million times.
func TestSleepsFor24Days(t *testing.T) {
	const rest = 24 * 24 * time.Hour
	watch := time.AfterFunc(20*time.Second, func() { panic("something did not sleep") })
	defer watch.Stop()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		n := make(network)
		start := time.Now()
		if err := run(&out, n, n.dial, 1000, rest); err != nil {
			t.Error(err)
		}
		if want := "1000 connections, 0 requests: slept\nping: pong\n"; out.String() != want {
			t.Errorf("printed\n%s\nwant\n%s", out.String(), want)
		}
		if slept := time.Since(start); slept != rest {
			t.Errorf("it took %v, want %v", slept, rest)
		}
	})
}

// If something is busy meanwhile, it is noticed.
func TestBusy(t *testing.T) {
	ln, dial := listen(t)
	var over atomic.Bool
	go func() {
		for !over.Load() {
		}
	}()
	var out bytes.Buffer
	err := run(&out, ln, dial, 1, 100*time.Millisecond)
	over.Store(true)
	if err != nil || !strings.HasPrefix(out.String(), "1 connections, 0 requests: were busy for ") {
		t.Errorf("printed\n%s\nand error %v; want to read that it was busy", out.String(), err)
	}
}

// When all is over, no goroutine and no descriptor is left: also after a client
// could not connect.
func TestNothingLeft(t *testing.T) {
	const n = 20
	refused := errors.New("refused")
	for allowed, want := range map[int]error{n: nil, n - 1: refused} {
		goroutines, files := runtime.NumGoroutine(), descriptors(t)
		ln, dial := listen(t)
		err := run(io.Discard, ln, func() (net.Conn, error) {
			if allowed--; allowed < 0 {
				return nil, refused
			}
			return dial()
		}, n, time.Millisecond)
		if !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
		for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
			runtime.Gosched() // the last ones are about to return
		}
		if now := runtime.NumGoroutine(); now > goroutines {
			t.Errorf("%d goroutines, before %d", now, goroutines)
		}
		if now := descriptors(t); now != files {
			t.Errorf("%d open files, before %d", now, files)
		}
	}
}

// Where fewer files may be open, there are fewer connections.
func TestLimit(t *testing.T) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	low := limit
	low.Cur = 250
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &low); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
			t.Fatal(err)
		}
	}()
	for n, want := range map[int]int{50: 50, 5000: 100} {
		if got := connections(n); got != want {
			t.Errorf("of %d connections %d are possible, want %d", n, got, want)
		}
	}
}

func listen(t *testing.T) (net.Listener, func() (net.Conn, error)) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln, func() (net.Conn, error) { return net.Dial("tcp", ln.Addr().String()) }
}

// descriptors counts the files that this process has open, on Linux.
func descriptors(t *testing.T) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

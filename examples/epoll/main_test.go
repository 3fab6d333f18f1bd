//go:build linux

package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"runtime"
	"testing"
	"time"
)

func Example() {
	main()
	// Output:
	// 100 clients
	// 100 echoes
	// 1 thread asked the kernel
}

// begin serves n clients in the background.
func begin(t *testing.T, n int) (*server, chan error) {
	t.Helper()
	s, err := listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	served := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		served <- s.serve(n)
	}()
	return s, served
}

// While a client says nothing, the server is not woken once: what it does
// takes as many answers of the kernel as if nobody had waited.
func TestSleepsWhileIdle(t *testing.T) {
	s, served := begin(t, 1)
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() // left to the collector it would be counted in another test
	time.Sleep(300 * time.Millisecond)
	if heard, err := ask(conn, "x"); err != nil || heard != "x" {
		t.Fatalf("heard %q, %v", heard, err)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	// One for the connection, one for the text, and one for the end, which may
	// come with the text.
	if s.waits > 3 {
		t.Errorf("woken %d times, want at most 3", s.waits)
	}
}

// A client that does not read is not read from either, and answered when it
// reads; nothing is lost.
func TestMoreThanTheKernelTakes(t *testing.T) {
	s, served := begin(t, 1)
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	sent := bytes.Repeat([]byte("0123456789abcdef"), 2<<20) // 32 MiB, more than socket buffers hold
	written := make(chan bool)
	go func() {
		_, _ = conn.Write(sent)
		_ = conn.(*net.TCPConn).CloseWrite()
		close(written)
	}()
	select {
	case <-written:
		t.Error("the server has read everything while nobody read its answers")
	case <-time.After(time.Second): // nothing moves any more
	}
	heard, err := io.ReadAll(conn)
	if err != nil || !bytes.Equal(heard, sent) {
		t.Errorf("%d bytes came back of %d: %v", len(heard), len(sent), err)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}

// A client that is gone without a word takes nothing with it.
func TestReset(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0") // what the runtime opens once is open now
	if err != nil {
		t.Fatal(err)
	}
	other.Close()
	before := descriptors(t)
	s, served := begin(t, 2)
	for range 2 {
		conn, err := net.Dial("tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, "x")
		_ = conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	if after := descriptors(t); after != before+2 { // the listener and the set, until the end of the test
		t.Errorf("%d descriptors, and before %d", after, before)
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

//go:build unix

package main

import (
	"bytes"
	"io"
	"net"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

func Example() {
	main()
	// Output:
	// 500 connections wait
	// 500 answers: Hello World
}

// listen starts the server and returns its address.
func listen(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go serve(l)
	return l.Addr().String()
}

// A request can come in pieces, and several can come at once.
func TestPieces(t *testing.T) {
	conn, err := net.Dial("tcp", listen(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range []string{"GET / HT", "TP/1.1\r\n\r", "\nGET / HTTP/1.1\r\n\r\nGET", " / HTTP/1.1\r\n\r\n"} {
		if _, err := io.WriteString(conn, piece); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond) // so that each is read alone, most of the time
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answers, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(answers, []byte("Hello World")); n != 3 {
		t.Errorf("%d answers to three requests:\n%s", n, answers)
	}
}

// While all connections wait, none of them holds a buffer: every one that was
// ever made is garbage.
func TestNoBufferWhileWaiting(t *testing.T) {
	var live atomic.Int64
	makeBuffer := buffers.New
	buffers.New = func() any {
		b := makeBuffer().(*[4096]byte)
		live.Add(1)
		runtime.AddCleanup(b, func(int) { live.Add(-1) }, 0)
		return b
	}
	defer func() { buffers.New = makeBuffer }()
	address := listen(t)
	for range 100 {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := request(conn); err != nil {
			t.Fatal(err)
		}
	}
	if live.Load() == 0 {
		t.Fatal("no buffer was made")
	}
	for range 500 {
		if live.Load() == 0 {
			return
		}
		runtime.GC() // a pool drops what it holds at the second collection
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d buffers are held while nothing happens", live.Load())
}

//go:build unix

// Lean answers on thousands of connections, and those on which nothing happens
// cost it next to nothing: see [[Thousands of connections]].
//
// A Go server gives each connection a goroutine, and the goroutine a buffer to
// read into. While it waits, the buffer is most of what it weighs. Here a
// goroutine waits without one: it asks to be woken when there is something to
// read, and only then borrows a buffer that all connections share. That is what
// Node.js does, too, whose one thread reads for all.
//
// With the argument serve it goes on answering, for who wants to measure it.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println("listen:", err)
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		fmt.Println("http://" + l.Addr().String())
		serve(l)
		return
	}
	go serve(l)
	if err := visit(l.Addr().String(), 500); err != nil {
		fmt.Println(err)
	}
	l.Close()
}

// serve answers on every connection, each in a goroutine of its own.
func serve(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go answer(conn.(*net.TCPConn))
	}
}

// end is where a request without a body ends. This server reads no further:
// whatever is asked, the answer is the same.
var end = []byte("\r\n\r\n")

func answer(conn *net.TCPConn) {
	defer conn.Close()
	raw, err := conn.SyscallConn()
	if err != nil {
		return
	}
	var begun []byte // of a request that came in pieces
	for {
		buffer, n := wait(raw)
		if n == 0 {
			return
		}
		data := append(begun, buffer[:n]...)
		if len(begun) == 0 {
			data = buffer[:n]
		}
		whole := bytes.LastIndex(data, end) + len(end)
		if whole < len(end) {
			whole = 0
		}
		requests := bytes.Count(data, end)
		begun = bytes.Clone(data[whole:])
		buffers.Put(buffer)
		for range requests {
			if _, err := conn.Write(response()); err != nil {
				return
			}
		}
	}
}

// buffers are as many as connections that are being read, not as many as are
// open.
var buffers = sync.Pool{New: func() any { return new([4096]byte) }}

// wait returns what has arrived, in a borrowed buffer. The function inside
// reports whether it is done; as long as it is not, the goroutine is parked,
// and with it waits nothing but its stack. The end of the connection is 0.
func wait(raw syscall.RawConn) (buffer *[4096]byte, n int) {
	err := raw.Read(func(fd uintptr) bool {
		borrowed := buffers.Get().(*[4096]byte)
		var err error
		for err = syscall.EINTR; errors.Is(err, syscall.EINTR); {
			n, err = syscall.Read(int(fd), borrowed[:])
		}
		if errors.Is(err, syscall.EAGAIN) {
			buffers.Put(borrowed)
			return false
		}
		buffer = borrowed
		return true
	})
	if err != nil {
		return nil, 0
	}
	return buffer, max(n, 0)
}

// latest is the answer of the current second.
var latest atomic.Pointer[dated]

type dated struct {
	second int64
	bytes  []byte
}

// response returns the answer to any request. Its date is written anew when a
// request comes in a new second: a timer that kept it right would wake the
// process each second for nothing. See [[Sleep when idle]].
func response() []byte {
	now := time.Now()
	if d := latest.Load(); d != nil && d.second == now.Unix() {
		return d.bytes
	}
	d := &dated{now.Unix(), fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nDate: %s\r\nContent-Length: 11\r\n\r\nHello World",
		now.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT"))}
	latest.Store(d)
	return d.bytes
}

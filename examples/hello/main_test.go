package main

import (
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"notesite/examples/internal/loop"
)

func Example() {
	main()
	// Output:
	// listening
	// request 1
	// Hello World
	// request 2
	// Hello World
	// request 3
	// Hello World
	// closed
	// nothing left to do
}

// Fifty clients at once, and still one callback at a time: the counter has no
// lock, and with -race the detector would say so.
func TestOneAtATime(t *testing.T) {
	const clients = 50
	served, answers := 0, 0
	l := loop.New()
	l.Run(func() {
		s := createServer(l, func(http.ResponseWriter, *http.Request) { served++ })
		s.listen("127.0.0.1:0", func(err error) {
			if err != nil {
				t.Error(err)
				return
			}
			for range clients {
				get(l, s.url, func(err error, _ string) {
					if err != nil {
						t.Error(err)
					}
					if answers++; answers == clients {
						s.close(func() {})
					}
				})
			}
		})
	})
	if served != clients {
		t.Errorf("served %d requests, want %d", served, clients)
	}
}

// The loop runs for as long as the server is open, and no longer: the timer is
// unref'd, so only the server can have kept the loop until it was due. Afterwards
// the port is free and no goroutine is left.
func TestEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	var s *server
	closed := false
	l := loop.New()
	l.Run(func() {
		s = createServer(l, nil)
		s.listen("127.0.0.1:0", func(err error) {
			if err != nil {
				t.Error(err)
				return
			}
			l.Unref(l.SetTimeout(10*time.Millisecond, func() {
				s.close(func() { closed = true })
			}))
		})
	})
	if !closed {
		t.Error("the loop ended while the server was open")
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://")); err == nil {
		conn.Close()
		t.Error("the server still listens")
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// A port that is taken is an error for the callback, and no reason to stay.
func TestPortTaken(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	var got error
	l := loop.New()
	l.Run(func() {
		createServer(l, nil).listen(ln.Addr().String(), func(err error) { got = err })
	})
	if got == nil {
		t.Error("listened on a port that is taken")
	}
}

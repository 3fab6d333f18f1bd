//go:build unix

package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// work is a worker. It serves until its channel is closed, and says when it begins.
func work() error {
	file := os.NewFile(3, "listener")
	ln, err := net.FileListener(file) // has a descriptor of its own
	file.Close()
	if err != nil {
		return fmt.Errorf("inherit listener: %w", err)
	}
	s := serve(ln, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "served") })
	l := loop.New()
	l.Run(func() {
		var up *ipc.Channel
		if up, err = ipc.Parent(l); err != nil {
			return
		}
		up.OnDisconnect(func() { l.Go(s.leave, func() {}) })
		err = up.Send("listening")
	})
	return err
}

// A server counts its connections, so that it can leave without losing one.
type server struct {
	http.Server
	ln     net.Listener
	open   sync.WaitGroup // connections
	served chan bool      // is closed when no more are accepted
}

// serve begins to serve.
func serve(ln net.Listener, handler http.HandlerFunc) *server {
	s := &server{Server: http.Server{Handler: handler}, ln: ln, served: make(chan bool)}
	s.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.open.Add(1)
		case http.StateClosed:
			s.open.Done()
		}
	}
	go func() {
		_ = s.Serve(ln) // returns when the listener is closed
		close(s.served)
	}()
	return s
}

// leave stops accepting, and waits for the connections that there are. The method
// Shutdown waits, too, but a connection that has been accepted and has not asked
// yet it would close without an answer.
func (s *server) leave() {
	s.SetKeepAlivesEnabled(false) // who has an answer shall not stay for another
	s.ln.Close()
	<-s.served // and so what was accepted has been counted
	limit := time.AfterFunc(5*time.Second, func() { s.Close() })
	defer limit.Stop()
	s.open.Wait()
}

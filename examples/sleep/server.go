//go:build unix

package main

import (
	"fmt"
	"io"
	"net"

	"notesite/examples/internal/loop"
)

// A server answers what it is asked. Its methods are called on its loop; only
// what waits does so elsewhere.
type server struct {
	loop     *loop.Loop
	ln       net.Listener
	open     int // connections
	requests int
}

// accept takes connections, and calls back for each, until the server is closed.
func (s *server) accept(connected func()) {
	var conn net.Conn
	var err error
	s.loop.Go(func() { conn, err = s.ln.Accept() }, func() {
		if err != nil {
			return
		}
		s.open++
		s.read(conn)
		s.accept(connected)
		connected()
	})
}

// read answers each word that arrives, until the client closes its end.
func (s *server) read(conn net.Conn) {
	var word [4]byte
	var err error
	s.loop.Go(func() { _, err = io.ReadFull(conn, word[:]) }, func() {
		if err != nil {
			s.open--
			conn.Close()
			return
		}
		s.requests++
		s.loop.Go(func() { fmt.Fprint(conn, "pong") }, func() { s.read(conn) })
	})
}

func (s *server) close() { s.ln.Close() }

// clients are the other ends of the connections.
type clients struct {
	loop  *loop.Loop
	dial  func() (net.Conn, error)
	conns []net.Conn
}

// connect opens connections, one after another, until there are n.
func (c *clients) connect(n int, done func(err error)) {
	var conn net.Conn
	var err error
	c.loop.Go(func() { conn, err = c.dial() }, func() {
		if err != nil {
			done(fmt.Errorf("connect: %w", err))
			return
		}
		if c.conns = append(c.conns, conn); len(c.conns) < n {
			c.connect(n, done)
		} else {
			done(nil)
		}
	})
}

// ask sends a word from one of the clients and waits for the answer.
func (c *clients) ask(i int, word string, done func(err error, answer string)) {
	var answer [4]byte
	var err error
	c.loop.Go(func() {
		if _, err = fmt.Fprint(c.conns[i], word); err == nil {
			_, err = io.ReadFull(c.conns[i], answer[:])
		}
	}, func() { done(err, string(answer[:])) })
}

func (c *clients) close() {
	for _, conn := range c.conns {
		conn.Close()
	}
}

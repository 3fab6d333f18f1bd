//go:build unix

package main

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
	"strings"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// size is the length of a question.
const size = 8

// A report is what the clients say to the server when all are connected.
type report struct {
	Answers   int `json:"answers"`
	Processes int `json:"processes"` // that have answered
}

// clients is the other process. It connects n clients, of which up to fifty at a
// time are not yet answered, reports, and waits. As it ends, so do they.
func clients(addr, n string) error {
	c := &crowd{loop: loop.New(), addr: addr, answeredBy: map[string]bool{}}
	if c.n, c.err = strconv.Atoi(n); c.err != nil {
		return c.err
	}
	c.loop.Run(func() {
		if c.up, c.err = ipc.Parent(c.loop); c.err != nil {
			return
		}
		c.up.OnDisconnect(func() {}) // a listener keeps the process waiting
		for range 50 {
			c.next()
		}
	})
	return c.err
}

// A crowd is all clients together.
type crowd struct {
	loop       *loop.Loop
	up         *ipc.Channel
	addr       string
	n          int // that there shall be
	begun      int
	conns      []net.Conn      // whose question was answered
	answeredBy map[string]bool // the processes
	err        error           // what went wrong first
}

// next connects a client, and another one when it has its answer.
func (c *crowd) next() {
	if c.begun == c.n || c.err != nil {
		return
	}
	c.begun++
	question := fmt.Sprintf("%0*d", size, c.begun)
	var conn net.Conn
	var process string
	var err error
	c.loop.Go(func() {
		if conn, err = dial(c.addr); err == nil {
			process, err = ask(conn, question)
		}
	}, func() {
		if err != nil {
			c.stop(err)
			return
		}
		c.conns = append(c.conns, conn)
		c.answeredBy[process] = true
		if len(c.conns) < c.n {
			c.next()
		} else if err := c.up.Send(report{len(c.conns), len(c.answeredBy)}); err != nil {
			c.stop(err)
		}
	})
}

func (c *crowd) stop(err error) {
	if c.err == nil {
		c.err = err
	}
	c.up.Disconnect()
}

// dial connects to the server. The connection will end with a reset: after an
// orderly end its port would be taken for a while, and one address has but some
// tens of thousands.
func dial(addr string) (net.Conn, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if err := conn.(*net.TCPConn).SetLinger(0); err != nil {
		return nil, fmt.Errorf("set how to close: %w", err)
	}
	return conn, nil
}

// ask asks on a connection, and returns which process has answered.
func ask(conn net.Conn, question string) (process string, err error) {
	if _, err := fmt.Fprint(conn, question); err != nil {
		return "", fmt.Errorf("ask %q: %w", question, err)
	}
	answer, err := bufio.NewReaderSize(conn, 64).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("read answer to %q: %w", question, err)
	}
	process, ok := strings.CutPrefix(answer, question+" by ")
	if !ok {
		return "", fmt.Errorf("the answer to %q is %q", question, answer)
	}
	return process, nil
}

// Starve shows how code that never waits can still keep all others waiting; see
// [[Microtasks and nextTick#Starving the loop]].
//
// Each experiment is a chain of callbacks, where each one sets the next. Not one
// of them blocks, or takes longer than a function call. What counts is when the
// [[event loop]] gets its turn: ticks and microtasks are run until none is left,
// and those that come meanwhile count, so it has to wait for the whole chain. Of
// immediates it runs those that were set before, and goes round.
//
// A long computation is thus cut into pieces with setImmediate. With nextTick, or
// with an await of what is there already, it would hold up the loop as before.
package main

import (
	"fmt"
	"io"
	"net"
	"os"

	"notesite/examples/internal/loop"
)

func main() {
	conn, err := dialEcho()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer conn.Close()
	run(os.Stdout, conn)
}

// run makes the experiments one after another. What conn is sent, it sends back.
func run(w io.Writer, conn net.Conn) {
	l := loop.New()
	l.Run(func() {
		starve(l, w, "ticks", l.NextTick, func() {
			starve(l, w, "microtasks", l.QueueMicrotask, func() {
				letThrough(l, w, conn)
			})
		})
	})
}

// chain calls step again and again for as long as it returns true. Each call is
// set by the one before it, with one of the functions of the loop.
func chain(set func(callback func()), step func() bool) {
	set(func() {
		if step() {
			chain(set, step)
		}
	})
}

// starve sets an immediate first and a chain of a thousand afterwards. The
// immediate counts how many of them went before it: all. A chain without an end
// would have kept it for ever, and with it every timer and every connection.
func starve(l *loop.Loop, w io.Writer, kind string, set func(callback func()), done func()) {
	ran := 0
	l.SetImmediate(func() {
		fmt.Fprintln(w, "immediate after", ran, kind)
		done()
	})
	chain(set, func() bool {
		ran++
		return ran < 1000
	})
}

// letThrough has a chain of immediates without an end, except that it stops when
// an answer has come from the other end of conn. As each of them waits for the
// next turn, the loop comes by its poll phase in between, and the answer does come.
func letThrough(l *loop.Loop, w io.Writer, conn net.Conn) {
	answered := false
	echo(l, conn, func(err error) {
		answered = true
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		fmt.Fprintln(w, "data among endless immediates")
	})
	immediate := func(callback func()) { l.SetImmediate(callback) }
	chain(immediate, func() bool {
		return !answered
	})
}

// echo sends a byte and calls back when it has returned.
func echo(l *loop.Loop, conn net.Conn, callback func(err error)) {
	var err error
	l.Go(func() {
		b := []byte("x")
		if _, err = conn.Write(b); err != nil {
			err = fmt.Errorf("send: %w", err)
		} else if _, err = io.ReadFull(conn, b); err != nil {
			err = fmt.Errorf("receive: %w", err)
		}
	}, func() { callback(err) })
}

// dialEcho connects to a server of its own that sends one byte back.
func dialEcho() (net.Conn, error) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	go func() {
		defer server.Close()
		if conn, err := server.Accept(); err == nil {
			sendBack(conn)
		}
	}()
	conn, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return conn, nil
}

func sendBack(conn net.Conn) {
	defer conn.Close()
	b := make([]byte, 1)
	if _, err := io.ReadFull(conn, b); err == nil {
		_, _ = conn.Write(b)
	}
}

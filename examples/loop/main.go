// Loop shows in which order the [[event loop]] runs callbacks.
//
// Each line of the output is one experiment. It sets several callbacks at once,
// in an order that is not the one in which they run, and each says its name.
// Nothing waits for an order here: the loop gives it, every time the same.
package main

import (
	"fmt"
	"net"
	"strings"
	"time"

	"notesite/examples/internal/loop"
)

func main() {
	l := loop.New()
	l.Run(func() {
		conn, err := dial()
		if err != nil {
			fmt.Println(err)
			return
		}
		run(l, conn)
	})
}

// run makes the experiments one after another. The first of them needs a
// connection on which something arrives.
func run(l *loop.Loop, conn net.Conn) {
	experiments := []struct {
		name string
		make func(l *loop.Loop, say func(string), done func())
	}{
		{"after data arrived", func(l *loop.Loop, say func(string), done func()) { phases(l, conn, say, done) }},
		{"ticks and microtasks", ticks},
		{"between two timers", betweenTimers},
		{"between two immediates", betweenImmediates},
		{"set by a timer", nested},
	}
	var next func()
	next = func() {
		if len(experiments) == 0 {
			return
		}
		e := experiments[0]
		experiments = experiments[1:]
		var said []string
		e.make(l, func(word string) { said = append(said, word) }, func() {
			fmt.Printf("%s: %s\n", e.name, strings.Join(said, " "))
			l.SetImmediate(next)
		})
	}
	next()
}

// phases sets one callback of every kind while the loop is in its poll phase,
// where data arrives. Ticks and microtasks run before the loop goes on; after
// poll comes check with its immediates, then the close callbacks, then timers.
func phases(l *loop.Loop, conn net.Conn, say func(string), done func()) {
	socket := l.NewHandle()
	l.Go(func() { _, _ = conn.Read(make([]byte, 1)) }, func() {
		say("data")
		l.SetTimeout(0, func() { say("timeout"); done() })
		conn.Close()
		l.Close(socket, func() { say("close") })
		l.SetImmediate(func() { say("immediate") })
		l.QueueMicrotask(func() { say("microtask") })
		l.NextTick(func() { say("tick") })
	})
}

// ticks shows the two queues that are emptied after every callback: all ticks,
// then all microtasks, and both again for as long as they fill each other. See
// [[Microtasks and nextTick]].
func ticks(l *loop.Loop, say func(string), done func()) {
	l.QueueMicrotask(func() {
		say("m1")
		l.NextTick(func() { say("t4") })
		l.QueueMicrotask(func() { say("m3") })
	})
	l.NextTick(func() {
		say("t1")
		l.QueueMicrotask(func() {
			say("m2")
			l.NextTick(func() { say("t3"); done() })
		})
	})
	l.NextTick(func() { say("t2") })
}

// betweenTimers shows that the queues are emptied after every callback, and not
// only at the end of a phase: two timers are due, as the loop is held up for so
// long, and the first one's tick and microtask run before the second.
func betweenTimers(l *loop.Loop, say func(string), done func()) {
	l.SetTimeout(0, func() {
		say("timer1")
		l.QueueMicrotask(func() { say("microtask") })
		l.NextTick(func() { say("tick") })
	})
	l.SetTimeout(0, func() { say("timer2"); done() })
	time.Sleep(5 * time.Millisecond)
}

// betweenImmediates shows the same of immediates, and one thing more: those set
// by an immediate wait for the next turn, so a chain of them lets I/O through.
func betweenImmediates(l *loop.Loop, say func(string), done func()) {
	l.SetImmediate(func() {
		say("immediate1")
		l.SetImmediate(func() { say("immediate3"); done() })
		l.QueueMicrotask(func() { say("microtask") })
		l.NextTick(func() { say("tick") })
	})
	l.SetImmediate(func() { say("immediate2") })
}

// nested shows that a timeout of nothing is not now: a timer that sets a timer
// and an immediate sees the immediate first, for check comes before timers.
func nested(l *loop.Loop, say func(string), done func()) {
	l.SetTimeout(0, func() {
		say("timer1")
		l.SetTimeout(0, func() { say("timer2"); done() })
		l.SetImmediate(func() { say("immediate") })
	})
}

// dial connects to a server of its own that sends one byte.
func dial() (net.Conn, error) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	go func() {
		defer server.Close()
		if conn, err := server.Accept(); err == nil {
			_, _ = conn.Write([]byte("x"))
			conn.Close()
		}
	}()
	conn, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return conn, nil
}

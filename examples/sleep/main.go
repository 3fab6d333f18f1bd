//go:build unix

// Sleep opens thousands of connections on which nothing happens, and measures
// what it costs to wait for all of them: no processor time.
//
// The server waits for each of its clients, for new ones, and for a timer. It
// does not look round among them now and then. It [[Sleep when idle|sleeps]]
// until the kernel says that there is something, and for half a second that is
// nothing. The one client that then speaks is answered at once.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"notesite/examples/internal/loop"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		dial := func() (net.Conn, error) { return net.Dial("tcp", ln.Addr().String()) }
		err = run(os.Stdout, ln, dial, connections(5000), 500*time.Millisecond)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// connections returns n, or as many connections as the limit of open files
// leaves room for. Both ends of each are in this process.
func connections(n int) int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > 1<<20 {
		return n
	}
	return min(n, (int(limit.Cur)-50)/2)
}

// run opens n connections, lets them rest for some time, and has the last client
// send a word.
func run(out io.Writer, ln net.Listener, dial func() (net.Conn, error), n int, rest time.Duration) error {
	l := loop.New()
	s := &server{loop: l, ln: ln}
	c := &clients{loop: l, dial: dial}
	var err error
	end := func(because error) {
		err = because
		s.close()
		c.close() // and so the server's ends are closed, too: nothing is left
	}
	ready := func() {
		if s.open < n || len(c.conns) < n {
			return // the other side has still to notice the last one
		}
		before := processorTime()
		l.SetTimeout(rest, func() {
			how := "slept"
			if used := processorTime() - before; used > rest/20 {
				how = fmt.Sprintf("were busy for %v of %v", used, rest)
			}
			fmt.Fprintf(out, "%d connections, %d requests: %s\n", s.open, s.requests, how)
			c.ask(n-1, "ping", func(err error, answer string) {
				if err == nil {
					fmt.Fprintln(out, "ping:", answer)
				}
				end(err)
			})
		})
	}
	l.Run(func() {
		s.accept(ready)
		c.connect(n, func(err error) {
			if err != nil {
				end(err)
				return
			}
			ready()
		})
	})
	return err
}

// processorTime returns how long processors have worked for this process, on its
// code and on what it has asked of the kernel.
func processorTime() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // cannot fail for oneself
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

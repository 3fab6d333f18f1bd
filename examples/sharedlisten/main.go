//go:build unix

// Sharedlisten answers connections to one port in three processes, and the kernel
// chooses which. See [[Round robin and SO_REUSEPORT]].
//
// The primary listens, but never accepts. Its workers inherit the listener: what a
// process holds is a descriptor, a number that leads to the socket, and now four
// processes have one that leads to the same. Whoever of the three accepts first has
// the connection. So nothing goes through the primary, and nobody sees to it that
// all get their share: one worker may well get everything.
//
// In Node.js a [[Cluster]] does this if its schedulingPolicy is SCHED_NONE. There
// the workers are sent the listener when they ask for it.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

func main() {
	self, err := os.Executable()
	switch {
	case ipc.Forked():
		err = work(os.Args[1])
	case err == nil:
		p := &primary{loop: loop.New(), out: os.Stdout}
		p.loop.Run(func() { p.check(p.start(self, 3, 9)) })
		err = p.err
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A primary owns the workers. It belongs to its loop.
type primary struct {
	loop     *loop.Loop
	out      io.Writer
	ln       *net.TCPListener
	workers  []*ipc.Child
	sockets  []string // which the workers have told that they listen on
	stopping bool
	err      error // what went wrong first
}

// start listens, forks the workers, and lets a client connect when all are ready.
func (p *primary) start(program string, workers, connections int) error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	p.ln = ln.(*net.TCPListener)
	for id := range workers {
		w, err := p.fork(exec.Command(program, strconv.Itoa(id+1)))
		if err != nil {
			return err
		}
		p.workers = append(p.workers, w)
		w.OnMessage(func(m ipc.Message) {
			if p.sockets = append(p.sockets, string(m.Data)); len(p.sockets) == workers {
				p.check(p.compare())
				p.connect(connections)
			}
		})
	}
	return nil
}

// fork starts a worker, which inherits the listener.
func (p *primary) fork(cmd *exec.Cmd) (*ipc.Child, error) {
	file, err := descriptor(p.ln)
	if err != nil {
		return nil, fmt.Errorf("share listener: %w", err)
	}
	defer file.Close()
	cmd.ExtraFiles = []*os.File{file} // number 3 there, after standard error
	cmd.Stderr = os.Stderr
	w, err := ipc.Fork(p.loop, cmd)
	if err != nil {
		return nil, err
	}
	w.OnExit = func(e ipc.Exit) {
		fmt.Fprintln(p.out, "exit", e)
		if !p.stopping {
			p.check(fmt.Errorf("%s has left", cmd))
		}
	}
	return w, nil
}

// compare finds out whether the workers have the same socket as the primary, and
// not only one that has the same address.
func (p *primary) compare() error {
	own, err := inode(p.ln)
	if err != nil {
		return fmt.Errorf("identify socket: %w", err)
	}
	for _, socket := range p.sockets {
		if socket != strconv.FormatUint(own, 10) {
			return fmt.Errorf("a worker has socket %s, the primary %d", socket, own)
		}
	}
	fmt.Fprintf(p.out, "primary and %d workers: one socket\n", len(p.sockets))
	return nil
}

// connect lets a client connect n times, and counts whose answers it gets.
func (p *primary) connect(n int) {
	var by map[string]int
	var err error
	p.loop.Go(func() { by, err = ask(p.ln.Addr().String(), n) }, func() {
		if err == nil {
			answers := 0
			for id := range p.workers {
				answers += by[strconv.Itoa(id+1)]
			}
			fmt.Fprintf(p.out, "%d answers from %d workers or fewer\n", answers, len(p.workers))
		}
		p.check(err)
		p.stop()
	})
}

// check ends everything if something has gone wrong.
func (p *primary) check(err error) {
	if err != nil && p.err == nil {
		p.err = err
		p.stop()
	}
}

// stop lets the workers go: their channels close, and they end by themselves.
func (p *primary) stop() {
	p.stopping = true
	p.ln.Close()
	for _, w := range p.workers {
		w.Disconnect()
	}
}

//go:build unix

// Respawn replaces the processes of a server while it serves. See
// [[Zero-downtime restart]].
//
// The primary holds the listener, which four workers share. One of them is killed;
// nobody has told it to go, so the primary forks another. After that all four are
// replaced, as for a new version, while clients connect all the time: a new worker
// comes first, and when it listens an old one is told to leave.
//
// No connection is lost if the old one leaves in the right order: it stops accepting,
// answers whom it has accepted, and then ends. Whoever was not accepted waits in the
// socket, for any of the other workers. Only a worker that is killed takes its open
// connections along; here there are none yet when that happens.
package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

func main() {
	self, err := os.Executable()
	switch {
	case ipc.Forked():
		err = work()
	case err == nil:
		p := &primary{loop: loop.New(), out: os.Stdout, program: self}
		p.loop.Run(func() { p.start(4, 32) })
		err = p.err
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A primary owns the listener and the workers. It belongs to its loop.
type primary struct {
	loop     *loop.Loop
	out      io.Writer
	program  string // that the workers run
	ln       *net.TCPListener
	workers  []*worker
	stopping bool
	err      error // what went wrong first

	onRespawn func() // a worker has died, and another one listens in its place
}

type worker struct {
	*ipc.Child
	listening bool
	onLeft    func() // it has ended, as it was told to
}

// start listens, forks the workers, kills one of them, and then replaces them all
// while there are clients.
func (p *primary) start(workers, clients int) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.stop(fmt.Errorf("listen: %w", err))
		return
	}
	p.ln = ln.(*net.TCPListener)
	listening := 0
	for range workers {
		p.fork(func() {
			if listening++; listening == workers {
				_ = p.workers[0].Process.Kill()
			}
		})
	}
	p.onRespawn = func() {
		c := &crowd{loop: p.loop, addr: ln.Addr().String()}
		c.start(clients)
		p.replace(slices.Clone(p.workers), func() {
			c.stop(func() {
				fmt.Fprintf(p.out, "restarts %d, failed %d\n", workers, c.failed)
				p.stop(c.err)
			})
		})
	}
}

// replace replaces workers one by one, the new one before the old one.
func (p *primary) replace(old []*worker, done func()) {
	if len(old) == 0 {
		done()
		return
	}
	p.fork(func() {
		old[0].onLeft = func() { p.replace(old[1:], done) }
		old[0].Disconnect()
	})
}

// fork starts a worker, and calls back when it listens.
func (p *primary) fork(listening func()) {
	file, err := share(p.ln)
	if err != nil {
		p.stop(fmt.Errorf("share listener: %w", err))
		return
	}
	defer file.Close()
	cmd := exec.Command(p.program)
	cmd.Stderr, cmd.ExtraFiles = os.Stderr, []*os.File{file} // which is number 3 there
	c, err := ipc.Fork(p.loop, cmd)
	if err != nil {
		p.stop(err)
		return
	}
	w := &worker{Child: c}
	p.workers = append(p.workers, w)
	w.OnMessage(func(ipc.Message) { w.listening = true; listening() })
	w.OnExit = func(e ipc.Exit) { p.left(w, e) }
}

// left is called at the end of a worker, whatever the reason is.
func (p *primary) left(w *worker, e ipc.Exit) {
	p.workers = slices.DeleteFunc(p.workers, func(other *worker) bool { return other == w })
	switch {
	case p.stopping:
	case !w.listening: // the next one would do the same
		p.stop(fmt.Errorf("fork a worker: exit %v", e))
	case w.onLeft != nil:
		w.onLeft()
	default: // died
		fmt.Fprintln(p.out, "exit", e)
		p.fork(func() { fmt.Fprintln(p.out, "respawned"); p.onRespawn() })
	}
}

// stop tells all workers to leave. Then there is nothing left to wait for.
func (p *primary) stop(err error) {
	p.err, p.stopping = cmp.Or(p.err, err), true
	p.ln.Close()
	for _, w := range p.workers {
		w.Disconnect()
	}
}

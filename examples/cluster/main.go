//go:build unix || (wasip1 && notesite)

// Cluster answers requests of one port in three processes.
//
// The primary alone listens and accepts. It [[Fork|forks]] three workers and
// hands each connection over to the next of them: the open socket itself
// travels through the channel, and the worker answers on it. That is what the
// [[Cluster|cluster module]] of Node.js does unless told otherwise, and it
// shares the load evenly, which the kernel does not promise.
//
// A Go program needs no cluster to use all processors, since goroutines run on
// every one of them. What it would gain is what is left: processes that can
// crash, or be replaced, one at a time.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

func main() {
	var err error
	if ipc.Forked() {
		err = worker(os.Args[1])
	} else {
		p := &primary{loop: loop.New(), answered: report}
		p.loop.Run(func() { p.start(3, 9) })
		err = p.err
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A primary owns the listener and the workers. All of it belongs to its loop.
type primary struct {
	loop      *loop.Loop
	ln        net.Listener
	workers   []*ipc.Child
	listening int
	given     int   // connections handed over so far
	stopping  bool  // the workers were let go
	err       error // what went wrong

	answered func(by []string) // is called when all requests are, before the end
}

// start forks the workers and, when all are ready, lets a client send requests.
func (p *primary) start(workers, requests int) {
	if p.ln, p.err = net.Listen("tcp", "127.0.0.1:0"); p.err != nil {
		return
	}
	online := 0
	for id := 1; id <= workers; id++ {
		w, err := p.fork(strconv.Itoa(id))
		if err != nil {
			p.stop(err)
			return
		}
		p.workers = append(p.workers, w)
		w.OnMessage(func(m ipc.Message) {
			switch string(m.Data) {
			case `"online"`:
				if online++; online == workers {
					fmt.Println("online", online)
				}
			case `"listening"`:
				if p.listening++; p.listening == workers {
					fmt.Println("listening", workers)
					go p.accept()
					var served []string
					var err error
					p.loop.Go(func() { served, err = request(p.ln.Addr().String(), requests) }, func() {
						p.answered(served)
						p.stop(err)
					})
				}
			}
		})
	}
}

// fork starts one worker.
func (p *primary) fork(id string) (*ipc.Child, error) {
	cmd := exec.Command(os.Args[0], id)
	cmd.Stderr = os.Stderr
	w, err := ipc.Fork(p.loop, cmd)
	if err != nil {
		return nil, err
	}
	w.OnExit = func(e ipc.Exit) {
		how := "crashed"
		if p.stopping {
			how = "voluntary"
		}
		fmt.Println("exit", e.ExitStatus(), how)
	}
	return w, nil
}

// accept takes connections, in a goroutine, and hands them over on the loop: to
// one worker after the other, round robin. The primary's own copy of a
// connection is closed when the worker has acknowledged that it has another.
func (p *primary) accept() {
	for {
		conn, err := p.ln.Accept()
		if err != nil {
			return // closed
		}
		p.loop.Post(func() {
			w := p.workers[p.given%len(p.workers)]
			p.given++
			if err := w.SendSocket("connection", conn.(*net.TCPConn)); err != nil {
				p.stop(err)
			}
		})
	}
}

// stop lets the workers go: their channels close, and they end by themselves.
func (p *primary) stop(err error) {
	p.err, p.stopping = err, true
	p.ln.Close()
	for _, w := range p.workers {
		w.Disconnect()
	}
}

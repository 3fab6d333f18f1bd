//go:build unix

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net"
	"os"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// A primary leads workers of Node's cluster module: it listens for them, and deals
// out the connections in turn. What they say to each other is described nowhere but
// in the source of Node.js, in lib/internal/cluster.
type primary struct {
	loop     *loop.Loop
	ln       *net.TCPListener
	workers  []*ipc.Child
	ready    int                  // workers that listen
	onReady  func()               // all do
	turn     int                  // connections dealt out
	offered  map[int]*net.TCPConn // that the worker has not taken yet, by message
	seq      int                  // number of the last message
	stopping bool
	err      error // what went wrong first
}

// A message is one of the cluster module's.
type message struct {
	Cmd      string    `json:"cmd"`
	Seq      int       `json:"seq"`           // numbers the messages of a process
	Ack      int       `json:"ack,omitempty"` // is the Seq of the one that this answers
	Act      string    `json:"act,omitempty"`
	Key      string    `json:"key,omitempty"` // of the listener
	Sockname *sockname `json:"sockname,omitempty"`
	Accepted bool      `json:"accepted,omitempty"`
}

type sockname struct {
	Address string `json:"address"`
	Port    int    `json:"port"`
	Family  string `json:"family"`
}

// number completes a message.
func (p *primary) number(m message) message {
	p.seq++
	m.Cmd, m.Seq = "NODE_CLUSTER", p.seq
	return m
}

// lead leads some workers through some requests.
func lead(workers, requests int) error {
	fmt.Println("Go leads a cluster of Node.js")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	p := &primary{loop: loop.New(), ln: ln.(*net.TCPListener), offered: make(map[int]*net.TCPConn)}
	p.onReady = func() {
		fmt.Println("  listening", workers)
		p.accept()
		var served []string
		var err error
		p.loop.Go(func() { served, err = get(ln.Addr().String(), requests) }, func() {
			if err == nil {
				report(served)
			}
			p.stop(err)
		})
	}
	p.loop.Run(func() {
		for id := range workers {
			if err := p.fork(id + 1); err != nil {
				p.stop(err)
				return
			}
		}
	})
	return p.err
}

// fork starts a worker. That it is one it sees by its number in the environment.
func (p *primary) fork(id int) error {
	cmd := node("worker")
	cmd.Env = append(os.Environ(), fmt.Sprint("NODE_UNIQUE_ID=", id))
	w, err := ipc.Fork(p.loop, cmd)
	if err != nil {
		return err
	}
	p.workers = append(p.workers, w)
	w.OnInternalMessage = func(data ipc.Message) {
		var m message
		if err := json.Unmarshal(data.Data, &m); err != nil {
			p.stop(fmt.Errorf("read message %s: %w", data.Data, err))
			return
		}
		p.receive(w, m)
	}
	w.OnExit = func(e ipc.Exit) {
		fmt.Println("  exit", e)
		if !p.stopping {
			p.stop(fmt.Errorf("worker %d has left", id))
		}
	}
	return nil
}

// receive does what a worker asks for.
func (p *primary) receive(w *ipc.Child, m message) {
	conn := p.offered[m.Ack]
	switch {
	case m.Act == "queryServer": // it has called listen, and is told where
		addr := p.ln.Addr().(*net.TCPAddr)
		p.send(w, message{Ack: m.Seq, Key: "listener", Sockname: &sockname{addr.IP.String(), addr.Port, "IPv4"}})
	case m.Act == "listening":
		if p.ready++; p.ready == len(p.workers) {
			p.onReady()
		}
	case conn != nil:
		delete(p.offered, m.Ack)
		if m.Accepted || p.stopping {
			conn.Close() // the worker has a descriptor of its own
		} else {
			p.offer(conn) // to the next
		}
	}
}

func (p *primary) send(w *ipc.Child, m message) {
	if err := w.Send(p.number(m)); err != nil {
		p.stop(fmt.Errorf("send message: %w", err))
	}
}

// accept accepts one connection after another, until the listener is closed.
func (p *primary) accept() {
	var conn *net.TCPConn
	var err error
	p.loop.Go(func() { conn, err = p.ln.AcceptTCP() }, func() {
		if err == nil {
			p.offer(conn)
			p.accept()
		}
	})
}

// offer offers a connection to the worker whose turn it is.
func (p *primary) offer(conn *net.TCPConn) {
	w := p.workers[p.turn%len(p.workers)]
	p.turn++
	m := p.number(message{Act: "newconn", Key: "listener"})
	p.offered[m.Seq] = conn
	if err := w.SendNative(m, conn); err != nil {
		p.stop(fmt.Errorf("send connection: %w", err))
	}
}

// stop tells the workers to leave.
func (p *primary) stop(err error) {
	p.err, p.stopping = cmp.Or(p.err, err), true
	p.ln.Close()
	for _, w := range p.workers {
		_ = w.Send(p.number(message{Act: "disconnect"})) // or it has left already
	}
}

//go:build unix

package ipc_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"testing"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// TestLeadsNodeCluster leads workers of Node's cluster module, which think that
// their primary is Node.js: Go listens, accepts, and gives each connection to
// the worker that has been free for longest.
func TestLeadsNodeCluster(t *testing.T) {
	const workers, requests = 3, 9
	node := node(t)
	noLeak(t)
	p := &primary{loop: loop.New()}
	var served, exits []string
	p.loop.Run(func() {
		for id := range workers {
			cmd := exec.Command(node, "testdata/worker.cjs")
			cmd.Env = append(os.Environ(), fmt.Sprint("NODE_UNIQUE_ID=", id+1))
			child, _ := fork(t, p.loop, cmd)
			child.OnClose = func(x ipc.Exit) { exits = append(exits, x.String()) }
			w := &clusterWorker{Child: child, replies: make(map[int]func(clusterMessage))}
			child.OnInternalMessage = func(m ipc.Message) {
				var message clusterMessage
				check(json.Unmarshal(m.Data, &message))
				p.receive(w, message)
			}
		}
		p.onListening = func() {
			if p.listening++; p.listening == workers {
				p.loop.Go(func() { served = get(t, p.listener.Addr().String(), requests) }, p.disconnect)
			}
		}
	})
	if len(served) != requests {
		t.Fatalf("served %v, want %d answers", served, requests)
	}
	for i := range served[workers-1:] {
		window := slices.Sorted(slices.Values(served[i : i+workers]))
		if !slices.Equal(window, []string{"1", "2", "3"}) {
			t.Errorf("requests %d to %d were answered by %v", i+1, i+workers, served[i:i+workers])
		}
	}
	if want := slices.Repeat([]string{"0 null"}, workers); !slices.Equal(exits, want) {
		t.Errorf("exits %v, want %v", exits, want)
	}
}

// A clusterMessage is one of the messages of Node's cluster module.
type clusterMessage struct {
	Cmd      string    `json:"cmd"`
	Seq      int       `json:"seq"`           // numbers the messages of a process
	Ack      *int      `json:"ack,omitempty"` // in a reply: the Seq that it replies to
	Act      string    `json:"act,omitempty"`
	Key      string    `json:"key,omitempty"` // of what is listened to
	Sockname *sockname `json:"sockname,omitempty"`
	Accepted bool      `json:"accepted,omitempty"`
}

type sockname struct {
	Address string `json:"address"`
	Family  string `json:"family"`
	Port    int    `json:"port"`
}

// A clusterWorker is a worker as its primary knows it.
type clusterWorker struct {
	*ipc.Child
	replies map[int]func(clusterMessage) // to come, by the Seq of what was sent
}

// A primary listens for its workers.
type primary struct {
	loop        *loop.Loop
	listener    *net.TCPListener
	workers     []*clusterWorker // that ask for connections
	free        []*clusterWorker // that have none to accept
	waiting     []*net.TCPConn   // for a free worker
	seq         int
	listening   int
	onListening func()
}

func (p *primary) receive(w *clusterWorker, m clusterMessage) {
	switch {
	case m.Ack != nil:
		p.reply(w, m)
	case m.Act == "queryServer": // the worker called listen
		if p.listener == nil {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			check(err)
			p.listener = listener.(*net.TCPListener)
			p.accept()
		}
		addr := p.listener.Addr().(*net.TCPAddr)
		name := sockname{addr.IP.String(), "IPv4", addr.Port}
		check(w.Send(p.number(clusterMessage{Ack: &m.Seq, Key: "listener", Sockname: &name})))
		p.workers = append(p.workers, w)
		p.handoff(w)
	case m.Act == "listening":
		p.onListening()
	}
}

func (p *primary) reply(w *clusterWorker, m clusterMessage) {
	if reply := w.replies[*m.Ack]; reply != nil {
		delete(w.replies, *m.Ack)
		reply(m)
	}
}

// number completes a message.
func (p *primary) number(m clusterMessage) clusterMessage {
	p.seq++
	m.Cmd, m.Seq = "NODE_CLUSTER", p.seq
	return m
}

// accept accepts one connection after the other.
func (p *primary) accept() {
	var conn *net.TCPConn
	var err error
	p.loop.Go(func() { conn, err = p.listener.AcceptTCP() }, func() {
		if err == nil { // the listener is still open
			p.accept()
			p.distribute(conn)
		}
	})
}

func (p *primary) distribute(conn *net.TCPConn) {
	p.waiting = append(p.waiting, conn)
	if len(p.free) > 0 {
		w := p.free[0]
		p.free = p.free[1:]
		p.handoff(w)
	}
}

// handoff offers a waiting connection to a worker. When it has replied it is
// free for the next; if it did not accept, another worker is asked.
func (p *primary) handoff(w *clusterWorker) {
	if len(p.waiting) == 0 {
		p.free = append(p.free, w)
		return
	}
	conn := p.waiting[0]
	p.waiting = p.waiting[1:]
	m := p.number(clusterMessage{Act: "newconn", Key: "listener"})
	w.replies[m.Seq] = func(reply clusterMessage) {
		if reply.Accepted {
			conn.Close()
		} else {
			p.distribute(conn)
		}
		p.handoff(w)
	}
	check(w.SendNative(m, conn))
}

// disconnect lets the workers end.
func (p *primary) disconnect() {
	for _, w := range p.workers {
		check(w.Send(p.number(clusterMessage{Act: "disconnect"})))
	}
	p.listener.Close()
}

// get sends requests one after the other, each over a connection of its own, and
// returns the answers.
func get(t *testing.T, address string, n int) (answers []string) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for range n {
		response, err := client.Get("http://" + address)
		if err != nil {
			t.Error(err)
			return answers
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Error(err)
		}
		answers = append(answers, string(body))
	}
	return answers
}

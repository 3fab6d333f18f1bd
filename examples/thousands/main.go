//go:build unix

// Thousands serves five thousand connections, all of them open at once.
//
// The clients are in a process of their own, which the server [[Fork|forks]].
// Each of them asks something and then stays, as the clients of a chat do. The
// five thousandth is answered like the first: a silent connection takes a file
// descriptor and some memory, and no time. See [[Thousands of connections]].
//
// There is no thread for each, nor a pool of threads that somebody would have to
// size. All that the server keeps of a connection is what to do when something
// arrives on it.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

func main() {
	var err error
	if ipc.Forked() {
		err = clients(os.Args[1], os.Args[2])
	} else {
		s := &server{loop: loop.New(), out: os.Stdout}
		s.loop.Run(func() { s.start(connections(5000)) })
		err = s.err
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// connections returns n, or as many as the limit of open files leaves room for.
func connections(n int) int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > 1<<20 {
		return n
	}
	return min(n, int(limit.Cur)-50)
}

// A server answers what it is asked. All of it belongs to its loop: thousands of
// connections share its variables, and need no lock.
type server struct {
	loop *loop.Loop
	out  io.Writer
	ln   net.Listener
	open int   // connections
	err  error // what went wrong
}

// start listens, forks the clients, and prints what they report. They stay
// connected until the channel to them is closed.
func (s *server) start(n int) {
	if s.ln, s.err = net.Listen("tcp", "127.0.0.1:0"); s.err != nil {
		return
	}
	s.accept()
	c, err := s.fork(s.ln.Addr().String(), strconv.Itoa(n))
	if err != nil {
		s.stop(err)
		return
	}
	c.OnMessage(func(m ipc.Message) {
		var r report
		if err = json.Unmarshal(m.Data, &r); err == nil {
			fmt.Fprintf(s.out, "%d connections, %d answers from %d process\n", s.open, r.Answers, r.Processes)
		}
		c.Disconnect()
	})
	c.OnExit = func(e ipc.Exit) {
		if e.ExitStatus() != 0 {
			err = fmt.Errorf("clients: exit %v", e)
		}
		s.stop(err)
	}
}

// fork starts the process of the clients.
func (s *server) fork(args ...string) (*ipc.Child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	cmd := exec.Command(self, args...)
	cmd.Stderr = os.Stderr
	return ipc.Fork(s.loop, cmd)
}

// stop takes no more connections. Those that are open end with their clients.
func (s *server) stop(err error) {
	s.err = err
	s.ln.Close()
}

// accept takes one connection after another. Each then waits for itself.
func (s *server) accept() {
	var conn net.Conn
	var err error
	s.loop.Go(func() { conn, err = s.ln.Accept() }, func() {
		if err != nil {
			return // closed
		}
		s.open++
		s.answer(conn)
		s.accept()
	})
}

// answer says to whatever a client asks which process has read it.
func (s *server) answer(conn net.Conn) {
	var question [size]byte
	var err error
	s.loop.Go(func() { _, err = io.ReadFull(conn, question[:]) }, func() {
		if err != nil {
			s.open--
			conn.Close()
			return
		}
		s.loop.Go(func() { fmt.Fprintf(conn, "%s by %d\n", question, os.Getpid()) }, func() { s.answer(conn) })
	})
}

//go:build unix || (wasip1 && notesite)

// Handover accepts a connection in one process and serves it in another. See
// [[Sharing sockets between processes]].
//
// The parent accepts, and sends the socket to its child between two messages. It
// arrives between the two: whatever is sent later waits until the child has
// confirmed that it has the socket, and then the parent closes its own descriptor.
// The client notices nothing, for the connection is the same.
//
// Connections have two directions, which end one by one. Here the client ends its
// own when it has asked, as if to say: that was all. The child reads to this end,
// answers the other way, which is still open, and ends that, too. In Node.js the
// end of the other side is the event 'end', and 'close' comes when both have ended.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

func main() {
	var err error
	if ipc.Forked() {
		err = child()
	} else {
		err = parent(exec.Command(os.Args[0]))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// parent accepts a connection and hands it over. It does not read from it: what
// one process has read, no other can read again.
func parent(cmd *exec.Cmd) error {
	client, conn, err := connect()
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer client.Close()
	if err := ask(client, "who serves me?"); err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	l := loop.New()
	l.Run(func() {
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		var c *ipc.Child
		if c, err = ipc.Fork(l, cmd); err != nil {
			conn.Close()
			return
		}
		err = errors.Join(c.Send("before"), c.SendSocket("socket", conn), c.Send("after"))
	}) // returns when the child has gone
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(client)
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	fmt.Printf("client: %q, end\n", answer)
	return nil
}

// connect returns both ends of a connection.
func connect() (client, server *net.TCPConn, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer ln.Close()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	client = conn.(*net.TCPConn)
	if conn, err = ln.Accept(); err != nil {
		client.Close()
		return nil, nil, err
	}
	return client, conn.(*net.TCPConn), nil
}

// ask asks, and then ends this direction of the connection.
func ask(client *net.TCPConn, question string) error {
	if _, err := io.WriteString(client, question); err != nil {
		return err
	}
	return client.CloseWrite()
}

// child serves the connection that it is given.
func child() error {
	l := loop.New()
	var err error
	l.Run(func() {
		var up *ipc.Channel
		if up, err = ipc.Parent(l); err != nil {
			return
		}
		var conn net.Conn
		up.OnMessage(func(m ipc.Message) {
			if m.Conn == nil {
				fmt.Printf("child: message %s\n", m.Data)
			} else {
				fmt.Printf("child: message %s and a socket\n", m.Data)
				conn = m.Conn
			}
			if string(m.Data) == `"after"` {
				l.Go(func() { err = serve(conn) }, up.Disconnect)
			}
		})
	})
	return err
}

// serve reads to the end of what the client has to say, and answers.
func serve(conn net.Conn) error {
	defer conn.Close() // if something goes wrong
	question, err := io.ReadAll(conn)
	if err != nil {
		return fmt.Errorf("read question: %w", err)
	}
	fmt.Printf("child: %q, end\n", question)
	if _, err := io.WriteString(conn, "served by the child"); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if err := conn.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	fmt.Println("child: close")
	return nil
}

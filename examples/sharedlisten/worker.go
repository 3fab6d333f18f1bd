//go:build unix

package main

import (
	"fmt"
	"io"
	"net"
	"os"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// work is a worker. It accepts what it can get, and answers with its name.
func work(id string) error {
	file := os.NewFile(3, "listener")
	inherited, err := net.FileListener(file) // has a descriptor of its own
	file.Close()
	if err != nil {
		return fmt.Errorf("inherit listener: %w", err)
	}
	ln := inherited.(*net.TCPListener)
	defer ln.Close()
	socket, err := inode(ln)
	if err != nil {
		return fmt.Errorf("identify socket: %w", err)
	}
	l := loop.New()
	l.Run(func() {
		var up *ipc.Channel
		if up, err = ipc.Parent(l); err != nil {
			return
		}
		up.OnDisconnect(func() { ln.Close() })
		accept(l, ln, id)
		err = up.Send(socket)
	})
	return err
}

// accept accepts one connection after another, until the listener is closed.
func accept(l *loop.Loop, ln net.Listener, id string) {
	var conn net.Conn
	var err error
	l.Go(func() { conn, err = ln.Accept() }, func() {
		if err != nil {
			return
		}
		l.Go(func() { _, _ = io.WriteString(conn, id); conn.Close() }, func() {})
		accept(l, ln, id)
	})
}

//go:build unix || (wasip1 && notesite)

package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"

	"notesite/examples/internal/ipc"
	"notesite/examples/internal/loop"
)

// worker answers on the connections that it is given. It listens to nothing.
func worker(id string) error {
	l := loop.New()
	var err error
	l.Run(func() {
		var up *ipc.Channel
		if up, err = ipc.Parent(l); err != nil {
			return
		}
		up.OnMessage(func(m ipc.Message) {
			l.Go(func() { answer(m.Conn, id) }, func() {})
		})
		for _, word := range []string{"online", "listening"} {
			if err = up.Send(word); err != nil {
				return
			}
		}
	})
	return err
}

// answer reads a request and writes an answer.
func answer(conn net.Conn, text string) {
	defer conn.Close()
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		return // the client has gone
	}
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(text), text)
}

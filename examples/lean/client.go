//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
)

// visit opens connections, leaves them all open, and then sends a request on
// each.
func visit(address string, n int) error {
	conns := make([]net.Conn, n)
	for i := range conns {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return fmt.Errorf("connection %d: %w", i+1, err)
		}
		defer conn.Close()
		conns[i] = conn
	}
	fmt.Println(n, "connections wait")
	answers := 0
	for _, conn := range conns {
		if err := request(conn); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		answers++
	}
	fmt.Println(answers, "answers: Hello World")
	return nil
}

// request sends one request and reads its answer, which ends in the text.
func request(conn net.Conn) error {
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		return err
	}
	var answer []byte
	for !bytes.HasSuffix(answer, []byte("Hello World")) {
		var part [512]byte
		n, err := conn.Read(part[:])
		if err != nil {
			return err
		}
		answer = append(answer, part[:n]...)
	}
	return nil
}

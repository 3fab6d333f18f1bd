//go:build unix

package main

import (
	"fmt"
	"io"
	"net"
)

// ask is the client. It connects n times, one after another, and returns how often
// each worker has answered.
func ask(addr string, n int) (map[string]int, error) {
	by := map[string]int{}
	for range n {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return nil, fmt.Errorf("connect: %w", err)
		}
		answer, err := io.ReadAll(conn)
		conn.Close()
		if err != nil {
			return nil, fmt.Errorf("read answer: %w", err)
		}
		by[string(answer)]++
	}
	return by, nil
}

//go:build linux

// Epoll is what lies below [[epoll, kqueue and IOCP|an event loop]]: one thread
// that asks the kernel which of its sockets have something to say, and sleeps
// until one has.
//
// The server here makes the system calls itself, without Go's package net. It
// answers a hundred clients with what they have sent. In Node.js libuv does the
// same, and so does the Go runtime for every goroutine that waits for a socket.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
)

const clients = 100

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	s, err := listen()
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer s.close()
	served := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // the thread is this goroutine's alone
		served <- s.serve(clients)
	}()
	echoes, err := visit(s.address, clients)
	if err != nil {
		return err
	}
	if err := <-served; err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	fmt.Println(s.accepted, "clients")
	fmt.Println(echoes, "echoes")
	fmt.Println(len(s.threads), "thread asked the kernel")
	return nil
}

// visit has all clients connected before the first of them speaks.
func visit(address string, n int) (echoes int, err error) {
	conns := make([]net.Conn, n)
	for i := range conns {
		if conns[i], err = net.Dial("tcp", address); err != nil {
			return 0, fmt.Errorf("connect: %w", err)
		}
		defer conns[i].Close()
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i, conn := range conns {
		wg.Go(func() {
			said := fmt.Sprintf("I am number %d", i)
			heard, failed := ask(conn, said)
			mu.Lock()
			defer mu.Unlock()
			if heard == said {
				echoes++
			}
			if failed != nil {
				err = failed
			}
		})
	}
	wg.Wait()
	return echoes, err
}

// ask sends a text and returns all that comes back until the server closes.
func ask(conn net.Conn, text string) (string, error) {
	if _, err := io.WriteString(conn, text); err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		return "", fmt.Errorf("end: %w", err)
	}
	heard, err := io.ReadAll(conn)
	if err != nil {
		return "", fmt.Errorf("receive: %w", err)
	}
	return string(heard), nil
}

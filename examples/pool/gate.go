//go:build linux || darwin

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// A gate keeps whoever wants to pass until it is opened. This one is a named pipe:
// to open it for reading blocks until somebody opens it for writing.
type gate struct {
	name string
	held *os.File // keeps it open
}

// makeGates makes n gates, and returns a function that removes them.
func makeGates(n int) (gates []*gate, remove func(), err error) {
	dir, err := os.MkdirTemp("", "pool")
	if err != nil {
		return nil, nil, fmt.Errorf("make folder: %w", err)
	}
	for i := range n {
		g := &gate{name: filepath.Join(dir, strconv.Itoa(i))}
		if err := syscall.Mkfifo(g.name, 0o600); err != nil {
			_ = os.RemoveAll(dir)
			return nil, nil, fmt.Errorf("make pipe %q: %w", g.name, err)
		}
		gates = append(gates, g)
	}
	return gates, func() {
		for _, g := range gates {
			_ = g.held.Close()
		}
		_ = os.RemoveAll(dir)
	}, nil
}

// pass blocks until the gate is open.
func (g *gate) pass() error {
	f, err := os.Open(g.name)
	if err != nil {
		return fmt.Errorf("pass: %w", err)
	}
	return f.Close()
}

// letThrough lets pass who stands at the gate, and says whether there was anyone:
// to write to a pipe that nobody reads is an error, if one does not want to wait.
func (g *gate) letThrough() (bool, error) {
	fd, err := syscall.Open(g.name, syscall.O_WRONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	switch err {
	case nil:
		return true, syscall.Close(fd)
	case syscall.ENXIO, syscall.EINTR:
		return false, nil
	default:
		return false, fmt.Errorf("look at pipe %q: %w", g.name, err)
	}
}

// open opens the gate for good. One that opens a pipe for both never waits.
func (g *gate) open() (err error) {
	if g.held, err = os.OpenFile(g.name, os.O_RDWR, 0); err != nil {
		return fmt.Errorf("open gate: %w", err)
	}
	return nil
}

//go:build !wasip1

package main

import (
	"fmt"
	"os"
)

// readFile is what blocks: it returns when the bytes are there.
func readFile(name string) ([]byte, error) { return os.ReadFile(name) }

// makeFile makes a file of some size to read, and returns its name and a
// function that removes it.
func makeFile(size int) (name string, remove func(), err error) {
	f, err := os.CreateTemp("", "nonblocking")
	if err != nil {
		return "", nil, fmt.Errorf("make file: %w", err)
	}
	defer f.Close()
	if _, err := f.Write(make([]byte, size)); err != nil {
		return "", nil, fmt.Errorf("fill file: %w", err)
	}
	return f.Name(), func() { _ = os.Remove(f.Name()) }, nil
}

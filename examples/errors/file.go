//go:build !wasip1

package main

import (
	"fmt"
	"os"
)

// readFileSync returns the bytes of a file, or what went wrong.
func readFileSync(name string) ([]byte, error) { return os.ReadFile(name) }

// makeFile makes a file to read, and returns its name and a function that removes
// it.
func makeFile(data []byte) (name string, remove func(), err error) {
	f, err := os.CreateTemp("", "errors")
	if err != nil {
		return "", nil, fmt.Errorf("make file: %w", err)
	}
	defer f.Close()
	if _, err := f.Write(data); err != nil {
		return "", nil, fmt.Errorf("fill file: %w", err)
	}
	return f.Name(), func() { _ = os.Remove(f.Name()) }, nil
}

//go:build !wasip1

package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// A folder is a path. Its methods are what os has, by the names of Node.js. They
// block until it is done, and so the goroutine that calls them waits.
type folder string

// newFolder makes an empty folder, and returns a function that removes it.
func newFolder() (_ folder, remove func(), err error) {
	dir, err := os.MkdirTemp("", "twins-")
	if err != nil {
		return "", nil, fmt.Errorf("make folder: %w", err)
	}
	return folder(dir), func() { _ = os.RemoveAll(dir) }, nil
}

func (f folder) path(name string) string { return filepath.Join(string(f), name) }

// WriteFileSync makes a file.
func (f folder) WriteFileSync(name, text string) error {
	return os.WriteFile(f.path(name), []byte(text), 0o600)
}

// AppendFileSync writes at the end of a file.
func (f folder) AppendFileSync(name, text string) error {
	file, err := os.OpenFile(f.path(name), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := file.WriteString(text); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// ReadFileSync returns what is in a file.
func (f folder) ReadFileSync(name string) ([]byte, error) { return os.ReadFile(f.path(name)) }

// CopyFileSync makes a file with the bytes of another.
func (f folder) CopyFileSync(from, to string) error {
	data, err := os.ReadFile(f.path(from))
	if err != nil {
		return err
	}
	return os.WriteFile(f.path(to), data, 0o600)
}

// RenameSync gives a file another name.
func (f folder) RenameSync(from, to string) error { return os.Rename(f.path(from), f.path(to)) }

// StatSync returns what is known about a file.
func (f folder) StatSync(name string) (Stats, error) {
	info, err := os.Stat(f.path(name))
	if err != nil {
		return Stats{}, err
	}
	return Stats{info.Size()}, nil
}

// UnlinkSync removes a file.
func (f folder) UnlinkSync(name string) error { return os.Remove(f.path(name)) }

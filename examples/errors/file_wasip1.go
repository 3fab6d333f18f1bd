package main

import (
	"io/fs"
	"syscall"
)

// A WebAssembly program in a browser has no files; these are in memory.
var files = map[string][]byte{}

// readFileSync returns the bytes of a file, or what went wrong.
func readFileSync(name string) ([]byte, error) {
	data, ok := files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.ENOENT}
	}
	return data, nil
}

// makeFile makes a file to read.
func makeFile(data []byte) (name string, remove func(), err error) {
	files["file"] = data
	return "file", func() { delete(files, "file") }, nil
}

package main

import "io/fs"

// A WebAssembly program in a browser has no files; this one is in memory.
var files = map[string][]byte{}

// readFile returns the bytes of a file.
func readFile(name string) ([]byte, error) {
	data, ok := files[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return data, nil
}

// makeFile makes a file of some size to read.
func makeFile(size int) (name string, remove func(), err error) {
	files["file"] = make([]byte, size)
	return "file", func() { delete(files, "file") }, nil
}

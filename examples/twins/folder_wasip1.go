package main

import (
	"io/fs"
	"slices"
)

// A WebAssembly program in a browser has no files; these are in memory.
type folder map[string][]byte

func newFolder() (_ folder, remove func(), err error) { return folder{}, func() {}, nil }

// WriteFileSync makes a file.
func (f folder) WriteFileSync(name, text string) error {
	f[name] = []byte(text)
	return nil
}

// AppendFileSync writes at the end of a file.
func (f folder) AppendFileSync(name, text string) error {
	return f.with(name, func(data []byte) { f[name] = append(data, text...) })
}

// ReadFileSync returns what is in a file.
func (f folder) ReadFileSync(name string) (data []byte, err error) {
	err = f.with(name, func(d []byte) { data = slices.Clone(d) })
	return data, err
}

// CopyFileSync makes a file with the bytes of another.
func (f folder) CopyFileSync(from, to string) error {
	return f.with(from, func(data []byte) { f[to] = slices.Clone(data) })
}

// RenameSync gives a file another name.
func (f folder) RenameSync(from, to string) error {
	return f.with(from, func(data []byte) { delete(f, from); f[to] = data })
}

// StatSync returns what is known about a file.
func (f folder) StatSync(name string) (s Stats, err error) {
	err = f.with(name, func(data []byte) { s.Size = int64(len(data)) })
	return s, err
}

// UnlinkSync removes a file.
func (f folder) UnlinkSync(name string) error {
	return f.with(name, func([]byte) { delete(f, name) })
}

// with calls do with what is in a file, if it is there.
func (f folder) with(name string, do func(data []byte)) error {
	data, ok := f[name]
	if !ok {
		return fs.ErrNotExist
	}
	do(data)
	return nil
}

package main

import (
	"fmt"

	"notesite/examples/internal/loop"
)

// Files is a folder and what can be done in it. The Sync methods are the
// folder's own. The others have the same work done off the loop. In Node.js the
// thread pool does it: both halves of a pair come down to the same functions of
// libuv, called with a callback or without one.
type Files struct {
	folder
	loop *loop.Loop
}

// WriteFile makes a file.
func (f *Files) WriteFile(name, text string, callback func(err error)) {
	f.do(func() error { return f.WriteFileSync(name, text) }, callback)
}

// AppendFile writes at the end of a file.
func (f *Files) AppendFile(name, text string, callback func(err error)) {
	f.do(func() error { return f.AppendFileSync(name, text) }, callback)
}

// ReadFile passes what is in a file.
func (f *Files) ReadFile(name string, callback func(err error, data []byte)) {
	get(f, func() ([]byte, error) { return f.ReadFileSync(name) }, callback)
}

// CopyFile makes a file with the bytes of another.
func (f *Files) CopyFile(from, to string, callback func(err error)) {
	f.do(func() error { return f.CopyFileSync(from, to) }, callback)
}

// Rename gives a file another name.
func (f *Files) Rename(from, to string, callback func(err error)) {
	f.do(func() error { return f.RenameSync(from, to) }, callback)
}

// Stat passes what is known about a file.
func (f *Files) Stat(name string, callback func(err error, s Stats)) {
	get(f, func() (Stats, error) { return f.StatSync(name) }, callback)
}

// Unlink removes a file.
func (f *Files) Unlink(name string, callback func(err error)) {
	f.do(func() error { return f.UnlinkSync(name) }, callback)
}

// do works off the loop, and then calls back with the error first.
func (f *Files) do(work func() error, callback func(error)) {
	var err error
	f.loop.Go(func() { err = work() }, func() { callback(err) })
}

// get is do for work that has a result.
func get[T any](f *Files, work func() (T, error), callback func(error, T)) {
	var result T
	f.do(func() (err error) {
		result, err = work()
		return err
	}, func(err error) { callback(err, result) })
}

// Stats is what is known about a file: here, how long it is.
type Stats struct{ Size int64 }

func (s Stats) String() string { return fmt.Sprint(s.Size, " bytes") }

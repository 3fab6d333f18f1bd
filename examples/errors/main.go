// Errors shows the ways in which one failure reaches the program: returned by a
// [[Sync methods|Sync]] call, passed to a [[callback]], or through a promise.
//
// A file that is not there is read in all three, and then one that is. What went
// wrong is the same each time, down to the system call that said so. What differs
// is where the program has to look. Node.js throws where the Sync call here
// returns an error. A callback gets the error first, so that nobody can take the
// data without having passed it. A promise keeps it until somebody asks.
//
// A throw that nobody catches ends a program of Node.js, and so does a rejection
// that nobody handles. An err that a callback does not look at is as silent as an
// err that is not looked at in Go.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"notesite/examples/internal/loop"
)

func main() {
	file, remove, err := makeFile([]byte("hello"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer remove()
	l, calls := loop.New(), 0
	l.OnExit(func() { fmt.Println("2 callbacks,", calls, "calls") })
	l.Run(func() {
		fmt.Println("no such file")
		readThrice(l, file+".missing", &calls, func() {
			fmt.Println("a file")
			readThrice(l, file, &calls, func() {})
		})
	})
}

// readThrice reads a file in all three ways, counts the calls of its callback and
// calls done at the end.
func readThrice(l *loop.Loop, name string, calls *int, done func()) {
	if data, err := readFileSync(name); err != nil {
		fmt.Println("  sync:", describe(err))
	} else {
		fmt.Println("  sync:", len(data), "bytes")
	}

	readFile(l, name, func(err error, data []byte) {
		*calls++
		fmt.Printf("  callback: %s, ", describe(err))
		if data == nil {
			fmt.Println("no data")
		} else {
			fmt.Println(len(data), "bytes")
		}
		readFilePromise(l, name).then(func(data []byte) {
			fmt.Println("  promise:", len(data), "bytes")
			done()
		}, func(err error) {
			fmt.Println("  promise:", describe(err))
			done()
		})
	})
	fmt.Println("  asked") // and answered later, even if the answer is known
}

// describe says what went wrong and in which system call, as code and syscall of
// an error of Node.js do.
func describe(err error) string {
	var in *fs.PathError
	switch {
	case err == nil:
		return "no error"
	case errors.Is(err, fs.ErrNotExist) && errors.As(err, &in):
		return "ENOENT in " + in.Op
	default:
		return err.Error()
	}
}

// readFile reads a file off the loop and calls back once, with the error or with
// the data and never with both: the half of a file that was read before a failure
// is not for use.
func readFile(l *loop.Loop, name string, callback func(err error, data []byte)) {
	var data []byte
	var err error
	l.Go(func() { data, err = readFileSync(name) }, func() {
		if err != nil {
			callback(err, nil)
			return
		}
		callback(nil, data)
	})
}

// readFilePromise is made of readFile as util.promisify makes it: to settle a
// promise is a callback like any other.
func readFilePromise(l *loop.Loop, name string) *promise {
	p := &promise{loop: l}
	readFile(l, name, p.settle)
	return p
}

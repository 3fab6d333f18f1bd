// Backpressure shows what a [[non-blocking]] write does when it is faster than
// whatever takes the data.
//
// It cannot wait, so it keeps what it is given in a buffer, however much that is,
// and answers whether it would like more. False means: enough for now, and not
// that anything was refused. Whoever heeds it goes on at the event drain, when all
// has been taken. Whoever does not is no faster, and fills the memory meanwhile,
// with a file that a slow client fetches, say. Nothing in Node.js prevents that;
// pipeline is the function that heeds it for you.
//
// In Go nobody has to ask. A write waits, and so does a send to a channel that is
// full: the goroutine that is too fast stands still where it is.
package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"notesite/examples/internal/loop"
)

func main() { run(os.Stdout) }

// run makes three experiments, one after another. In each a new stream is written
// to in chunks of four bytes, and ten are enough for it.
func run(w io.Writer) {
	l := loop.New()
	l.Run(func() {
		ask(l, w, func() {
			send(l, false, func(most int) {
				fmt.Fprintln(w, "20 chunks at once:", most, "bytes buffered at most")
				send(l, true, func(most int) {
					fmt.Fprintln(w, "20 chunks, waiting for drain:", most, "bytes buffered at most")
				})
			})
		})
	})
}

const chunk = "data"

// slow returns a stream to something that takes a chunk in a millisecond.
func slow(l *loop.Loop) *stream {
	return &stream{highWaterMark: 10, sink: func(_ string, done func()) {
		l.SetTimeout(time.Millisecond, done)
	}}
}

// ask writes four times, whatever the answer is. The third chunk reaches the mark,
// and is buffered like the others, as is the fourth.
func ask(l *loop.Loop, w io.Writer, done func()) {
	s := slow(l)
	for range 4 {
		more := s.write(chunk)
		fmt.Fprintf(w, "write(%d)=%v buffered=%d\n", len(chunk), more, s.buffered)
	}
	s.onDrain = func() {
		fmt.Fprintf(w, "drain buffered=%d\n", s.buffered)
		done()
	}
}

// send writes twenty chunks and calls back, when all of them were taken, with the
// most that was buffered. If it heeds the answers it stops at each false, and goes
// on when the stream has drained.
func send(l *loop.Loop, heed bool, callback func(most int)) {
	s, most, left := slow(l), 0, 20
	fill := func() {
		for left > 0 {
			more := s.write(chunk)
			left--
			most = max(most, s.buffered)
			if heed && !more {
				return
			}
		}
		s.end(func() { callback(most) })
	}
	s.onDrain = fill
	fill()
}

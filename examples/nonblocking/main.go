// Nonblocking shows what waits for what.
//
// The first half reads one file twice. The [[Sync methods|Sync]] way keeps the
// [[event loop]] until the bytes are there, and so does any long computation: a
// timer that is due meanwhile has to wait. The [[asynchronous]] way returns at
// once and gets the bytes in a [[callback]].
//
// The second half sends three requests before it waits for any. Each resumes
// when its answer is there, which is not the order in which they were sent, and
// all of them together take as long as the slowest.
//
// Not to block is good for whatever else there is to do. It does not make
// reading faster: a small file that the system has in memory is read sooner by
// the Sync way.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"notesite/examples/internal/loop"
)

func main() { run(os.Stdout) }

func run(w io.Writer) {
	file, remove, err := makeFile(1024)
	check(err)
	defer remove()
	l := loop.New()
	l.Run(func() {
		readTwice(l, w, file, func() { request(l, w) })
	})
}

// readTwice reads a file in both ways, and holds the loop up in between.
func readTwice(l *loop.Loop, w io.Writer, file string, done func()) {
	fmt.Fprintln(w, "before")
	data, err := readFile(file) // blocks: nothing else happens until it returns
	check(err)
	fmt.Fprintln(w, "sync", len(data), "bytes")
	fmt.Fprintln(w, "after sync")

	set := time.Now()
	l.SetTimeout(10*time.Millisecond, func() {
		fmt.Fprintln(w, "timer waited for the loop:", time.Since(set) >= 50*time.Millisecond)
	})
	readFileLater(l, file, func(err error, data []byte) {
		check(err)
		fmt.Fprintln(w, "async", len(data), "bytes")
		done()
	})
	compute(50 * time.Millisecond) // the timer is due after 10 of them
}

// readFileLater reads a file off the loop. Like every callback of Node.js, its
// callback gets the error first.
func readFileLater(l *loop.Loop, file string, callback func(err error, data []byte)) {
	var data []byte
	var err error
	l.Go(func() { data, err = readFile(file) }, func() { callback(err, data) })
}

// compute keeps the goroutine that it is called on. If that is the loop's, it
// blocks the loop as a computation of that length does.
func compute(d time.Duration) { time.Sleep(d) }

// request asks three questions over one connection and takes the answers as they
// come. How long all of it took is compared with the sum of the three waits.
func request(l *loop.Loop, w io.Writer) {
	client, server := net.Pipe()
	go serve(server)

	sent := time.Now()
	l.Go(func() { fmt.Fprintln(client, "1:30 2:10 3:20") }, func() {})
	fmt.Fprintln(w, "sent 1 2 3")

	var total, sum time.Duration
	lines(l, bufio.NewScanner(client), func(answer string) {
		fmt.Fprintln(w, "resumed", answer)
		total = time.Since(sent)
		sum += total
	}, func() {
		if total < sum {
			fmt.Fprintln(w, "waited for the slowest, not the sum")
		}
	})
}

// lines calls back with each line that arrives, and at the end. While it waits
// for one, off the loop, the loop is free.
func lines(l *loop.Loop, in *bufio.Scanner, line func(text string), end func()) {
	var more bool
	l.Go(func() { more = in.Scan() }, func() {
		if !more {
			check(in.Err())
			end()
			return
		}
		line(in.Text())
		lines(l, in, line, end)
	})
}

// serve is the other end of the connection, with a loop of its own. A question
// is a number and the milliseconds that it takes to answer it.
func serve(conn net.Conn) {
	defer conn.Close()
	questions, err := bufio.NewReader(conn).ReadString('\n')
	check(err)
	l := loop.New()
	l.Run(func() {
		for _, question := range strings.Fields(questions) {
			number, ms, _ := strings.Cut(question, ":")
			takes, err := time.ParseDuration(ms + "ms")
			check(err)
			l.SetTimeout(takes, func() { fmt.Fprintln(conn, number) })
		}
	})
}

// check ends the program with an error, as one that is thrown does.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

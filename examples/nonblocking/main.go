// Nonblocking shows what waits for what.
//
// The first half reads one file twice. The [[Sync methods|Sync]] way keeps the
// [[event loop]] until the bytes are there, and so does any long computation:
// a timer that is due meanwhile has to wait. The [[asynchronous]] way returns
// at once and gets the bytes in a [[callback]].
//
// The second half sends three requests before it waits for any. Each resumes
// when its answer is there, which is not the order in which they were sent, and
// all of them together take as long as the slowest.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"time"

	"notesite/examples/internal/loop"
)

func main() {
	file, remove, err := makeFile(1024)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer remove()
	client, server, err := connect()
	if err != nil {
		fmt.Println(err)
		return
	}
	l := loop.New()
	l.Run(func() {
		readTwice(l, file, busy, func() { request(l, client, server) })
	})
}

// busy computes for a while, or pretends to: it lets nobody else run.
func busy(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

// readTwice reads a file in both ways, with a computation of 50 ms in between.
func readTwice(l *loop.Loop, file string, compute func(time.Duration), done func()) {
	fmt.Println("before")
	data, err := readFile(file) // blocks: nothing else happens until it returns
	fmt.Println("sync", len(data), errText(err))
	fmt.Println("after sync")

	set := time.Now()
	l.SetTimeout(10*time.Millisecond, func() {
		fmt.Println("timer waited for the loop:", time.Since(set) >= 50*time.Millisecond)
	})
	var later []byte
	l.Go(func() { later, err = readFile(file) }, func() {
		fmt.Println("async", len(later), errText(err))
		done()
	})
	compute(50 * time.Millisecond) // the timer is due after 10 of them
}

func errText(err error) string {
	if err != nil {
		return err.Error()
	}
	return "bytes"
}

// request asks three questions over one connection and takes the answers as
// they come.
func request(l *loop.Loop, client, server net.Conn) {
	serve(l, server)
	questions := "1 30\n2 10\n3 20\n" // number, and how long the answer takes in ms
	waiting := 3
	most := 0
	lines(l, client, func(answer string) {
		most = max(most, waiting)
		waiting--
		fmt.Println("resumed", answer)
		if waiting > 0 {
			return
		}
		if most == 3 { // all three were under way at once
			fmt.Println("waited for the slowest, not the sum")
		}
		client.Close()
	})
	l.Go(func() { _, _ = io.WriteString(client, questions) }, func() {})
	fmt.Println("sent 1 2 3")
}

// serve answers each question after the time that it asks for.
func serve(l *loop.Loop, conn net.Conn) {
	lines(l, conn, func(question string) {
		var number, ms int
		_, _ = fmt.Sscan(question, &number, &ms)
		l.SetTimeout(time.Duration(ms)*time.Millisecond, func() { fmt.Fprintln(conn, number) })
	})
}

// lines calls back with each line that arrives, and closes the connection when
// the other side has. Whoever reads from a connection waits in a goroutine of
// its own; the callbacks run on the loop.
func lines(l *loop.Loop, conn net.Conn, callback func(string)) {
	open := l.NewHandle()
	go func() {
		for in := bufio.NewScanner(conn); in.Scan(); {
			line := in.Text()
			l.Post(func() { callback(line) })
		}
		l.Post(func() {
			conn.Close()
			l.Clear(open)
		})
	}()
}

// connect returns both ends of a connection over the loopback interface.
func connect() (client, server net.Conn, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("listen: %w", err)
	}
	defer ln.Close()
	if client, err = net.Dial("tcp", ln.Addr().String()); err != nil {
		return nil, nil, fmt.Errorf("connect: %w", err)
	}
	if server, err = ln.Accept(); err != nil {
		return nil, nil, fmt.Errorf("accept: %w", err)
	}
	return client, server, nil
}

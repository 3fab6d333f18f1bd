// Pool shows who waits for a file while the program does not: one of four threads.
// See [[Non-blocking#The thread pool]].
//
// Almost no function of the Node.js library performs I/O itself. For the network
// the [[event loop]] asks the system, which can watch any number of sockets. Files
// it cannot watch; there is only the call that blocks. So such calls are made by
// the threads of a pool, at most four at a time, and all others queue.
//
// Eight jobs are given to the pool here, and each blocks: it opens a named pipe of
// which nobody has opened the other end. (Where there are none, as in a browser, it
// waits for a channel.) The loop goes on meanwhile, and looks how far they are.
//
// Go has no such pool, and needs none. A goroutine that calls the system has its
// thread, and others go on with the rest: eight slow files take eight threads.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"notesite/examples/internal/loop"
)

func main() {
	if err := run(os.Stdout, 4, 8); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// run gives a pool as many jobs as there are gates, each of which keeps one job,
// and opens the gates when the pool is full.
func run(w io.Writer, workers, jobs int) error {
	gates, remove, err := makeGates(jobs)
	if err != nil {
		return err
	}
	defer remove()

	l := loop.New()
	l.Run(func() {
		p, done := &pool{loop: l, size: workers}, 0
		for _, g := range gates {
			var failed error
			p.Go(func() { failed = g.pass() }, func() {
				err = errors.Join(err, failed)
				if done++; done == jobs {
					fmt.Fprintln(w, done, "done")
				}
			})
		}
		watch(l, gates, workers, func(atOnce int, failed error) {
			fmt.Fprintln(w, "timer ran while the pool was full")
			fmt.Fprintln(w, "at most", atOnce, "at once")
			err = errors.Join(err, failed)
			for _, g := range gates {
				err = errors.Join(err, g.open())
			}
		})
	})
	return err
}

// watch looks every millisecond, by a timer, whether the pool is full, and then
// calls back with the number of jobs that it does at once.
//
// A pool of four is full when somebody stands at the fourth gate. The three jobs
// before that one have begun as well, since they begin in order, and none of them
// is done. If nobody has come to a later gate, four is all that run at once.
func watch(l *loop.Loop, gates []*gate, workers int, callback func(atOnce int, err error)) {
	atOnce := workers
	var timer *loop.Handle
	timer = l.SetInterval(time.Millisecond, func() {
		behind, err := letThrough(gates[workers:])
		last, err2 := letThrough(gates[workers-1 : workers])
		atOnce += behind
		if err = errors.Join(err, err2); last == 1 || err != nil {
			l.Clear(timer)
			callback(atOnce, err)
		}
	})
}

// letThrough counts the gates at which somebody stands. It has to let them pass, as
// there is no other way to see them.
func letThrough(gates []*gate) (n int, err error) {
	for _, g := range gates {
		passed, failed := g.letThrough()
		if passed {
			n++
		}
		err = errors.Join(err, failed)
	}
	return n, err
}

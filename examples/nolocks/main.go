// Nolocks changes one variable from a thousand callbacks, without a lock.
//
// That is safe because one goroutine runs all callbacks, each to its end. So
// there is nothing to wait for while holding something else, and no
// [[Locks and deadlock|deadlock]].
//
// What can still go wrong is shown next. Whoever reads a value, waits, and then
// writes what follows from it, may overwrite what was written meanwhile. No
// thread is needed for that: two deposits are made at once and one of them is
// lost. A lock would help, and so does a queue.
//
// What locks can lead to is in deadlock.go, beside this file: run by itself, it
// comes to a standstill. It has no twin, as callbacks have no locks to take.
package main

import (
	"fmt"

	"notesite/examples/internal/loop"
)

func main() {
	const n = 1000
	fmt.Printf("%d callbacks: counter %d\n", n, count(n))
	fmt.Printf("at once: %d of 2 deposits\n", atOnce(2))
	fmt.Printf("in a queue: %d of 2 deposits\n", inQueue(2))
}

// count starts n operations, each in a goroutine of its own, and counts their
// callbacks. The operations run in parallel; the callbacks do not.
func count(n int) int {
	counter := 0
	l := loop.New()
	l.Run(func() {
		for range n {
			l.Go(func() {}, func() { counter++ })
		}
	})
	return counter // Run has returned, so no callback is left
}

// atOnce makes n deposits of 1, none of which waits for another, and returns
// what is in the account after all of them.
func atOnce(n int) int {
	a := &account{loop: loop.New()}
	a.loop.Run(func() {
		for range n {
			a.deposit(1, func() {})
		}
	})
	return a.balance
}

// inQueue makes the same deposits, each when the one before it is done.
func inQueue(n int) int {
	a := &account{loop: loop.New()}
	a.loop.Run(func() {
		var q queue
		for range n {
			q.add(func(done func()) { a.deposit(1, done) })
		}
	})
	return a.balance
}

// An account stands for one that is kept elsewhere, in a database say: its
// balance is read and written by asking, and the answer comes in a [[callback]].
type account struct {
	loop    *loop.Loop
	balance int
}

func (a *account) read(callback func(balance int)) {
	a.loop.SetImmediate(func() { callback(a.balance) })
}

func (a *account) write(balance int, callback func()) {
	a.loop.SetImmediate(func() {
		a.balance = balance
		callback()
	})
}

// deposit reads the balance and writes a higher one. Between the two the loop
// runs other callbacks; in JavaScript, this is where the word await stands.
func (a *account) deposit(amount int, done func()) {
	a.read(func(balance int) {
		// Nothing comes between the balance and this line. But what was
		// true when it was read need not be when it is written.
		a.write(balance+amount, done)
	})
}

// A queue runs one task at a time, in the order in which they were added. A task
// says itself when it is done. In JavaScript a chain of promises does the same.
type queue struct {
	tasks []func(done func()) // the first of them is running
}

func (q *queue) add(task func(done func())) {
	q.tasks = append(q.tasks, task)
	if len(q.tasks) == 1 {
		q.run()
	}
}

func (q *queue) run() {
	q.tasks[0](func() {
		q.tasks = q.tasks[1:]
		if len(q.tasks) > 0 {
			q.run()
		}
	})
}

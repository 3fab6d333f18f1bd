// Exit shows when a program of [[Node.js]] ends: when nothing is left for its
// [[event loop]] to wait for.
//
// Nobody calls exit here. Each time the loop has run out of work, it asks once
// more by the event beforeExit. If that brings new work, the loop goes on and
// asks again later; if not, the program ends, and exit is the last event.
//
// What the loop waits for are timers, immediates, operations under way and all
// that is open. A timer or a socket can be told not to count, by unref: it still
// does its work if the loop runs for that long, but the loop does not stay for it.
//
// A Go program ends otherwise, namely when main returns, whatever its goroutines
// are waiting for. Run is what makes this one wait.
package main

import (
	"fmt"
	"time"

	"notesite/examples/internal/loop"
)

func main() {
	l := loop.New()
	l.Run(func() { script(l) })
}

// script is what Node.js would be started with. It says that it has ended; the
// program has not.
func script(l *loop.Loop) {
	// A watchman comes every hour. For him alone nobody stays.
	l.Unref(l.SetInterval(time.Hour, func() { fmt.Println("an hour has passed") }))

	done := 0
	l.OnBeforeExit(func() {
		fmt.Println("beforeExit", done)
		if done < 2 { // else this would go on for ever
			l.SetTimeout(10*time.Millisecond, func() {
				done++
				fmt.Println("work", done)
			})
		}
	})

	// Nothing follows the last event. What it sets is never run, so this is a
	// place to say goodbye in, and too late to begin anything.
	l.OnExit(func() {
		fmt.Println("exit")
		l.SetTimeout(0, func() { fmt.Println("too late") })
		l.SetImmediate(func() { fmt.Println("too late") })
	})

	fmt.Println("end of script")
}

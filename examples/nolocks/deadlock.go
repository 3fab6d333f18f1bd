//go:build ignore

// Deadlock locks itself up: two goroutines take two locks in opposite order.
// Each holds one and waits for the other's. As no goroutine is left that could
// go on, Go's runtime notices, says so, and exits with code 2. Had a single one
// been left, waiting for a connection perhaps, the two would hang in silence.
// The cure is to take locks in the same order everywhere.
package main

import "sync"

func main() {
	var a, b sync.Mutex
	var met sync.WaitGroup
	met.Add(2)
	both := func(first, second *sync.Mutex) {
		first.Lock()
		defer first.Unlock()
		met.Done()
		met.Wait() // now each has its first
		second.Lock()
		defer second.Unlock()
	}
	go both(&a, &b)
	both(&b, &a)
}

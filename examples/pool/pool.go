package main

import (
	"sync"

	"notesite/examples/internal/loop"
)

// A pool runs functions off the loop, up to size of them at a time, in the order
// in which they came. The others wait in a queue. Its workers do not wait for the
// loop between two jobs, so they share the queue under a lock.
type pool struct {
	loop *loop.Loop
	size int

	lock    sync.Mutex
	queue   []func()
	workers int
}

// Go runs work on the pool and then done on the loop.
func (p *pool) Go(work, done func()) {
	h := p.loop.NewHandle() // the loop lives until this is done
	job := func() {
		work()
		p.loop.Post(func() {
			p.loop.Clear(h)
			done()
		})
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.queue = append(p.queue, job)
	if p.workers < p.size {
		p.workers++
		go p.work()
	}
}

// work is what a worker does: one job after the other. The threads of Node.js stay
// for the next job; a goroutine is so cheap that it ends when there is none.
func (p *pool) work() {
	for job := p.next(); job != nil; job = p.next() {
		job()
	}
}

// next takes the first job from the queue, or lets the worker go.
func (p *pool) next() (job func()) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if len(p.queue) == 0 {
		p.workers--
		return nil
	}
	job, p.queue = p.queue[0], p.queue[1:]
	return job
}

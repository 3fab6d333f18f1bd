package main

import "notesite/examples/internal/loop"

// A promise stands for a result that is not there yet. It is settled once, either
// fulfilled with data or rejected with an error, and remembers which.
type promise struct {
	loop      *loop.Loop
	settled   bool
	err       error
	data      []byte
	reactions []func() // what waits for it to be settled
}

func (p *promise) settle(err error, data []byte) {
	if p.settled {
		return // what comes second is ignored
	}
	p.settled, p.err, p.data = true, err, data
	for _, react := range p.reactions {
		p.loop.QueueMicrotask(react)
	}
}

// then calls one of two functions when the promise is settled. If it is already,
// that still happens later, in a microtask.
func (p *promise) then(fulfilled func(data []byte), rejected func(err error)) {
	react := func() {
		if p.err != nil {
			rejected(p.err)
		} else {
			fulfilled(p.data)
		}
	}
	if p.settled {
		p.loop.QueueMicrotask(react)
	} else {
		p.reactions = append(p.reactions, react)
	}
}

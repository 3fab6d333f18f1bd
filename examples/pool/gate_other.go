//go:build !linux && !darwin

package main

import (
	"sync"
	"sync/atomic"
)

// A gate keeps whoever wants to pass until it is opened. Where there are no named
// pipes it is a channel that is closed to open it.
type gate struct {
	opened chan struct{}
	once   sync.Once
	come   atomic.Bool // somebody has come to it
}

// makeGates makes n gates.
func makeGates(n int) (gates []*gate, remove func(), err error) {
	for range n {
		gates = append(gates, &gate{opened: make(chan struct{})})
	}
	return gates, func() {}, nil
}

// pass blocks until the gate is open.
func (g *gate) pass() error {
	g.come.Store(true)
	<-g.opened
	return nil
}

// letThrough lets pass who stands at the gate, and says whether there was anyone.
func (g *gate) letThrough() (bool, error) {
	if !g.come.Load() {
		return false, nil
	}
	return true, g.open()
}

// open opens the gate for good.
func (g *gate) open() error {
	g.once.Do(func() { close(g.opened) })
	return nil
}

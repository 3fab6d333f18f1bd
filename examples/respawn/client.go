//go:build unix

package main

import (
	"fmt"
	"io"
	"net/http"

	"notesite/examples/internal/loop"
)

// A crowd is some clients. Each of them sends one request after another, over a new
// connection each time, and with no pause.
type crowd struct {
	loop     *loop.Loop
	addr     string
	clients  int // that have not stopped
	answered int
	failed   int
	err      error // why the first one has failed
	onStop   func()
}

func (c *crowd) start(clients int) {
	c.clients = clients
	for range clients {
		c.ask(10)
	}
}

// stop calls back when the last clients have their answers.
func (c *crowd) stop(done func()) { c.onStop = done }

// ask sends a request, and then the next: at least some, and until they are stopped.
func (c *crowd) ask(least int) {
	if least <= 0 && c.onStop != nil {
		if c.clients--; c.clients == 0 {
			c.onStop()
		}
		return
	}
	var err error
	c.loop.Go(func() { err = get(c.addr) }, func() {
		if err == nil {
			c.answered++
		} else if c.failed++; c.err == nil {
			c.err = err
		}
		c.ask(least - 1)
	})
}

// client opens a new connection for each request.
var client = http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func get(addr string) error {
	res, err := client.Get("http://" + addr)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if answer, err := io.ReadAll(res.Body); err != nil || string(answer) != "served" {
		return fmt.Errorf("read answer: %q, %v", answer, err)
	}
	return nil
}

//go:build unix || (wasip1 && notesite)

package ipc

import (
	"bufio"
	"os"
	"syscall"
)

// A packet is a line, and the connection that goes with it.
type packet struct {
	line    []byte
	file    *os.File // the connection, if there is one
	written int      // bytes of line
	tries   int      // to send file
	reply   bool     // goes before what waits
}

// flush writes until the socket takes no more, or a connection is on its way:
// what comes after that waits until the other side has acknowledged it, so that
// all arrives in order. At the end it closes a channel that was disconnected.
func (c *Channel) flush() {
	for len(c.out) > 0 && c.stuck == 0 && (c.unacked == nil || c.out[0].reply) {
		p := c.out[0]
		c.out = c.out[1:]
		if p.file != nil {
			c.unacked = p
		}
		if c.sendmsg(p, false) == syscall.EAGAIN {
			c.stuck = len(p.line) - p.written
			c.loop.Go(func() { _ = c.sendmsg(p, true) }, func() { c.stuck = 0; c.flush() })
		}
	}
	if c.disconnected && !c.closed && len(c.out) == 0 && c.stuck == 0 && c.unacked == nil {
		c.closed = true
		c.loop.NextTick(func() {
			c.conn.Close()
			c.loop.Clear(c.handle)
			c.onDisconnect()
		})
	}
}

// sendmsg writes a packet. If the socket is full it waits, or else fails with
// EAGAIN. Any other error means that nobody reads any more, as read will notice.
func (c *Channel) sendmsg(p *packet, wait bool) (err error) {
	file := p.file
	if p.written > 0 {
		file = nil // A descriptor goes with the first byte.
	}
	raw, _ := c.conn.SyscallConn()
	_ = raw.Write(func(fd uintptr) bool {
		for p.written < len(p.line) {
			n, e := transmit(int(fd), p.line[p.written:], file)
			switch err = e; err {
			case nil:
				p.written, file = p.written+n, nil
			case syscall.EINTR:
			default:
				return !wait || err != syscall.EAGAIN
			}
		}
		return true
	})
	return err
}

// read reads lines, off the loop. It goes on when the loop has dealt with the
// last one, so that who sends to a busy loop finds the socket full.
func (c *Channel) read() {
	defer close(c.ended)
	lines := bufio.NewReaderSize(reader{c}, 64<<10)
	for dealt := make(chan bool, 1); ; <-dealt {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			c.loop.Post(c.hangUp)
			return
		}
		c.loop.Post(func() {
			c.receive(line[:len(line)-1], nil)
			dealt <- true
		})
	}
}

//go:build unix || (wasip1 && notesite)

package ipc

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"

	"notesite/examples/internal/loop"
)

// The environment tells a child which descriptor is its end, and what is spoken.
const channelFD, serializationMode = "NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE"

// A Child is a process that was forked. Its last events are disconnect, exit and
// close, in this order.
type Child struct {
	*Channel
	Process *Process
	OnSpawn func()
	OnExit  func(Exit)
	OnClose func(Exit) // as OnExit, but all of its output has been read, too
}

// Fork starts a command with a channel to it. Unlike the system call it copies
// no memory: the child is a process with a program of its own.
func Fork(l *loop.Loop, cmd *exec.Cmd) (*Child, error) {
	ours, process, wait, err := start(cmd)
	if err != nil {
		return nil, fmt.Errorf("fork %s: %w", cmd, err)
	}
	nop := func(Exit) {}
	c := &Child{newChannel(l, ours), process, func() {}, nop, nop}
	l.NextTick(func() { c.OnSpawn() })
	var exit Exit
	l.Go(func() { exit = wait(); <-c.ended }, func() {
		c.OnExit(exit)
		c.OnClose(exit)
	})
	return c, nil
}

// Forked reports whether this process was forked, and so has a [Parent].
func Forked() bool { return os.Getenv(channelFD) != "" }

// Parent returns the channel to the process that has forked this one. It keeps
// the loop alive only while there is a callback for its events.
func Parent(l *loop.Loop) (*Channel, error) {
	fd, mode := os.Getenv(channelFD), os.Getenv(serializationMode)
	os.Unsetenv(channelFD) // it is not for children of this process
	os.Unsetenv(serializationMode)
	number, err := strconv.Atoi(fd)
	if err != nil || mode == "advanced" {
		err = cmp.Or(err, errors.ErrUnsupported)
		return nil, fmt.Errorf("open channel %q in mode %q: %w", fd, mode, err)
	}
	conn, err := open(number)
	if err != nil {
		return nil, fmt.Errorf("open channel %d: %w", number, err)
	}
	c := newChannel(l, conn)
	l.Unref(c.handle)
	return c, nil
}

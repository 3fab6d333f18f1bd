//go:build unix

package ipc

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
	"notesite/examples/internal/loop"
)

// The environment tells a child which descriptor is its end, and what is spoken.
const channelFD, serializationMode = "NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE"

// A Child is a process that was forked. Its last events are disconnect, exit and
// close, in this order.
type Child struct {
	*Channel
	Process *os.Process
	OnSpawn func()
	OnExit  func(Exit)
	OnClose func(Exit) // as OnExit, but all of its output has been read, too
}

// An Exit is how a process has ended. It prints as code and signal; one is null.
type Exit struct{ syscall.WaitStatus }

func (e Exit) String() string {
	if e.Signaled() {
		return "null " + unix.SignalName(e.Signal())
	}
	return fmt.Sprint(e.ExitStatus(), " null")
}

// Fork starts a command with a channel to it. Unlike the system call it copies
// no memory: the child is a process with a program of its own.
func Fork(l *loop.Loop, cmd *exec.Cmd) (*Child, error) {
	ours, theirs, err := socketpair()
	if err != nil {
		return nil, fmt.Errorf("fork %s: make channel: %w", cmd, err)
	}
	defer theirs.Close()
	cmd.ExtraFiles = append(cmd.ExtraFiles, theirs)
	fd := fmt.Sprint(channelFD, "=", 2+len(cmd.ExtraFiles)) // they come after 0, 1, 2
	cmd.Env = append(cmd.Environ(), fd, serializationMode+"=json")
	if err := cmd.Start(); err != nil {
		ours.Close()
		return nil, fmt.Errorf("fork %s: %w", cmd, err)
	}
	nop := func(Exit) {}
	c := &Child{newChannel(l, ours), cmd.Process, func() {}, nop, nop}
	l.NextTick(func() { c.OnSpawn() })
	l.Go(func() { _ = cmd.Wait(); <-c.ended }, func() {
		exit := Exit{cmd.ProcessState.Sys().(syscall.WaitStatus)}
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

// socketpair returns both ends of a new channel.
func socketpair() (ours *net.UnixConn, theirs *os.File, err error) {
	syscall.ForkLock.RLock() // no other child shall inherit them
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, err
	}
	ours, err = open(fds[0])
	return ours, os.NewFile(uintptr(fds[1]), "channel"), err
}

// open makes a connection of the descriptor of one.
func open(fd int) (*net.UnixConn, error) {
	file := os.NewFile(uintptr(fd), "channel")
	defer file.Close() // the connection has a copy
	conn, err := net.FileConn(file)
	if c, ok := conn.(*net.UnixConn); ok || err != nil {
		return c, err
	}
	return nil, fmt.Errorf("%T is not a Unix socket", conn)
}

//go:build unix

package main

import (
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// descriptor returns another descriptor of a listener, for a child to inherit.
//
// The method File would return one, too. But when a child inherits that, its socket
// is made blocking, and the socket is shared: an Accept in any of the processes
// would then hold up a thread.
func descriptor(ln *net.TCPListener) (*os.File, error) {
	var fd int
	err := control(ln, func(own int) (err error) {
		fd, err = unix.FcntlInt(uintptr(own), unix.F_DUPFD_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "listener"), nil
}

// inode returns the number of a listener's socket, which is the same in whichever
// process it is open.
func inode(ln *net.TCPListener) (uint64, error) {
	var stat syscall.Stat_t
	err := control(ln, func(fd int) error { return syscall.Fstat(fd, &stat) })
	return stat.Ino, err
}

// control calls f with the descriptor of a listener.
func control(ln *net.TCPListener, f func(fd int) error) error {
	raw, err := ln.SyscallConn()
	if err != nil {
		return err
	}
	if e := raw.Control(func(fd uintptr) { err = f(int(fd)) }); e != nil {
		return e
	}
	return err
}

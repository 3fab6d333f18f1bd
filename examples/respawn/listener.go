//go:build unix

package main

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// share returns another descriptor of a listener, for a child to inherit. The method
// File would return one, too, but when a child inherits that, the socket becomes
// blocking, in all processes that share it.
func share(ln *net.TCPListener) (*os.File, error) {
	raw, err := ln.SyscallConn()
	if err != nil {
		return nil, err
	}
	var fd int
	if e := raw.Control(func(own uintptr) { fd, err = unix.FcntlInt(own, unix.F_DUPFD_CLOEXEC, 0) }); e != nil {
		return nil, e
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "listener"), nil
}

//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// A server has one listening socket, its connections, and one question about
// all of them.
type server struct {
	address  string
	listener int            // descriptors, as the kernel numbers what is open
	epoll    int            // the set of sockets that the question is about
	unsent   map[int][]byte // of each connection, what the kernel did not take yet

	accepted int
	threads  map[int]bool // that have asked
	waits    int          // how often one of them came back with an answer
}

// listen opens the listening socket and a set that has only it. No call on any
// of the sockets blocks: where nothing can be done, the answer is EAGAIN.
func listen() (s *server, err error) {
	s = &server{unsent: map[int][]byte{}, threads: map[int]bool{}}
	s.listener, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	loopback := &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if err := syscall.Bind(s.listener, loopback); err != nil {
		return nil, os.NewSyscallError("bind", err)
	}
	if err := syscall.Listen(s.listener, syscall.SOMAXCONN); err != nil {
		return nil, os.NewSyscallError("listen", err)
	}
	bound, err := syscall.Getsockname(s.listener)
	if err != nil {
		return nil, os.NewSyscallError("getsockname", err)
	}
	s.address = fmt.Sprintf("127.0.0.1:%d", bound.(*syscall.SockaddrInet4).Port)
	if s.epoll, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	return s, s.watch(syscall.EPOLL_CTL_ADD, s.listener, syscall.EPOLLIN)
}

// watch says what about a socket is of interest: that it can be read, or
// written to.
func (s *server) watch(operation, fd int, events uint32) error {
	event := syscall.EpollEvent{Events: events, Fd: int32(fd)}
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(s.epoll, operation, fd, &event))
}

// serve is the event loop: it waits, for ever if need be, and sees to those
// sockets that are ready. It ends when n clients have come and gone.
func (s *server) serve(n int) error {
	ready := make([]syscall.EpollEvent, 64)
	for s.accepted < n || len(s.unsent) > 0 {
		s.threads[syscall.Gettid()] = true
		count, err := syscall.EpollWait(s.epoll, ready, -1)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return os.NewSyscallError("epoll_wait", err)
		}
		s.waits++
		for _, event := range ready[:count] {
			if err := s.handle(int(event.Fd), event.Events); err != nil {
				return err
			}
		}
	}
	return nil
}

// handle does for one socket what can be done without waiting.
func (s *server) handle(fd int, events uint32) error {
	switch {
	case fd == s.listener:
		return s.accept()
	case events&syscall.EPOLLOUT != 0:
		return s.send(fd, nil)
	}
	var buffer [4096]byte // one for all: whoever is read is answered at once
	n, err := syscall.Read(fd, buffer[:])
	switch {
	case errors.Is(err, syscall.EAGAIN):
		return nil
	case n <= 0: // the end, or a client that is gone
		delete(s.unsent, fd)
		return os.NewSyscallError("close", syscall.Close(fd))
	}
	return s.send(fd, buffer[:n])
}

// accept takes one connection for each time that there are any, as libuv does:
// a crowd at the door is no reason to forget those inside.
func (s *server) accept() error {
	fd, _, err := syscall.Accept4(s.listener, syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
	if errors.Is(err, syscall.EAGAIN) {
		return nil
	}
	if err != nil {
		return os.NewSyscallError("accept4", err)
	}
	s.accepted++
	s.unsent[fd] = nil
	return s.watch(syscall.EPOLL_CTL_ADD, fd, syscall.EPOLLIN)
}

// send writes what the kernel takes. For the rest it waits until there is room,
// and does not read on meanwhile: that is [[Backpressure|backpressure]].
func (s *server) send(fd int, data []byte) error {
	data = append(s.unsent[fd], data...)
	n, err := syscall.Write(fd, data)
	if err != nil && !errors.Is(err, syscall.EAGAIN) {
		delete(s.unsent, fd)
		return os.NewSyscallError("close", syscall.Close(fd))
	}
	s.unsent[fd] = data[max(n, 0):]
	interest := uint32(syscall.EPOLLIN)
	if len(s.unsent[fd]) > 0 {
		interest = syscall.EPOLLOUT
	}
	return s.watch(syscall.EPOLL_CTL_MOD, fd, interest)
}

func (s *server) close() {
	syscall.Close(s.listener)
	syscall.Close(s.epoll)
}

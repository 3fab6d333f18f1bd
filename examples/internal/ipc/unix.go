//go:build unix

package ipc

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// A socket is one end of a channel.
type socket = *net.UnixConn

// A Process is one that was started.
type Process = os.Process

// An Exit is how a process has ended. It prints as code and signal; one is null.
type Exit struct{ syscall.WaitStatus }

func (e Exit) String() string {
	if e.Signaled() {
		return "null " + unix.SignalName(e.Signal())
	}
	return fmt.Sprint(e.ExitStatus(), " null")
}

// start starts a command with a channel to it; wait waits for its end.
func start(cmd *exec.Cmd) (ours socket, p *Process, wait func() Exit, err error) {
	ours, theirs, err := socketpair()
	if err != nil {
		return nil, nil, nil, fmt.Errorf("make channel: %w", err)
	}
	defer theirs.Close()
	cmd.ExtraFiles = append(cmd.ExtraFiles, theirs)
	fd := fmt.Sprint(channelFD, "=", 2+len(cmd.ExtraFiles)) // they come after 0, 1, 2
	cmd.Env = append(cmd.Environ(), fd, serializationMode+"=json")
	if err := cmd.Start(); err != nil {
		ours.Close()
		return nil, nil, nil, err
	}
	return ours, cmd.Process, func() Exit {
		_ = cmd.Wait()
		return Exit{cmd.ProcessState.Sys().(syscall.WaitStatus)}
	}, nil
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

// fileOf returns a copy of a connection, as a file.
func fileOf(conn *net.TCPConn) (*os.File, error) { return conn.File() }

// release closes the connection of who has handed it over.
func release(conn *net.TCPConn) { conn.Close() }

// transmit writes to a socket, and a descriptor with it, if there is one.
func transmit(fd int, line []byte, file *os.File) (n int, err error) {
	var rights []byte
	if file != nil {
		raw, _ := file.SyscallConn() // Fd would make it blocking, wherever it is open.
		_ = raw.Control(func(fd uintptr) { rights = syscall.UnixRights(int(fd)) })
	}
	return syscall.SendmsgN(fd, line, rights, nil, 0)
}

// A reader reads the bytes of a channel and keeps the descriptors beside them.
type reader struct{ *Channel }

func (r reader) Read(buffer []byte) (n int, err error) {
	oob := make([]byte, syscall.CmsgSpace(64*4)) // for 64 of them
	n, oobn, _, _, err := r.conn.ReadMsgUnix(buffer, oob)
	messages, _ := syscall.ParseSocketControlMessage(oob[:oobn])
	for _, m := range messages {
		fds, _ := syscall.ParseUnixRights(&m)
		for _, fd := range fds {
			r.files = append(r.files, os.NewFile(uintptr(fd), "socket"))
		}
	}
	return max(n, 0), err
}

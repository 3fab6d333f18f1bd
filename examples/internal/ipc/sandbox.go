//go:build wasip1 && notesite

package ipc

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// In a page there is no Unix. There a process is another instance of the same
// WebAssembly program, and what starts it is the host, by functions
// that the page has beside those of WASI.

//go:wasmimport notesite spawn
func spawn(args, env string, streams uint32, result *[2]uint32) uint32

//go:wasmimport notesite kill
func kill(process, signal uint32) uint32

//go:wasmimport notesite socketpair
func socketpair(result *[2]uint32) uint32

//go:wasmimport notesite send_fd
func sendFD(channel, fd uint32) uint32

//go:wasmimport notesite receive_fd
func receiveFD(channel uint32, fd *uint32) uint32

// A socket is one end of a channel: a descriptor of the host.
type socket = *os.File

// A Process is one that was started.
type Process struct {
	fd  uint32
	end *os.File // the host tells there of its end
}

// Kill ends the process.
func (p *Process) Kill() error { return p.Signal(syscall.SIGKILL) }

// Signal sends the process a signal: to end, to stop, or to go on.
func (p *Process) Signal(sig os.Signal) error {
	signals := map[os.Signal]uint32{syscall.SIGKILL: 9, syscall.SIGCONT: 18, syscall.SIGSTOP: 19}
	if errno := kill(p.fd, signals[sig]); errno != 0 {
		return syscall.Errno(errno)
	}
	return nil
}

// An Exit is how a process has ended. It prints as code and signal; one is null.
type Exit struct{ status, signal uint32 }

// ExitStatus returns the code.
func (e Exit) ExitStatus() int { return int(e.status) }

func (e Exit) String() string {
	if e.signal != 0 {
		return "null SIGKILL"
	}
	return fmt.Sprint(e.status, " null")
}

// start starts this program anew, whatever the command's path, with a channel to
// it; wait waits for its end.
func start(cmd *exec.Cmd) (ours socket, p *Process, wait func() Exit, err error) {
	streams := uint32(0)
	for i, to := range []io.Writer{cmd.Stdout, cmd.Stderr} {
		if to == []*os.File{os.Stdout, os.Stderr}[i] {
			streams |= 1 << i
		}
	}
	env := append(cmd.Environ(), channelFD+"=3", serializationMode+"=json")
	var fds [2]uint32
	if errno := spawn(zeroEnded(cmd.Args), zeroEnded(env), streams, &fds); errno != 0 {
		return nil, nil, nil, syscall.Errno(errno)
	}
	ours, err = open(int(fds[0]))
	p = &Process{fds[1], os.NewFile(uintptr(fds[1]), "process")}
	return ours, p, func() Exit {
		var end [8]byte
		_, _ = io.ReadFull(p.end, end[:])
		return Exit{binary.LittleEndian.Uint32(end[:]), binary.LittleEndian.Uint32(end[4:])}
	}, err
}

// zeroEnded joins texts, each ended by a zero.
func zeroEnded(list []string) string {
	var b strings.Builder
	for _, text := range list {
		b.WriteString(text + "\x00")
	}
	return b.String()
}

// open makes a socket of the descriptor of one.
func open(fd int) (socket, error) { return os.NewFile(uintptr(fd), "channel"), nil }

// fileOf returns a descriptor of the host that stands for a connection. In a page
// the connections of package net are within one process; so what goes through this
// one is passed on, both ways.
func fileOf(conn *net.TCPConn) (*os.File, error) {
	var fds [2]uint32
	if errno := socketpair(&fds); errno != 0 {
		return nil, syscall.Errno(errno)
	}
	file := os.NewFile(uintptr(fds[0]), "socket")
	defer file.Close() // the connection stays
	ours, err := net.FileConn(file)
	if err != nil {
		return nil, err
	}
	pass := func(to, from *net.TCPConn) {
		_, _ = io.Copy(to, from)
		_ = to.CloseWrite()
	}
	go pass(ours.(*net.TCPConn), conn)
	go pass(conn, ours.(*net.TCPConn))
	return os.NewFile(uintptr(fds[1]), "socket"), nil
}

// release leaves the connection open, for what is passed on.
func release(*net.TCPConn) {}

// transmit writes to a socket, and a descriptor with it, if there is one.
func transmit(fd int, line []byte, file *os.File) (n int, err error) {
	if file != nil {
		raw, _ := file.SyscallConn()
		_ = raw.Control(func(sent uintptr) { sendFD(uint32(fd), uint32(sent)) })
	}
	return syscall.Write(fd, line)
}

// A reader reads the bytes of a channel and keeps the descriptors beside them.
type reader struct{ *Channel }

func (r reader) Read(buffer []byte) (int, error) {
	n, err := r.conn.Read(buffer)
	raw, _ := r.conn.SyscallConn()
	_ = raw.Control(func(channel uintptr) {
		for fd := uint32(0); receiveFD(uint32(channel), &fd) == 0; {
			r.files = append(r.files, os.NewFile(uintptr(fd), "socket"))
		}
	})
	return n, err
}

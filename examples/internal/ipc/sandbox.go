//go:build wasip1 && notesite

package ipc

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// In a page there is no Unix. There a process is another instance of the same
// WebAssembly program, and what starts it is the host: two functions that the
// page has beside those of WASI.

//go:wasmimport notesite spawn
func spawn(args, env string, streams uint32, result *[2]uint32) uint32

//go:wasmimport notesite kill
func kill(process, signal uint32) uint32

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

// transmit writes to a socket. No descriptor can go with it.
func transmit(fd int, line []byte, file *os.File) (n int, err error) {
	if file != nil {
		return 0, syscall.ENOSYS
	}
	return syscall.Write(fd, line)
}

// A reader reads the bytes of a channel.
type reader struct{ *Channel }

func (r reader) Read(buffer []byte) (int, error) { return r.conn.Read(buffer) }

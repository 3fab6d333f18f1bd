package sandbox

import (
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"
)

// An errno is what a function of WASI returns.
type errno uint16

const (
	success errno = 0
	again   errno = 6
	badf    errno = 8
	fault   errno = 21
	inval   errno = 28
	nosys   errno = 52

	brokenPipe errno = 64
)

// functions are what a module can import, by module and name: the functions of
// WASI preview 1 (https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md)
// that a Go program needs without files, sockets and signals. Arguments are on
// the stack, results are written to the memory of the process.
var functions = map[string]func(p *process, m memory, stack []uint64) errno{
	wasi + "args_get":              func(p *process, m memory, s []uint64) errno { return m.putList(s[0], s[1], p.args) },
	wasi + "args_sizes_get":        func(p *process, m memory, s []uint64) errno { return m.putSizes(s[0], s[1], p.args) },
	wasi + "environ_get":           func(p *process, m memory, s []uint64) errno { return m.putList(s[0], s[1], p.env) },
	wasi + "environ_sizes_get":     func(p *process, m memory, s []uint64) errno { return m.putSizes(s[0], s[1], p.env) },
	wasi + "clock_time_get":        clockTimeGet,
	wasi + "random_get":            randomGet,
	wasi + "fd_close":              func(p *process, _ memory, s []uint64) errno { return p.close(int(int32(s[0]))) },
	wasi + "fd_fdstat_get":         fdFdstatGet,
	wasi + "fd_fdstat_set_flags":   fdFdstatSetFlags,
	wasi + "fd_prestat_get":        noFile,
	wasi + "fd_prestat_dir_name":   noFile,
	wasi + "fd_read":               fdRead,
	wasi + "fd_write":              fdWrite,
	wasi + "path_open":             noFile,
	wasi + "path_filestat_get":     noFile,
	wasi + "path_readlink":         noFile,
	wasi + "path_remove_directory": noFile,
	wasi + "path_unlink_file":      noFile,
	wasi + "poll_oneoff":           pollOneoff,
	wasi + "proc_exit":             func(_ *process, _ memory, s []uint64) errno { panic(sys.NewExitError(uint32(s[0]))) },
	wasi + "sched_yield":           schedYield,
	wasi + "sock_shutdown":         shutdown,

	// What is no part of WASI: a program starts others of itself, or tells what it
	// is at.
	"notesite.spawn":      spawn,
	"notesite.kill":       kill,
	"notesite.socketpair": socketpair,
	"notesite.send_fd":    sendFD,
	"notesite.receive_fd": receiveFD,
	"notesite.watch":      watch,
}

const wasi = "wasi_snapshot_preview1."

// epoch is the time at which every program starts, in nanoseconds: that of the
// Go playground.
const epoch = 1257894000 * 1e9

// noFile answers for a descriptor that is none: there is no folder.
func noFile(*process, memory, []uint64) errno { return badf }

func clockTimeGet(p *process, m memory, s []uint64) errno {
	t := uint64(p.machine.tick())
	if s[0] == 0 { // the time of day
		t += epoch
	}
	return m.put64(s[2], t)
}

func randomGet(p *process, m memory, s []uint64) errno {
	b, ok := m.bytes(s[0], s[1])
	if !ok {
		return fault
	}
	var n uint32
	for i := range b {
		if i%4 == 0 {
			n = p.machine.random.next()
		}
		b[i] = byte(n)
		n >>= 8
	}
	return success
}

func fdFdstatGet(p *process, m memory, s []uint64) errno {
	f := p.file(s[0])
	if f == nil {
		return badf
	}
	b, ok := m.bytes(s[1], 24)
	if !ok {
		return fault
	}
	clear(b)
	b[0] = byte(f.kind())
	if f.kind() == streamSocket {
		b[2] = 4 // it does not block
	}
	for i := 8; i < 24; i++ {
		b[i] = 0xFF // all rights
	}
	return success
}

// fdFdstatSetFlags allows what is so already.
func fdFdstatSetFlags(p *process, _ memory, s []uint64) errno {
	if p.file(s[0]) == nil {
		return badf
	}
	return success
}

func fdRead(p *process, m memory, s []uint64) errno {
	return p.eachBuffer(m, s, func(f file, b []byte) (int, errno) { return f.read(b) })
}

func fdWrite(p *process, m memory, s []uint64) errno {
	return p.eachBuffer(m, s, func(f file, b []byte) (int, errno) { return f.write(p.machine, b) })
}

// eachBuffer does something with each buffer of a list, until one was not used
// in full.
func (p *process) eachBuffer(m memory, s []uint64, do func(file, []byte) (int, errno)) errno {
	f := p.file(s[0])
	if f == nil {
		return badf
	}
	total := 0
	for i := range s[2] {
		at, ok1 := m.get32(s[1] + 8*i)
		size, ok2 := m.get32(s[1] + 8*i + 4)
		b, ok3 := m.bytes(uint64(at), uint64(size))
		if !ok1 || !ok2 || !ok3 {
			return fault
		}
		n, err := do(f, b)
		total += n
		if err != success && total == 0 {
			return err
		}
		if err != success || n < len(b) {
			break
		}
	}
	return m.put32(s[3], uint32(total))
}

func schedYield(p *process, _ memory, _ []uint64) errno {
	p.wait(wait{until: p.machine.now})
	return success
}

// A subscription is one that poll_oneoff is given: 48 bytes. Its answer has 32.
type subscription struct {
	userdata uint64
	tag      byte // 0: a clock, 1: that there is something to read, 2: room to write
	file     file
	until    int64
}

func (s subscription) ready(now int64) bool {
	switch {
	case s.tag == 0:
		return s.until <= now
	case s.file == nil:
		return true // the answer is an error
	case s.tag == 1:
		return s.file.readable()
	}
	return s.file.writable()
}

// pollOneoff waits for the first of several things.
func pollOneoff(p *process, m memory, s []uint64) errno {
	machine := p.machine
	if !m.holds(s[0], 48*s[2]) {
		return fault
	}
	subs := make([]subscription, s[2])
	until := int64(forever)
	for i := range subs {
		b, ok := m.bytes(s[0]+48*uint64(i), 48)
		if !ok {
			return fault
		}
		sub := subscription{userdata: le64(b), tag: b[8], until: forever}
		switch sub.tag {
		case 0:
			sub.until = int64(min(le64(b[24:]), 1<<62))
			if b[40]&1 == 0 {
				sub.until += machine.now
			} else if b[16] == 0 { // the time of day
				sub.until -= epoch
			}
			until = min(until, sub.until)
		case 1, 2:
			sub.file = p.file(uint64(uint32(le64(b[16:]))))
		default:
			return inval
		}
		subs[i] = sub
	}
	if len(subs) == 0 {
		return inval
	}
	p.wait(wait{until: until, ready: func() bool {
		for _, sub := range subs {
			if sub.tag != 0 && sub.ready(machine.now) {
				return true
			}
		}
		return false
	}})
	n := uint64(0)
	for _, sub := range subs {
		if !sub.ready(machine.now) {
			continue
		}
		b, ok := m.bytes(s[1]+32*n, 32)
		if !ok {
			return fault
		}
		clear(b)
		putLE64(b, sub.userdata)
		b[10] = sub.tag
		if sub.tag != 0 && sub.file == nil {
			b[8] = byte(badf)
		}
		n++
	}
	return m.put32(s[3], uint32(n))
}

// memory is that of a process.
type memory struct{ api.Memory }

// holds reports whether the memory has a range; both are numbers of 32 bits, or
// such a number times a small one.
func (m memory) holds(at, size uint64) bool { return at+size <= uint64(m.Size()) }

// bytes returns a part of the memory, to be read and written.
func (m memory) bytes(at, size uint64) ([]byte, bool) {
	if !m.holds(at, size) {
		return nil, false
	}
	return m.Read(uint32(at), uint32(size))
}

func (m memory) get32(at uint64) (uint32, bool) {
	if !m.holds(at, 4) {
		return 0, false
	}
	return m.ReadUint32Le(uint32(at))
}

func (m memory) put32(at uint64, n uint32) errno {
	if !m.holds(at, 4) || !m.WriteUint32Le(uint32(at), n) {
		return fault
	}
	return success
}

func (m memory) put64(at, n uint64) errno {
	if !m.holds(at, 8) || !m.WriteUint64Le(uint32(at), n) {
		return fault
	}
	return success
}

// putList writes texts, each ended by a zero, and where each of them is.
func (m memory) putList(pointers, at uint64, list []string) errno {
	for i, text := range list {
		if m.put32(pointers+4*uint64(i), uint32(at)) != success || !m.WriteString(uint32(at), text+"\x00") {
			return fault
		}
		at += uint64(len(text) + 1)
	}
	return success
}

// putSizes writes how many texts there are, and how long they are together.
func (m memory) putSizes(count, size uint64, list []string) errno {
	total := 0
	for _, text := range list {
		total += len(text) + 1
	}
	if m.put32(count, uint32(len(list))) != success {
		return fault
	}
	return m.put32(size, uint32(total))
}

func le64(b []byte) uint64 {
	var n uint64
	for i := range 8 {
		n |= uint64(b[i]) << (8 * i)
	}
	return n
}

func putLE64(b []byte, n uint64) {
	for i := range 8 {
		b[i] = byte(n >> (8 * i))
	}
}

package sandbox

import (
	"encoding/binary"
	"strings"
)

// Signals, as Unix counts them.
const (
	sigkill = 9
	sigcont = 18
	sigstop = 19
)

// maxProcesses is how many there can be at once.
const maxProcesses = 16

// spawn starts a process of the same program, with a memory of its own. There is a
// channel to it, which is descriptor 3 there. Arguments and environment are texts,
// each ended by a zero; flags say whether it shares the standard output (1) and that
// for errors (2). The result is two descriptors, of the channel and of the process.
func spawn(p *process, m memory, s []uint64) errno {
	args, ok1 := m.bytes(s[0], s[1])
	env, ok2 := m.bytes(s[2], s[3])
	if !ok1 || !ok2 {
		return fault
	}
	if p.machine.alive() >= maxProcesses {
		return again
	}
	files := []file{&stdin{}, null{}, null{}}
	for fd := 1; fd <= 2; fd++ {
		if f := p.file(uint64(fd)); f != nil && s[4]&uint64(fd) != 0 {
			files[fd] = f
		}
	}
	ours, theirs := newPair()
	c := p.machine.start(list(args), list(env), append(files, theirs))
	if err := m.put32(s[5], uint32(p.open(ours))); err != success {
		return err
	}
	return m.put32(s[5]+4, uint32(p.open(&child{process: c})))
}

// list returns texts that are ended by zeros.
func list(b []byte) []string {
	if len(b) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(b), "\x00"), "\x00")
}

// kill sends a signal to a process, named by its descriptor.
func kill(p *process, _ memory, s []uint64) errno {
	c, ok := p.file(s[0]).(*child)
	if !ok {
		return badf
	}
	switch {
	case c.process.ended:
	case s[1] == sigkill:
		c.process.killed = true
	case s[1] == sigstop:
		c.process.stopped = true
	case s[1] == sigcont:
		c.process.stopped = false
	default:
		return inval
	}
	return success
}

// watch takes down what the program is at: its first process, not those that it
// has started.
func watch(p *process, m memory, s []uint64) errno {
	name, ok := m.bytes(s[0], s[1])
	if !ok {
		return fault
	}
	if t := &p.machine.transcript; p == p.machine.processes[0] && len(t.Marks) < maxMarks {
		t.Marks = append(t.Marks, Mark{p.machine.now, string(name)})
	}
	return success
}

// StartsOthers reports whether the module can start processes.
func (m *Module) StartsOthers() bool {
	for _, def := range m.interpreter.module.ImportedFunctions() {
		if module, name, _ := def.Import(); module == "notesite" && name == "spawn" {
			return true
		}
	}
	return false
}

// A child tells of the end of a process: its status and the signal that has ended
// it, four bytes each, once.
type child struct {
	process *process
	told    bool
}

func (c *child) read(p []byte) (int, errno) {
	if !c.process.ended {
		return 0, again
	}
	if c.told || len(p) < 8 {
		return 0, success
	}
	c.told = true
	signal := uint32(0)
	if c.process.killed {
		signal = sigkill
	}
	binary.LittleEndian.PutUint32(p, c.process.exit)
	binary.LittleEndian.PutUint32(p[4:], signal)
	return 8, success
}

func (*child) write(*machine, []byte) (int, errno) { return 0, badf }
func (c *child) readable() bool                    { return c.process.ended }
func (*child) writable() bool                      { return false }
func (*child) close()                              {}
func (*child) kind() filetype                      { return streamSocket }

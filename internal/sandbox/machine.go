package sandbox

import (
	"bytes"
	"context"
	"errors"
	"math"
)

// A machine is one run: its processes, their clock and their random numbers.
// One process runs at a time, until it waits; then it is the next one's turn, in
// the order in which they were started. The clock moves when all of them wait,
// to the time that the first of them waits for.
type machine struct {
	ctx        context.Context // of the run
	engine     *engine
	config     Config
	now        int64 // nanoseconds since the start
	random     generator
	processes  []*process
	transcript Transcript
	written    int // bytes
	done       chan struct{}
	err        error // what is wrong with the module
}

// A process is an instance of the module.
type process struct {
	machine *machine
	args    []string
	env     []string
	files   []file // by descriptor; nil if closed

	turn  chan struct{} // it is told here that it may run
	waits wait

	killed  bool
	stopped bool // until it may go on
	ended   bool
	exit    uint32
}

// A wait is what a process waits for: that ready, or a time.
type wait struct {
	ready func() bool // nil if it can go on
	until int64       // forever, if it is never
}

const forever = math.MaxInt64

// errStopped ends a process when the run is stopped, or it is killed.
var errStopped = errors.New("stopped")

func newMachine(e *engine, c Config) *machine {
	return &machine{engine: e, config: c, random: newGenerator(c.Seed), done: make(chan struct{})}
}

// run runs the first process, and those that it starts.
func (m *machine) run(ctx context.Context) {
	m.ctx = ctx
	files := []file{&stdin{text: m.config.Stdin}, output(1), output(2)}
	if m.config.Trace {
		files = append(files, traceFile{})
	}
	p := m.start(m.config.Args, m.config.Env, files)
	p.turn <- struct{}{}
	<-m.done
	m.transcript.Exit = p.exit
}

// start makes a process, which waits for its turn.
func (m *machine) start(args, env []string, files []file) *process {
	p := &process{machine: m, args: args, env: env, files: files, turn: make(chan struct{})}
	m.processes = append(m.processes, p)
	go func() {
		<-p.turn
		if !p.over() {
			if err := m.engine.runProcess(m.ctx, p); err != nil && m.err == nil {
				m.err = err
			}
		}
		m.end(p)
	}()
	return p
}

// alive counts the processes that have not ended.
func (m *machine) alive() int {
	n := 0
	for _, p := range m.processes {
		if !p.ended {
			n++
		}
	}
	return n
}

// end is called when a process has ended, and gives the turn to another.
func (m *machine) end(p *process) {
	p.ended = true
	for fd := range p.files {
		p.close(fd)
	}
	next := m.next(p)
	if next == nil {
		close(m.done)
		return
	}
	next.turn <- struct{}{}
}

// wait lets the others run until the process can go on.
func (p *process) wait(w wait) {
	m := p.machine
	p.waits = w
	next := m.next(p)
	if next != p {
		next.turn <- struct{}{}
		<-p.turn
	}
	if p.over() {
		panic(errStopped)
	}
}

// over reports whether a process may not go on.
func (p *process) over() bool {
	return p.killed || p.machine.transcript.Stop != Ended || p.machine.err != nil
}

// stop ends the run.
func (m *machine) stop(why Stop) {
	if m.transcript.Stop == Ended {
		m.transcript.Stop = why
	}
}

// next returns the process whose turn it is after another's: the next that can go
// on, or that waits for the earliest time, or nil if none is left.
func (m *machine) next(after *process) *process {
	at := 0
	for m.processes[at] != after {
		at++
	}
	var left, soonest *process
	for i := range m.processes {
		p := m.processes[(at+1+i)%len(m.processes)]
		switch {
		case p.ended:
			continue
		case p.killed:
			return p
		case p.stopped:
		case p.waits.ready == nil || p.waits.ready() || p.waits.until <= m.now:
			return p
		case soonest == nil || p.waits.until < soonest.waits.until:
			soonest = p
		}
		left = p
	}
	switch {
	case left == nil:
		return nil
	case m.transcript.Stop != Ended || m.err != nil:
	case soonest == nil || soonest.waits.until == forever:
		m.stop(Waiting)
	case soonest.waits.until > int64(m.config.Limits.Virtual):
		m.now = int64(m.config.Limits.Virtual)
		m.stop(VirtualTime)
	default:
		m.now = soonest.waits.until
		return soonest
	}
	return left
}

// tick returns the time, and moves it: reading the clock takes a microsecond.
func (m *machine) tick() int64 {
	m.now += 1000
	if m.now > int64(m.config.Limits.Virtual) {
		m.stop(VirtualTime)
		panic(errStopped)
	}
	return m.now
}

// write takes down what a process writes.
func (m *machine) write(stream int, text []byte) {
	if room := m.config.Limits.Output - m.written; len(text) > room {
		text = text[:room]
		m.stop(Output)
	}
	if len(text) > 0 {
		m.transcript.Writes = append(m.transcript.Writes, Write{m.now, stream, bytes.Clone(text)})
		m.written += len(text)
	}
	if m.transcript.Stop != Ended {
		panic(errStopped)
	}
}

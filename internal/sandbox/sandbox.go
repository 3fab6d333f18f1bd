// Package sandbox runs programs that were compiled to WebAssembly, so that they
// print the same bytes wherever they run.
//
// A program for GOOS=wasip1 asks its host for what is in one frozen standard,
// WASI preview 1. This host has a virtual clock, which sleeping moves and which
// costs nothing, random numbers from a seed, arguments, an environment and a
// standard input; it has no files and no network. theme/js/sandbox.js is the
// same host for a page: what one of them does, the other does, to the
// nanosecond of the virtual clock, and a test compares them.
//
// [Compile] makes a [Module] of a program, [Module.Run] runs it by a [Config] and
// returns a [Transcript]. engine.go is where wazero runs it, wasi.go has the
// functions that a program can ask for. It can start others of itself
// (process.go), which run in turns on one clock (machine.go) and talk over
// channels (channel.go). Package build compiles the programs of a site and keeps
// what they did.
package sandbox

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tetratelabs/wazero"
)

// A Config is what a program is given.
type Config struct {
	Args   []string // its own name comes first
	Env    []string // "NAME=value"
	Stdin  string
	Seed   uint32 // of its random numbers
	Trace  bool   // descriptor 3 takes what runtime/trace writes
	Limits Limits
}

// Limits are how far a program may go.
type Limits struct {
	Virtual time.Duration // by its own clock
	Real    time.Duration
	Output  int // bytes
}

// Default are the limits of programs on pages. theme/js/run.js has them too.
var Default = Limits{Virtual: 24 * time.Hour, Real: 10 * time.Second, Output: 1 << 20}

// A Transcript is what a program did.
type Transcript struct {
	Writes []Write `json:"writes"`
	Marks  []Mark  `json:"marks"`
	Trace  []byte  `json:"-"`    // what it wrote to descriptor 3, if it is traced
	Time   int64   `json:"time"` // at the end, in nanoseconds of the virtual clock
	Exit   uint32  `json:"exit"` // its status, if it was not stopped
	Stop   Stop    `json:"stop"`
}

// A Write is what a program wrote at once.
type Write struct {
	Time   int64  `json:"time"`   // in nanoseconds of the virtual clock
	Stream int    `json:"stream"` // 1 is the standard output, 2 that for errors
	Data   []byte `json:"data"`
}

// A Mark is what a program told of itself, at a time: package loop tells the queue
// of each callback. The first maxMarks are kept.
type Mark struct {
	Time int64  `json:"time"` // in nanoseconds of the virtual clock
	Name string `json:"name"`
}

const maxMarks = 10_000

// A Stop is why a program was stopped.
type Stop string

// The reasons.
const (
	Ended       Stop = ""        // it was not: it ended by itself
	VirtualTime Stop = "virtual" // its clock went too far
	RealTime    Stop = "real"    // it took too long
	Output      Stop = "output"  // it wrote too much
	Waiting     Stop = "waiting" // it waited for what cannot come
	Crashed     Stop = "crashed" // it did what WebAssembly does not allow
)

// Stdout returns what the program wrote to its standard output.
func (t *Transcript) Stdout() string {
	var b []byte
	for _, w := range t.Writes {
		if w.Stream == 1 {
			b = append(b, w.Data...)
		}
	}
	return string(b)
}

// A Module is a compiled program. It can run any number of times, one after
// the other or at once.
type Module struct {
	wasm        []byte
	interpreter *engine // to compile a Go program takes longer than most run

	compiling sync.Mutex
	compiled  atomic.Pointer[engine] // runs what takes longer, once something has
}

// Compile reads a program.
func Compile(ctx context.Context, wasm []byte) (*Module, error) {
	interpreter, err := newEngine(ctx, wazero.NewRuntimeConfigInterpreter(), wasm)
	if err != nil {
		return nil, err
	}
	return &Module{wasm: wasm, interpreter: interpreter}, nil
}

// Close frees the module. It must not run any more.
func (m *Module) Close(ctx context.Context) error {
	err := m.interpreter.runtime.Close(ctx)
	if compiled := m.compiled.Load(); compiled != nil {
		err = errors.Join(err, compiled.runtime.Close(ctx))
	}
	return err
}

// interpreted is how long a program is interpreted, before it is compiled and begun
// anew, some thirty times as fast: its clock does not tell.
const interpreted = 4 * time.Second

// Run runs the program until it ends or has to be stopped. An error means that
// it is none.
func (m *Module) Run(ctx context.Context, c Config) (*Transcript, error) {
	if compiled := m.compiled.Load(); compiled != nil {
		return compiled.run(ctx, c)
	}
	short := c
	short.Limits.Real = min(c.Limits.Real, interpreted)
	t, err := m.interpreter.run(ctx, short)
	if err != nil || t.Stop != RealTime || c.Limits.Real <= interpreted || ctx.Err() != nil {
		return t, err
	}
	compiled, err := m.compile(ctx)
	if err != nil {
		return nil, err
	}
	return compiled.run(ctx, c)
}

// compile makes the engine for what takes longer, if there is none yet.
func (m *Module) compile(ctx context.Context) (*engine, error) {
	m.compiling.Lock()
	defer m.compiling.Unlock()
	if compiled := m.compiled.Load(); compiled != nil {
		return compiled, nil
	}
	compiled, err := newEngine(ctx, wazero.NewRuntimeConfig(), m.wasm)
	if err == nil {
		m.compiled.Store(compiled)
	}
	return compiled, err
}

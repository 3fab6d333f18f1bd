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
// returns a [Transcript]. wasi.go has the functions that a program can ask for. It
// can start others of itself (process.go), which run in turns on one clock
// (machine.go) and talk over channels (channel.go). Package build compiles the
// programs of a site and keeps what they did.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"
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
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// Compile reads a program.
func Compile(ctx context.Context, wasm []byte) (*Module, error) {
	// An interpreter: to compile a Go program takes longer than to run it.
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter().WithCloseOnContextDone(true))
	compiled, err := r.CompileModule(ctx, wasm)
	if err != nil {
		_ = r.Close(ctx)
		return nil, fmt.Errorf("compile module: %w", err)
	}
	m := &Module{r, compiled}
	if err := m.offer(ctx); err != nil {
		_ = m.Close(ctx)
		return nil, err
	}
	return m, nil
}

// Close frees the module.
func (m *Module) Close(ctx context.Context) error { return m.runtime.Close(ctx) }

// offer makes the functions that the module imports. What this host does not
// have answers that it does not.
func (m *Module) offer(ctx context.Context) error {
	hosts := map[string]wazero.HostModuleBuilder{}
	for _, def := range m.compiled.ImportedFunctions() {
		module, name, _ := def.Import()
		f := functions[module+"."+name]
		if hosts[module] == nil {
			hosts[module] = m.runtime.NewHostModuleBuilder(module)
		}
		hosts[module].NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(func(ctx context.Context, mod api.Module, stack []uint64) {
			p := ctx.Value(processKey{}).(*process)
			errno := nosys
			if f != nil {
				errno = f(p, memory{mod.Memory()}, stack)
			}
			if len(def.ResultTypes()) > 0 {
				stack[0] = uint64(errno)
			}
		}), def.ParamTypes(), def.ResultTypes()).Export(name)
	}
	for _, host := range hosts {
		if _, err := host.Instantiate(ctx); err != nil {
			return fmt.Errorf("make host: %w", err)
		}
	}
	return nil
}

// processKey is where functions find the process that calls them.
type processKey struct{}

// Run runs the program until it ends or has to be stopped. An error means that
// it is none.
func (m *Module) Run(ctx context.Context, c Config) (*Transcript, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Limits.Real)
	defer cancel()
	machine := newMachine(m, c)
	machine.run(ctx)
	t := &machine.transcript
	t.Time = machine.now
	if machine.err != nil {
		return nil, fmt.Errorf("run module: %w", machine.err)
	}
	return t, nil
}

// run runs the module as a process. An error means that it is no program.
func (m *Module) run(ctx context.Context, p *process) error {
	ctx = context.WithValue(ctx, processKey{}, p)
	instance, err := m.runtime.InstantiateModule(ctx, m.compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		return err
	}
	defer instance.Close(context.WithoutCancel(ctx))
	start := instance.ExportedFunction("_start")
	if start == nil {
		return errors.New("the module has no _start")
	}
	_, err = start.Call(ctx)
	var exit *sys.ExitError
	switch {
	case err == nil, errors.Is(err, errStopped):
	case ctx.Err() != nil:
		p.machine.stop(RealTime)
	case errors.As(err, &exit):
		p.exit = exit.ExitCode()
	default:
		p.machine.stop(Crashed)
	}
	return nil
}

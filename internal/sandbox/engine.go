package sandbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"
)

// An engine runs one module, by interpreting it or by code for this machine.
type engine struct {
	runtime wazero.Runtime
	module  wazero.CompiledModule
}

func newEngine(ctx context.Context, config wazero.RuntimeConfig, wasm []byte) (*engine, error) {
	r := wazero.NewRuntimeWithConfig(ctx, config.WithCloseOnContextDone(true))
	module, err := r.CompileModule(ctx, wasm)
	if err != nil {
		_ = r.Close(ctx)
		return nil, fmt.Errorf("compile module: %w", err)
	}
	e := &engine{r, module}
	if err := e.offer(ctx); err != nil {
		_ = r.Close(ctx)
		return nil, err
	}
	return e, nil
}

// offer makes the functions that the module imports. What this host does not
// have answers that it does not.
func (e *engine) offer(ctx context.Context) error {
	hosts := map[string]wazero.HostModuleBuilder{}
	for _, def := range e.module.ImportedFunctions() {
		module, name, _ := def.Import()
		f := functions[module+"."+name]
		if hosts[module] == nil {
			hosts[module] = e.runtime.NewHostModuleBuilder(module)
		}
		params := def.ParamTypes()
		hosts[module].NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(func(ctx context.Context, mod api.Module, stack []uint64) {
			p := ctx.Value(processKey{}).(*process)
			for i, t := range params {
				if t == api.ValueTypeI32 {
					stack[i] = uint64(uint32(stack[i])) // the rest may be anything
				}
			}
			errno := nosys
			if f != nil {
				errno = f(p, memory{mod.Memory()}, stack)
			}
			if len(def.ResultTypes()) > 0 {
				stack[0] = uint64(errno)
			}
		}), params, def.ResultTypes()).Export(name)
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

// run runs the module with the processes that it starts.
func (e *engine) run(ctx context.Context, c Config) (*Transcript, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Limits.Real)
	defer cancel()
	machine := newMachine(e, c)
	machine.run(ctx)
	t := &machine.transcript
	t.Time = machine.now
	if machine.err != nil {
		return nil, fmt.Errorf("run module: %w", machine.err)
	}
	return t, nil
}

// runProcess runs the module as a process. An error means that it is no program.
func (e *engine) runProcess(ctx context.Context, p *process) error {
	ctx = context.WithValue(ctx, processKey{}, p)
	instance, err := e.runtime.InstantiateModule(ctx, e.module, wazero.NewModuleConfig().WithName("").WithStartFunctions())
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

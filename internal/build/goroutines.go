package build

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/exp/trace"

	"notesite/internal/example"
)

// mainFunc is where a program begins.
var mainFunc = regexp.MustCompile(`(?m)^func main\(\)`)

// tracedMain takes its place in a program that is traced; descriptor 3 is where
// package sandbox takes the trace.
const tracedMain = `package main

import (
	"os"
	"runtime/trace"
)

func main() {
	if err := trace.Start(os.NewFile(3, "trace")); err != nil {
		panic(err)
	}
	defer trace.Stop()
	notesiteMain()
}
`

// goroutines runs a program once more, traced by runtime/trace, and returns what its
// goroutines did: a block for each time that one of them ran. The sources that are
// compiled are those of the program but for the name of main.
func (c *compiler) goroutines(ctx context.Context, p *example.Program, dir string) ([]example.Block, error) {
	folder, err := filepath.Abs(filepath.Join(c.dir, filepath.FromSlash(programFolder(c.dir, p))))
	if err != nil {
		return nil, err
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	replace := func(name string, source []byte) error {
		file := filepath.Join(dir, name)
		overlay.Replace[filepath.Join(folder, name)] = file
		return os.WriteFile(file, source, 0o600)
	}
	for _, f := range p.Files {
		if f.Role == example.Source && mainFunc.Match(f.Source) {
			if err := replace(f.Name, mainFunc.ReplaceAll(f.Source, []byte("func notesiteMain()"))); err != nil {
				return nil, err
			}
		}
	}
	if err := replace("notesite_main.go", []byte(tracedMain)); err != nil {
		return nil, err
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		return nil, err
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, data, 0o600); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "traced.wasm")
	if out, err := c.goCommand(ctx, slices.Concat(buildFlags, []string{"-overlay", list, "-o", file}, c.folders(p))...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, firstFault(string(out)))
	}
	code, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	t, _, err := tryOnce(ctx, code, p, true)
	if err != nil {
		return nil, err
	}
	return readTrace(t.Trace)
}

// maxLanes is how many goroutines have a lane each. Where there are more, those of
// one function share one.
const maxLanes = 12

// readTrace returns when the goroutines of a trace ran, but for those of the
// runtime. A trace may break off, where a program exits.
func readTrace(data []byte) ([]example.Block, error) {
	r, err := trace.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read trace: %w", err)
	}
	type run struct {
		id   trace.GoID
		time trace.Time
	}
	names := map[trace.GoID]string{1: "main.main"}
	number := map[trace.GoID]int{} // among those of one function
	functions := map[string]int{"main.main": 1}
	var runs []run
	for {
		e, err := r.ReadEvent()
		if err != nil {
			break
		}
		if e.Kind() != trace.EventStateTransition || e.StateTransition().Resource.Kind != trace.ResourceGoroutine {
			continue
		}
		st := e.StateTransition()
		id := st.Resource.Goroutine()
		switch from, to := st.Goroutine(); {
		case from == trace.GoNotExist:
			for frame := range st.Stack.Frames() {
				if !strings.HasPrefix(frame.Func, "runtime.") && !strings.HasPrefix(frame.Func, "runtime/") {
					names[id] = frame.Func
					functions[frame.Func]++
					number[id] = functions[frame.Func]
				}
				break
			}
		case to == trace.GoRunning && names[id] != "":
			runs = append(runs, run{id, e.Time()})
		}
	}
	if len(names) < 2 {
		return nil, nil // nothing but main
	}
	blocks := example.AddBlock(nil, "main.main", 0)
	for _, run := range runs {
		name := names[run.id]
		if n := functions[name]; n > 1 && len(names) <= maxLanes {
			name = fmt.Sprintf("%s %d", name, number[run.id])
		}
		blocks = example.AddBlock(blocks, name, int64(run.time))
	}
	return blocks, nil
}

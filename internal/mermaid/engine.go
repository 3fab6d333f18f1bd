package mermaid

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/dop251/goja"
)

//go:embed beautiful-mermaid.min.js
var script string

// host is what the script expects of its surroundings. The layout of ELK
// starts a timer in its constructor, which the script catches, and otherwise
// only to watch itself.
const host = `var global = globalThis, console = {};
console.log = console.err = console.error = function () {};
function setTimeout() { return 0; }
function clearTimeout() {}`

// entry is called for each diagram.
const entry = `(function (text) {
	return beautifulMermaid.renderMermaidSVG(text, { transparent: true, padding: 40 });
})`

// maxDepth bounds the nesting of calls: deeper, the engine could exhaust the
// stack of the goroutine, which cannot be recovered.
const maxDepth = 4000

// maxMarkup bounds what a diagram may become, in bytes.
const maxMarkup = 4 << 20

// maxMessage bounds the message of an error, in characters.
const maxMessage = 200

// The bounds are those of this place: a browser may do better.
var (
	errTimeout = fmt.Errorf("diagram takes too long: %w", ErrKind)
	errDepth   = fmt.Errorf("diagram is nested too deeply: %w", ErrKind)
	errMarkup  = fmt.Errorf("diagram becomes too large: %w", ErrKind)
)

// programs are compiled once and shared by all engines.
var programs = sync.OnceValues(func() ([]*goja.Program, error) {
	var all []*goja.Program
	for _, p := range []struct{ name, text string }{
		{"host.js", host}, {"beautiful-mermaid.min.js", script}, {"entry.js", entry},
	} {
		compiled, err := goja.Compile(p.name, p.text, false)
		if err != nil {
			return nil, err
		}
		all = append(all, compiled)
	}
	return all, nil
})

// An engine runs beautiful-mermaid for one diagram at a time.
type engine struct {
	vm     *goja.Runtime
	call   goja.Callable
	broken bool // not to be used again
}

func newEngine() (*engine, error) {
	compiled, err := programs()
	if err != nil {
		return nil, fmt.Errorf("compile beautiful-mermaid: %w", err)
	}
	vm := goja.New()
	vm.SetMaxCallStackSize(maxDepth)
	var last goja.Value
	for _, p := range compiled {
		if last, err = vm.RunProgram(p); err != nil {
			return nil, fmt.Errorf("load beautiful-mermaid: %w", err)
		}
	}
	call, ok := goja.AssertFunction(last)
	if !ok {
		return nil, errors.New("load beautiful-mermaid: entry is no function")
	}
	return &engine{vm: vm, call: call}, nil
}

// draw returns beautiful-mermaid's markup for a diagram.
func (e *engine) draw(text string, limit time.Duration) (markup string, err error) {
	defer func() {
		if p := recover(); p != nil {
			e.broken = true
			markup, err = "", fmt.Errorf("beautiful-mermaid: %v", p)
		}
	}()
	timer := time.AfterFunc(limit, func() { e.vm.Interrupt(errTimeout) })
	v, err := e.call(goja.Undefined(), e.vm.ToValue(text))
	if !timer.Stop() {
		e.broken = true // the interrupt may still be pending
	}
	if err != nil {
		e.broken = true
		return "", explain(err)
	}
	markup = v.String()
	if len(markup) > maxMarkup {
		return "", errMarkup
	}
	return markup, nil
}

// explain turns what ended a call into an error about the diagram.
func explain(err error) error {
	var (
		interrupted *goja.InterruptedError
		overflow    *goja.StackOverflowError
	)
	switch {
	case errors.As(err, &interrupted):
		return errTimeout
	case errors.As(err, &overflow):
		return errDepth
	}
	return fmt.Errorf("beautiful-mermaid stumbles: %s: %w", short(show(err.Error())), ErrKind)
}

// short makes one line of a text that a message quotes.
func short(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if long := []rune(s); len(long) > maxMessage {
		s = string(long[:maxMessage]) + "…"
	}
	return s
}

package math

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/dop251/goja"
)

//go:embed temml.min.js
var script string

// entry is called for each formula. The macros that a formula defines are
// its own.
const entry = `(function (tex, displayMode) {
	return temml.renderToString(tex, {
		displayMode,
		annotate: true,
		throwOnError: true,
		trust: false,
		xml: false,
		maxSize: [100, 100],
		maxExpand: 1000,
	});
})`

// maxDepth bounds the nesting of calls, and with it of a formula: deeper, the
// engine could exhaust the stack of the goroutine, which cannot be recovered.
const maxDepth = 4000

// maxMarkup bounds what a formula may become, in bytes.
const maxMarkup = 4 << 20

// maxMessage bounds the message of an error, in characters.
const maxMessage = 200

var (
	errTimeout = errors.New("formula takes too long")
	errDepth   = errors.New("formula is nested too deeply")
	errMarkup  = errors.New("formula becomes too large")
)

// programs are the script and its entry, compiled once and shared by all
// engines.
var programs = sync.OnceValues(func() ([]*goja.Program, error) {
	temml, err := goja.Compile("temml.min.js", script, false)
	if err != nil {
		return nil, err
	}
	call, err := goja.Compile("entry.js", entry, true)
	return []*goja.Program{temml, call}, err
})

// An engine runs Temml for one formula at a time.
type engine struct {
	vm     *goja.Runtime
	call   goja.Callable
	broken bool // not to be used again
}

func newEngine() (*engine, error) {
	compiled, err := programs()
	if err != nil {
		return nil, fmt.Errorf("compile temml: %w", err)
	}
	vm := goja.New()
	vm.SetMaxCallStackSize(maxDepth)
	var last goja.Value
	for _, p := range compiled {
		if last, err = vm.RunProgram(p); err != nil {
			return nil, fmt.Errorf("load temml: %w", err)
		}
	}
	call, ok := goja.AssertFunction(last)
	if !ok {
		return nil, errors.New("load temml: entry is no function")
	}
	return &engine{vm: vm, call: call}, nil
}

// convert returns Temml's markup for a formula.
func (e *engine) convert(tex string, display bool, limit time.Duration) (markup string, err error) {
	defer func() {
		if p := recover(); p != nil {
			e.broken = true
			markup, err = "", fmt.Errorf("temml: %v", p)
		}
	}()
	timer := time.AfterFunc(limit, func() { e.vm.Interrupt(errTimeout) })
	v, err := e.call(goja.Undefined(), e.vm.ToValue(tex), e.vm.ToValue(display))
	if !timer.Stop() {
		e.broken = true // the interrupt may still be pending
	}
	if err != nil {
		return "", e.explain(err)
	}
	markup = v.String()
	if len(markup) > maxMarkup {
		return "", errMarkup
	}
	return markup, nil
}

// explain turns what ended a call into an error about the formula.
func (e *engine) explain(err error) error {
	var (
		interrupted *goja.InterruptedError
		overflow    *goja.StackOverflowError
		thrown      *goja.Exception
	)
	switch {
	case errors.As(err, &interrupted):
		e.broken = true
		return errTimeout
	case errors.As(err, &overflow):
		e.broken = true
		return errDepth
	case errors.As(err, &thrown):
		if obj, ok := thrown.Value().(*goja.Object); ok {
			msg := message(obj.Get("message").String())
			if obj.Get("name").String() == "ParseError" {
				return errors.New(msg)
			}
			e.broken = true
			return fmt.Errorf("temml cannot read this formula: %s", msg)
		}
	}
	e.broken = true
	return fmt.Errorf("temml cannot read this formula: %s", message(err.Error()))
}

// message makes one short line of Temml's messages, which underline the place
// that they are about by combining characters.
func message(s string) string {
	s = strings.ReplaceAll(s, "\u0332", "")
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if short := []rune(s); len(short) > maxMessage {
		s = string(short[:maxMessage]) + "…"
	}
	return strings.TrimSuffix(s, ":")
}

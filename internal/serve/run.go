package serve

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"notesite/internal/build"
	"notesite/internal/example"
)

// nativeRun is where a page has a program run.
const nativeRun = "/-/run"

// nativeScripts are those of the theme that do it, in their order.
var nativeScripts = []string{"compare.js", "native.js"}

// Bounds of a program that a page has asked for. theme/js/native.js has the time
// too.
const (
	runTime   = 30 * time.Second
	runOutput = 1 << 20 // bytes
	maxAsked  = 1 << 20 // bytes of a request
)

// tokenHeader is where a page shows that the server has made it.
const tokenHeader = "Notesite-Token"

// A runner runs the programs of the examples folder for pages of this server, one
// at a time. Whoever may ask it may as well run them in a terminal: requests come
// from a page of the same origin, with the token of this start of the server.
type runner struct {
	config build.Config
	token  string

	running  sync.Mutex // is held by the one that runs
	mu       sync.Mutex
	programs map[string]*example.Program // by their names: "examples/loop"
}

func newRunner(cfg build.Config) *runner { return &runner{config: cfg, token: rand.Text()} }

// built takes note of the programs that there are.
func (r *runner) built(result *build.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.programs = map[string]*example.Program{}
	if result.Site.Programs == nil {
		return
	}
	for _, p := range result.Site.Programs.Programs {
		if p.Program.Main {
			r.programs[p.Program.Dir] = p.Program
		}
	}
}

func (r *runner) program(name string) *example.Program {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.programs[name]
}

// A question is what a page wants run.
type question struct {
	Program string   `json:"program"`
	Args    []string `json:"args"`
	Stdin   string   `json:"stdin"`
}

// An event is a line of the answer: something that was written, or the end.
type event struct {
	Stream int    `json:"stream,omitempty"` // 1 or 2
	Data   []byte `json:"data,omitempty"`
	End    bool   `json:"end,omitempty"`
	Exit   int    `json:"exit,omitempty"`
	Stop   string `json:"stop,omitempty"`  // "real" or "output"
	Fault  string `json:"fault,omitempty"` // what the compiler says, or the signal that has ended it
}

// ServeHTTP runs a program and streams what it prints. It ends when the page
// has gone.
func (r *runner) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Header.Get("Origin") != "http://"+req.Host {
		http.Error(w, "only a page of this preview can run programs", http.StatusForbidden)
		return
	}
	if subtle.ConstantTimeCompare([]byte(req.Header.Get(tokenHeader)), []byte(r.token)) != 1 {
		http.Error(w, "this page is of an earlier preview; load it again", http.StatusForbidden)
		return
	}
	var q question
	if err := json.NewDecoder(http.MaxBytesReader(w, req.Body, maxAsked)).Decode(&q); err != nil {
		http.Error(w, "that is no question: "+err.Error(), http.StatusBadRequest)
		return
	}
	p := r.program(q.Program)
	if p == nil {
		http.Error(w, fmt.Sprintf("there is no program %q", q.Program), http.StatusNotFound)
		return
	}
	if in := p.Inputs(); len(q.Args) > 0 && !in.Args || q.Stdin != "" && !in.Stdin {
		http.Error(w, "the program does not declare that it takes this", http.StatusBadRequest)
		return
	}
	if !r.running.TryLock() {
		http.Error(w, "a program is running already", http.StatusConflict)
		return
	}
	defer r.running.Unlock()
	ctx, cancel := context.WithTimeout(req.Context(), runTime)
	defer cancel()
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	a := &answer{w: w, room: runOutput, cancel: cancel}
	a.send(r.run(ctx, p, q, a))
}

// run compiles a program and runs it.
func (r *runner) run(ctx context.Context, p *example.Program, q question, a *answer) event {
	dir, err := os.MkdirTemp("", "notesite-run-")
	if err != nil {
		return event{End: true, Fault: err.Error()}
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, p.Name()+".exe") // what Windows wants, and others do not mind
	if err := build.Compile(ctx, r.config, p, file); err != nil {
		return event{End: true, Fault: err.Error()}
	}
	cmd := exec.CommandContext(ctx, file, q.Args...)
	cmd.Dir = r.config.Examples
	cmd.Stdin = strings.NewReader(q.Stdin)
	cmd.Stdout, cmd.Stderr = stream{a, 1}, stream{a, 2}
	cmd.WaitDelay = time.Second
	ownGroup(cmd)
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case a.full():
		return event{End: true, Stop: "output"}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return event{End: true, Stop: "real"}
	case errors.As(err, &exit) && exit.Exited():
		return event{End: true, Exit: exit.ExitCode()}
	case err != nil:
		return event{End: true, Fault: err.Error()}
	}
	return event{End: true}
}

// An answer is what is sent to the page.
type answer struct {
	mu     sync.Mutex // a program writes to both streams at once
	w      http.ResponseWriter
	room   int // bytes that it may still write
	cancel context.CancelFunc
}

func (a *answer) full() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.room < 0
}

func (a *answer) send(e event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.encode(e)
}

func (a *answer) encode(e event) {
	if json.NewEncoder(a.w).Encode(e) != nil || http.NewResponseController(a.w).Flush() != nil {
		a.cancel() // nobody listens
	}
}

// A stream is one of the two that a program writes to.
type stream struct {
	answer *answer
	number int
}

func (s stream) Write(p []byte) (int, error) {
	a := s.answer
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.room < 0 {
		return 0, io.ErrShortWrite
	}
	data := p[:min(len(p), a.room)]
	a.room -= len(p)
	a.encode(event{Stream: s.number, Data: data})
	if a.room < 0 {
		a.cancel()
	}
	return len(p), nil
}

package sandbox

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tetratelabs/wazero"
)

// compileAll compiles programs to WebAssembly, each to a file of its name.
func compileAll(t *testing.T, packages ...string) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("go", append([]string{"build", "-tags=notesite", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", dir + string(filepath.Separator)}, packages...)...)
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return dir
}

// odd is the program in testdata/odd.
func odd(t *testing.T) []byte {
	t.Helper()
	return testProgram(t, "odd")
}

// testProgram compiles a program of testdata.
func testProgram(t *testing.T, name string) []byte {
	t.Helper()
	built, err := os.ReadFile(filepath.Join(compileAll(t, "./testdata/"+name), name))
	if err != nil {
		t.Fatal(err)
	}
	limited, err := LimitMemory(built, MemoryPages)
	if err != nil {
		t.Fatal(err)
	}
	return limited
}

func compile(t *testing.T, wasm []byte) *Module {
	t.Helper()
	m, err := Compile(context.Background(), wasm)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close(context.Background()) })
	return m
}

// A trial is something that the odd program does, and how it ends.
type trial struct {
	does   string
	limits Limits
	exit   uint32
	stop   Stop
	says   string // to both streams, among others
}

var (
	short   = Limits{Virtual: time.Hour, Real: time.Minute, Output: 1 << 16}
	endless = Limits{Virtual: time.Hour, Real: time.Second, Output: 1 << 16}
	trials  = []trial{
		{"loop", endless, 0, RealTime, "before\n"},
		{"print", short, 0, Output, "line 0\nline 1\n"},
		{"sleep", short, 0, VirtualTime, ""},
		{"clock", short, 0, Ended, "2009-11-10 23:00:00"},
		{"deadlock", short, 2, Ended, "fatal error: all goroutines are asleep - deadlock!"},
		{"panic", short, 2, Ended, "panic: no"},
		{"exit", short, 3, Ended, ""},
		{"allocate", short, 2, Ended, "out of memory"},
	}
)

func TestTrials(t *testing.T) {
	m := compile(t, odd(t))
	for _, trial := range trials {
		t.Run(trial.does, func(t *testing.T) {
			got, err := m.Run(context.Background(), Config{Args: []string{"odd", trial.does}, Seed: 1, Limits: trial.limits})
			if err != nil {
				t.Fatal(err)
			}
			if got.Exit != trial.exit || got.Stop != trial.stop {
				t.Errorf("exit %d, stopped %q; want %d and %q", got.Exit, got.Stop, trial.exit, trial.stop)
			}
			said := ""
			for _, w := range got.Writes {
				said += string(w.Data)
			}
			if !strings.Contains(said, trial.says) || len(said) > trial.limits.Output {
				t.Errorf("it says %q", said)
			}
			if trial.stop == VirtualTime && got.Time != int64(trial.limits.Virtual) {
				t.Errorf("it ends at %d", got.Time)
			}
		})
	}
}

// A program does the same interpreted and compiled.
func TestEngines(t *testing.T) {
	wasm := odd(t)
	first := compile(t, wasm).interpreter
	second, err := newEngine(t.Context(), wazero.NewRuntimeConfig(), wasm)
	if err != nil {
		t.Fatal(err)
	}
	defer second.runtime.Close(context.Background())
	for _, does := range []string{"print", "sleep", "clock", "deadlock", "panic", "exit", "allocate", "read", "chance"} {
		c := Config{Args: []string{"odd", does}, Seed: 1, Stdin: "one\ntwo", Limits: short}
		want, err1 := first.run(t.Context(), c)
		got, err2 := second.run(t.Context(), c)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, interpreted and compiled:\n%.2000s", does, diff)
		}
	}
}

// What takes long is compiled on the way, and can still be stopped.
func TestLong(t *testing.T) {
	m := compile(t, odd(t))
	limits := short
	limits.Real = interpreted + time.Second/2
	got, err := m.Run(t.Context(), Config{Args: []string{"odd", "loop"}, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	if got.Stop != RealTime || got.Stdout() != "before\n" || m.compiled.Load() == nil {
		t.Errorf("stopped %q after %q, compiled %t", got.Stop, got.Stdout(), m.compiled.Load() != nil)
	}
}

// What a program is given it finds, and nothing of the machine that it runs on.
func TestGiven(t *testing.T) {
	m := compile(t, odd(t))
	got, err := m.Run(context.Background(), Config{
		Args: []string{"odd", "read", "a", "b c"}, Env: []string{"HOME=/somewhere"}, Stdin: "one\ntwo", Limits: Default,
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("ONE [a b c] /somewhere\nTWO [a b c] /somewhere\n", got.Stdout()); diff != "" {
		t.Error(diff)
	}
	if last := got.Writes[len(got.Writes)-1]; last.Stream != 2 || !strings.Contains(string(last.Data), "open /etc/passwd") {
		t.Errorf("it finds %q", last.Data)
	}
}

// The same seed gives the same run, also of many at once; another one, another.
func TestSeeds(t *testing.T) {
	m := compile(t, odd(t))
	runs := make([]*Transcript, 8)
	var wg sync.WaitGroup
	for i := range runs {
		wg.Go(func() {
			var err error
			if runs[i], err = m.Run(context.Background(), Config{Args: []string{"odd", "chance"}, Seed: uint32(i % 2), Limits: Default}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range runs {
		if diff := cmp.Diff(runs[i%2], runs[i]); diff != "" {
			t.Errorf("another run of the seed %d:\n%s", i%2, diff)
		}
	}
	if cmp.Equal(runs[0], runs[1]) {
		t.Errorf("two seeds, one run:\n%s", runs[0].Stdout())
	}
	if n := strings.Count(runs[0].Stdout(), "\n"); n != 16 || runs[0].Exit != 0 {
		t.Errorf("exit %d: %s", runs[0].Exit, runs[0].Stdout())
	}
}

// A canceled run ends.
func TestCancel(t *testing.T) {
	m := compile(t, odd(t))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	got, err := m.Run(ctx, Config{Args: []string{"odd", "loop"}, Limits: Default})
	if err != nil || got.Stop != RealTime {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestLimitMemory(t *testing.T) {
	for name, module := range map[string]string{
		"empty":         "",
		"no module":     "\x7fELF\x02\x01\x01\x00\x00",
		"no memory":     "\x00asm\x01\x00\x00\x00\x01\x01\x00",
		"two memories":  "\x00asm\x01\x00\x00\x00\x05\x05\x02\x00\x01\x00\x01",
		"cut off":       "\x00asm\x01\x00\x00\x00\x05\x03\x01\x00",
		"section size":  "\x00asm\x01\x00\x00\x00\x05\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
		"too much":      "\x00asm\x01\x00\x00\x00\x05\x04\x01\x00\x80\x20",
		"size of pages": "\x00asm\x01\x00\x00\x00\x05\x03\x01\x00\x80",
	} {
		if got, err := LimitMemory([]byte(module), 1024); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
	for module, want := range map[string]string{
		"\x00asm\x01\x00\x00\x00\x05\x03\x01\x00\x02\x0a\x00":     "\x00asm\x01\x00\x00\x00\x05\x05\x01\x01\x02\x80\x08\x0a\x00",
		"\x00asm\x01\x00\x00\x00\x05\x05\x01\x01\x02\x80\x10\x0a": "\x00asm\x01\x00\x00\x00\x05\x05\x01\x01\x02\x80\x08\x0a",
	} {
		got, err := LimitMemory([]byte(module), 1024)
		if err != nil || string(got) != want {
			t.Errorf("%q: %q, %v", module, got, err)
		}
	}
}

func FuzzLimitMemory(f *testing.F) {
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x05\x03\x01\x00\x02\x0a\x00"))
	f.Fuzz(func(t *testing.T, module []byte) {
		if limited, err := LimitMemory(module, 1024); err == nil {
			if _, err := LimitMemory(limited, 1024); err != nil {
				t.Error(err)
			}
		}
	})
}

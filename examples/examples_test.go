// Package examples_test runs all programs below this folder the way a reader
// would, and compares what they print with what their pages say.
package examples_test

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// limit is how long a program may take, its compilation included: the build
// comes first and is cached, so that what is left is the program's own.
const limit = 10 * time.Second

// maxLines is how long a main.go may be.
const maxLines = 150

// wasm are the programs that also run in a browser.
var wasm = map[string]bool{
	"backpressure": true, "errors": true, "exit": true, "hello": true, "loop": true, "nolocks": true, "nonblocking": true,
	"pool": true, "queue": true, "starve": true, "twins": true, "versions": true, "where": true,
}

// withNode are the programs that start Node.js themselves.
var withNode = map[string]bool{"interop": true}

// needNode skips a test on a machine without Node.js, and fails it in CI.
func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no Node.js on this machine; CI needs it (Debian: apt-get install nodejs)")
	}
	t.Skip("no Node.js on this machine (Debian: apt-get install nodejs)")
}

// programs returns the folders with a main.go.
func programs(t *testing.T) []string {
	t.Helper()
	mains, err := filepath.Glob("*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for i, name := range mains {
		mains[i] = filepath.Dir(name)
	}
	return mains
}

func TestPrograms(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "plan9" {
		t.Skip("half of the programs need Unix")
	}
	for _, name := range programs(t) {
		t.Run(name, func(t *testing.T) {
			want := checkedOutput(t, name)
			goCommand(t, nil, "build", "-o", filepath.Join(t.TempDir(), name), "./"+name)
			goCommand(t, nil, "vet", "./"+name)
			if withNode[name] {
				needNode(t)
			}
			if got := run(t, "go", "run", "./"+name); got != want {
				t.Errorf("go run prints\n%s\nand the Example says\n%s", got, want)
			}
			src, err := os.ReadFile(filepath.Join(name, "main.go"))
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(src, []byte("\n")); n > maxLines {
				t.Errorf("main.go has %d lines, want at most %d", n, maxLines)
			}
		})
	}
}

// Every program prints what the same program in Node.js prints.
func TestTwins(t *testing.T) {
	needNode(t)
	for _, name := range programs(t) {
		t.Run(name, func(t *testing.T) {
			twins, err := filepath.Glob(filepath.Join(name, "main.*js"))
			if err != nil || len(twins) != 1 {
				t.Fatalf("twins %v, %v; want one", twins, err)
			}
			if got, want := run(t, "node", twins[0]), checkedOutput(t, name); got != want {
				t.Errorf("the twin prints\n%s\nand the Example says\n%s", got, want)
			}
		})
	}
}

// Every program builds for systems that lack what it needs, and those for the
// browser build for WebAssembly.
func TestOtherSystems(t *testing.T) {
	for _, env := range [][]string{
		{"GOOS=windows", "GOARCH=amd64"}, {"GOOS=darwin", "GOARCH=arm64"}, {"GOOS=wasip1", "GOARCH=wasm"},
	} {
		t.Run(env[0], func(t *testing.T) {
			goCommand(t, append(env, "CGO_ENABLED=0"), "build", "./...")
		})
	}
	goCommand(t, []string{"GOOS=wasip1", "GOARCH=wasm"}, "vet", "-tags=notesite", "./internal/...", "./fork", "./messages", "./cluster", "./handover")
	for name := range wasm {
		goCommand(t, []string{"GOOS=wasip1", "GOARCH=wasm"}, "vet", "./"+name)
	}
}

// checkedOutput returns what the program's Example says that it prints.
func checkedOutput(t *testing.T, name string) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(name, "main_test.go"), nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, ex := range doc.Examples([]*ast.File{file}...) {
		if ex.Name == "" && ex.Output != "" {
			return ex.Output
		}
	}
	t.Fatalf("%s has no Example with an Output comment", name)
	return ""
}

// run runs a command in a clean environment and returns what it prints, to
// standard output and standard error.
func run(t *testing.T, command ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = cleanEnvironment(t)
	cmd.WaitDelay = time.Second // for processes that it has left behind with its output
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%v did not end by itself within %v", command, limit)
	}
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
	return string(out)
}

// cleanEnvironment keeps of the environment what finding programs and Go's
// caches needs.
func cleanEnvironment(t *testing.T) []string {
	t.Helper()
	env := []string{"TMPDIR=" + t.TempDir()}
	for _, name := range []string{"PATH", "HOME", "GOPATH", "GOCACHE", "GOMODCACHE", "GOROOT", "GOPROXY", "GOFLAGS"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, fmt.Sprintf("%s=%s", name, value))
		}
	}
	return env
}

func goCommand(t *testing.T, env []string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v go %s: %v\n%s", env, strings.Join(args, " "), err, out)
	}
}

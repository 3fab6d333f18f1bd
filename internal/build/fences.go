package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"notesite/internal/note"
	"notesite/internal/problem"
	"notesite/internal/site"
)

// fenceLimit is how long a program of a fence may run.
const fenceLimit = 10 * time.Second

// CheckFences compiles and vets the fences of all notes that are whole Go
// programs, and runs those that end in an Output comment. A fence whose info
// string says nocheck is left alone. It runs what the notes say: only for who
// trusts them. What passed is remembered in the folder cache, by content.
func CheckFences(ctx context.Context, s *site.Site, cache string) error {
	type fence struct {
		note *note.Note
		note.Fence
	}
	var fences []fence
	for _, p := range s.Notes {
		for _, f := range p.Note.Fences {
			if isProgram(f) {
				fences = append(fences, fence{p.Note, f})
			}
		}
	}
	if len(fences) == 0 {
		return nil
	}
	version, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		return fmt.Errorf("run programs of notes: %w", err)
	}
	passed := passedFences{cache, string(version)}
	var found problems
	err = parallel(ctx, len(fences), func(i int) error {
		f := fences[i]
		if passed.has(f.Code) {
			return nil
		}
		fault, err := checkFence(ctx, f.Code)
		if err != nil {
			return fmt.Errorf("run a program of %q: %w", f.note.Path, err)
		}
		if fault == nil {
			passed.add(f.Code)
			return nil
		}
		pos := f.note.Position(f.Start)
		pos.Line += fault.line - 1
		pos.Column += fault.column - 1
		found.add(problem.Problem{
			Pos: pos, Rule: problem.BadFence, Severity: problem.Error, Message: fault.message,
			Hint: "mend the program, or write nocheck behind its language",
		})
		return nil
	})
	found.addTo(s)
	return err
}

// isProgram reports whether a fence is a whole Go program that is to be
// checked.
func isProgram(f note.Fence) bool {
	return (f.Lang == "go" || f.Lang == "golang") && !slices.Contains(strings.Fields(f.Info), "nocheck") && packageMain.MatchString(f.Code)
}

var packageMain = regexp.MustCompile(`(?m)^package main\b`)

// A fault is what is wrong with a program, where in it.
type fault struct {
	line, column int // from 1
	message      string
}

// checkFence vets a program in a folder of its own and, if it says what it
// prints, runs it.
func checkFence(ctx context.Context, code string) (*fault, error) {
	dir, err := os.MkdirTemp("", "notesite-fence-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := os.Mkdir(filepath.Join(dir, "tmp"), 0o755); err != nil {
		return nil, err
	}
	mod := "module fence\n\ngo " + strings.TrimPrefix(runtime.Version(), "go") + "\n"
	for name, text := range map[string]string{"main.go": code, "go.mod": mod} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	if out, err := command(ctx, dir, "go", "vet", ".").CombinedOutput(); err != nil {
		return compilerFault(out, err)
	}
	want, line, ok := outputComment(code)
	if !ok {
		return nil, nil
	}
	binary := filepath.Join(dir, "fence.exe")
	if out, err := command(ctx, dir, "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		return compilerFault(out, err)
	}
	running, cancel := context.WithTimeout(ctx, fenceLimit)
	defer cancel()
	got, err := command(running, dir, binary).CombinedOutput()
	switch {
	case running.Err() != nil && ctx.Err() == nil:
		return &fault{line, 1, fmt.Sprintf("the program does not end within %v", fenceLimit)}, nil
	case err != nil:
		return &fault{line, 1, fmt.Sprintf("the program fails: %v", err)}, nil
	case normal(string(got)) != normal(want):
		return &fault{line, 1, fmt.Sprintf("the program prints %q", strings.TrimSpace(string(got)))}, nil
	}
	return nil, nil
}

// command runs in a folder, without what the environment holds beyond what Go
// needs.
func command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	cmd.Env = []string{"GOWORK=off", "GOFLAGS=-mod=mod", "TMPDIR=" + filepath.Join(dir, "tmp")}
	for _, key := range []string{"PATH", "HOME", "GOCACHE", "GOPATH", "GOMODCACHE", "GOROOT", "GOPROXY", "GOTOOLCHAIN", "LOCALAPPDATA", "SYSTEMROOT"} {
		if value, ok := os.LookupEnv(key); ok {
			cmd.Env = append(cmd.Env, key+"="+value)
		}
	}
	return cmd
}

// compilerLine is one line of what go vet and go build say of main.go.
var compilerLine = regexp.MustCompile(`(?m)^(?:vet: )?(?:\./)?main\.go:(\d+):(\d+): (.*)$`)

func compilerFault(out []byte, err error) (*fault, error) {
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		return nil, err
	}
	m := compilerLine.FindSubmatch(out)
	if m == nil {
		return &fault{1, 1, "the program does not compile: " + strings.Join(strings.Fields(string(out)), " ")}, nil
	}
	line, _ := strconv.Atoi(string(m[1]))
	column, _ := strconv.Atoi(string(m[2]))
	return &fault{line, column, string(m[3])}, nil
}

// outputComment returns what the comment at the end of a program says that it
// prints, and the line of that comment.
func outputComment(code string) (want string, line int, ok bool) {
	lines := strings.Split(strings.TrimRight(code, "\n"), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		text, isComment := strings.CutPrefix(strings.TrimSpace(lines[i]), "//")
		if !isComment && strings.TrimSpace(lines[i]) != "}" {
			return "", 0, false
		}
		first, found := strings.CutPrefix(strings.TrimSpace(text), "Output:")
		if !isComment || !found {
			continue
		}
		said := []string{first}
		for _, l := range lines[i+1:] {
			if l, ok := strings.CutPrefix(strings.TrimSpace(l), "//"); ok {
				said = append(said, strings.TrimPrefix(l, " "))
			}
		}
		return strings.Join(said, "\n"), i + 1, true
	}
	return "", 0, false
}

// normal compares output as go test does: without space around it, or at the
// ends of lines.
func normal(s string) string {
	var lines []string
	for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
		lines = append(lines, strings.TrimRight(line, " \t\r"))
	}
	return strings.Join(lines, "\n")
}

// A passedFences is a folder with an empty file for each program that passed;
// it can be deleted at any time.
type passedFences struct{ dir, version string }

func (c passedFences) file(code string) string {
	sum := sha256.Sum256([]byte(c.version + "\n" + code))
	return filepath.Join(c.dir, "fences", hex.EncodeToString(sum[:16]))
}

func (c passedFences) has(code string) bool {
	if c.dir == "" {
		return false
	}
	_, err := os.Stat(c.file(code))
	return err == nil
}

// add remembers a program. That it cannot is no reason to fail.
func (c passedFences) add(code string) {
	if name := c.file(code); c.dir != "" && os.MkdirAll(filepath.Dir(name), 0o755) == nil {
		_ = os.WriteFile(name, nil, 0o644)
	}
}

package build

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"go/token"
	"hash"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"notesite/internal/example"
	"notesite/internal/problem"
	"notesite/internal/render"
	"notesite/internal/sandbox"
	"notesite/internal/site"
)

// moduleVersion is part of the keys of modules in the cache; another one makes
// all of them anew.
const moduleVersion = "7"

// trialTime is how long a program may take here, where it is interpreted: several
// times as long as in a page.
const trialTime = time.Minute

// moduleSeed is that of a program's random numbers, unless a reader chooses
// another.
const moduleSeed = 1

// buildFlags make a module the same wherever it is compiled.
var buildFlags = []string{"build", "-tags=notesite", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"}

// A module is a program as WebAssembly, and what it did in the sandbox. It is
// kept in the cache as it stands here.
type module struct {
	Go     string // the version that compiled it
	Size   int
	Hash   string // SHA-256, in hexadecimal
	Forks  bool   // it can start processes
	Fault  string // what the compiler says, if it cannot be compiled
	Stop   sandbox.Stop
	Exit   uint32
	Stdout string
	Stderr string
	Blocks []example.Block

	packed []byte // the module in gzip, if it is not in the cache
	file   string // where it is there
}

// tryPrograms compiles all commands among the programs to WebAssembly and runs
// them in the sandbox, unless that is known. What they did becomes their Trial; their
// modules are returned. If it may not compile, it counts those that are not in the cache.
func tryPrograms(ctx context.Context, cfg Config, s *site.Site, known *memory, compile bool) (modules map[*example.Program]*module, uncompiled int, err error) {
	if s.Programs == nil {
		return nil, 0, nil
	}
	var programs []*example.Program
	for _, p := range s.Programs.Programs {
		p.Program.Trial = nil // what an earlier build has found
		switch {
		case !cfg.Run || !p.Program.Main:
		case p.Program.Checked:
			programs = append(programs, p.Program)
		default:
			p.Program.Trial = &example.Trial{Result: example.Unchecked}
		}
	}
	if len(programs) == 0 {
		return nil, 0, nil
	}
	var missing []*example.Program
	if modules = known.modules; modules == nil {
		modules, missing, err = modulesOf(ctx, cfg, programs, compile)
	}
	if ctx.Err() != nil {
		return nil, 0, ctx.Err()
	}
	if err != nil {
		s.Problems = append(s.Problems, problem.Problem{
			Pos: token.Position{Filename: s.Programs.Programs[0].Program.Dir}, Rule: problem.NoModules, Severity: problem.Warning,
			Message: "pages cannot run the programs: " + err.Error(), Hint: "install the Go that the programs want, or write run: false in " + ConfigFile,
		})
		problem.Sort(s.Problems)
		return nil, 0, nil
	}
	for p, m := range modules {
		p.Trial = m.trial(p)
	}
	for _, p := range missing {
		p.Trial = &example.Trial{Result: example.Pending}
	}
	if len(missing) == 0 && known.programsStamp != "" {
		known.modules = modules
	}
	return modules, len(missing), nil
}

// modulesOf returns the modules of programs and, if it may not compile, the programs
// that have none in the cache.
func modulesOf(ctx context.Context, cfg Config, programs []*example.Program, compile bool) (modules map[*example.Program]*module, missing []*example.Program, err error) {
	c := &compiler{dir: cfg.Examples, cache: cfg.Cache}
	modules, missing, err = c.cached(ctx, programs)
	if err != nil || !compile || len(missing) == 0 {
		return modules, missing, err
	}
	if cfg.Tell != nil {
		cfg.Tell(fmt.Sprintf("compiling %s for pages to run", problem.Count(len(missing), "program")))
	}
	return modules, nil, c.compile(ctx, missing, modules)
}

// trial says what a program has shown.
func (m *module) trial(p *example.Program) *example.Trial {
	t := &example.Trial{Go: m.Go, Size: m.Size, Hash: m.Hash, Seed: moduleSeed, Forks: m.Forks, Blocks: m.Blocks}
	said := strings.TrimSpace(m.Stdout)
	switch {
	case m.Fault != "":
		t.Result, t.Detail = example.NotCompiled, m.Fault
	case m.Stop != sandbox.Ended:
		t.Result, t.Detail = example.Stopped, string(m.Stop)
	case normal(m.Stdout) == normal(p.Output) && m.Exit == 0:
		t.Result = example.Runs
	case said != "" && !strings.Contains(said, "\n") && m.Stderr == "":
		t.Result, t.Detail = example.Says, said
	case m.Exit != 0:
		t.Result, t.Detail = example.Fails, strconv.Itoa(int(m.Exit))
	default:
		t.Result = example.PrintsOther
	}
	return t
}

// A compiler makes modules, and remembers them in a folder.
type compiler struct {
	dir    string // of the programs
	cache  string // empty for none
	goInfo string // what go env says
	keys   map[*example.Program]string
}

// cached returns the modules that are in the cache, and the programs that have
// none there.
func (c *compiler) cached(ctx context.Context, programs []*example.Program) (modules map[*example.Program]*module, missing []*example.Program, err error) {
	if err := c.makeKeys(ctx, programs); err != nil {
		return nil, nil, err
	}
	modules = make(map[*example.Program]*module, len(programs))
	for _, p := range programs {
		if m := c.known(c.keys[p]); m != nil {
			modules[p] = m
		} else {
			missing = append(missing, p)
		}
	}
	return modules, missing, nil
}

// compile makes the modules of programs and adds them to the others.
func (c *compiler) compile(ctx context.Context, programs []*example.Program, modules map[*example.Program]*module) error {
	dir, err := os.MkdirTemp("", "notesite-modules-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if len(programs) > 1 {
		// All at once is quicker. Those that have a fault are missing then, and
		// compiled by themselves to tell it.
		args := slices.Concat(buildFlags, []string{"-o", dir + string(filepath.Separator)}, c.folders(programs...))
		_ = c.goCommand(ctx, args...).Run()
	}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range programs {
		g.Go(func() error {
			m, err := c.make(ctx, p, filepath.Join(dir, p.Name()))
			if err == nil {
				err = c.keep(m, c.keys[p])
			}
			if err != nil {
				return fmt.Errorf("compile %s: %w", p.Dir, err)
			}
			mu.Lock()
			defer mu.Unlock()
			modules[p] = m
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	c.forget()
	return nil
}

// folders returns the folders of programs.
func (c *compiler) folders(programs ...*example.Program) []string {
	folders := make([]string, len(programs))
	for i, p := range programs {
		folders[i] = programFolder(c.dir, p)
	}
	return folders
}

func (c *compiler) goCommand(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	return cmd
}

// A modulePackage is what go list says of a package.
type modulePackage struct {
	ImportPath string
	Dir        string
	Standard   bool
	GoFiles    []string
	SFiles     []string
	EmbedFiles []string
	Deps       []string
	Module     *listedModule
	Error      *struct{ Err string }
}

// makeKeys says of each program what its module depends on, as a hash: the
// sources of all packages that it is made of, the version of Go, its settings
// and the flags, and with them what is checked.
func (c *compiler) makeKeys(ctx context.Context, programs []*example.Program) error {
	info, err := goOutput(c.goCommand(ctx, "env", "GOVERSION", "GOFLAGS", "GOEXPERIMENT", "GOWASM"))
	if err != nil {
		return err
	}
	c.goInfo = string(info)
	args := []string{"list", "-tags=notesite", "-e", "-deps", "-json=ImportPath,Dir,Standard,GoFiles,SFiles,EmbedFiles,Deps,Module,Error", "--"}
	listed, err := goOutput(c.goCommand(ctx, append(args, c.folders(programs...)...)...))
	if err != nil {
		return err
	}
	list, err := decodeList[modulePackage](listed)
	if err != nil {
		return err
	}
	packages := map[string]*modulePackage{}
	sums := map[string]string{}
	for _, p := range list {
		if !p.Standard {
			packages[p.ImportPath], sums[p.ImportPath] = p, p.sum()
		}
	}
	c.keys = map[*example.Program]string{}
	for _, program := range programs {
		for imp, p := range packages {
			if !strings.HasSuffix("/"+imp, "/"+program.Dir) {
				continue
			}
			h := sha256.New()
			fmt.Fprintln(h, moduleVersion, c.goInfo, buildFlags, sandbox.MemoryPages, moduleSeed, program.Output, sums[imp])
			for _, dep := range p.Deps {
				if sum := sums[dep]; sum != "" {
					fmt.Fprintln(h, dep, sum)
				}
			}
			c.keys[program] = hex.EncodeToString(h.Sum(nil)[:16])
		}
	}
	return nil
}

// sum identifies the sources of a package: by the version of its module, or,
// if that is in a folder of somebody's own, by their content.
func (p *modulePackage) sum() string {
	h := sha256.New()
	if m := p.Module; m != nil && !m.Main && m.Version != "" && (m.Replace == nil || m.Replace.Version != "") {
		if m.Replace != nil {
			m = m.Replace
		}
		fmt.Fprintln(h, m.Path, m.Version)
		return hex.EncodeToString(h.Sum(nil))
	}
	for _, name := range slices.Concat(p.GoFiles, p.SFiles, p.EmbedFiles) {
		addFile(h, p.Dir, name)
	}
	if p.Error != nil {
		fmt.Fprintln(h, p.Error.Err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func addFile(h hash.Hash, dir, name string) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	fmt.Fprintln(h, name, len(data), err)
	h.Write(data)
}

// make runs a program in the sandbox, which is compiled in a file or, where that
// is not there, has still to be.
func (c *compiler) make(ctx context.Context, p *example.Program, compiled string) (*module, error) {
	m := &module{Go: strings.Fields(c.goInfo)[0]}
	dir, err := os.MkdirTemp("", "notesite-module-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	code, err := os.ReadFile(compiled)
	if errors.Is(err, fs.ErrNotExist) {
		compiled = filepath.Join(dir, "module.wasm")
		cmd := c.goCommand(ctx, slices.Concat(buildFlags, []string{"-o", compiled}, c.folders(p))...)
		if out, err := cmd.CombinedOutput(); err != nil {
			if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || ctx.Err() != nil {
				return nil, err
			}
			m.Fault = firstFault(string(out))
			return m, nil
		}
		code, err = os.ReadFile(compiled)
	}
	if err != nil {
		return nil, err
	}
	if code, err = sandbox.LimitMemory(code, sandbox.MemoryPages); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(code)
	m.Size, m.Hash = len(code), hex.EncodeToString(sum[:])
	if err := m.try(ctx, code, p); err != nil || m.trial(p).Result != example.Runs {
		return m, err
	}
	if len(m.Blocks) == 0 {
		// What cannot be traced has no picture; it is none the worse for it.
		if m.Blocks, err = c.goroutines(ctx, p, dir); err != nil && ctx.Err() != nil {
			return nil, err
		}
	}
	m.packed, err = pack(code)
	return m, err
}

// pack compresses a module.
func pack(code []byte) ([]byte, error) {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	if _, err := zip.Write(code); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// compilerSays is a line that go build prints about a file.
var compilerSays = regexp.MustCompile(`(?m)^\S*\.go:\d+:\d+: .*$`)

// firstFault returns the first thing that the compiler says.
func firstFault(out string) string {
	if line := compilerSays.FindString(out); line != "" {
		return line
	}
	return lastLine(out)
}

// try runs the module once.
func (m *module) try(ctx context.Context, code []byte, p *example.Program) error {
	t, forks, err := tryOnce(ctx, code, p, false)
	if err != nil {
		return err
	}
	m.Forks = forks
	m.Stop, m.Exit, m.Stdout = t.Stop, t.Exit, t.Stdout()
	for _, mark := range t.Marks {
		m.Blocks = example.AddBlock(m.Blocks, mark.Name, mark.Time)
	}
	for _, w := range t.Writes {
		if w.Stream == 2 {
			m.Stderr += string(w.Data)
		}
	}
	return nil
}

// tryOnce runs a module in the sandbox, as its page does.
func tryOnce(ctx context.Context, code []byte, p *example.Program, traced bool) (t *sandbox.Transcript, forks bool, err error) {
	compiled, err := sandbox.Compile(ctx, code)
	if err != nil {
		return nil, false, err
	}
	defer compiled.Close(ctx)
	in := p.Inputs()
	limits := sandbox.Default
	limits.Real = trialTime
	t, err = compiled.Run(ctx, sandbox.Config{
		Args: append([]string{p.Name()}, strings.Fields(in.DefaultArgs)...), Stdin: in.DefaultStdin, Seed: moduleSeed, Limits: limits, Trace: traced,
	})
	if err == nil {
		err = ctx.Err()
	}
	return t, compiled.StartsOthers(), err
}

// writeModules writes the modules that pages run, as scripts: from file:// a
// page can load nothing else.
func writeModules(ctx context.Context, modules map[*example.Program]*module, out *output) error {
	var names []string
	var running []*example.Program
	for p := range modules {
		if p.Trial.Result == example.Runs {
			running = append(running, p)
			names = append(names, render.ModuleURL(p))
		}
	}
	if err := out.add(names...); err != nil {
		return err
	}
	return parallel(ctx, len(running), func(i int) error {
		p := running[i]
		name := render.ModuleURL(p)
		if out.keep(name) {
			return nil
		}
		m := modules[p]
		packed := m.packed
		if packed == nil {
			var err error
			if packed, err = os.ReadFile(m.file); err != nil {
				return fmt.Errorf("read module: %w", err)
			}
		}
		return out.write(name, fmt.Appendf(nil, "notesite.module(%q,%q)\n", p.Trial.Hash, base64.StdEncoding.EncodeToString(packed)))
	})
}

package build

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"notesite/internal/example"
	"notesite/internal/problem"
)

// resolveNames finds what the names in the programs mean. That they cannot be
// found, for lack of Go, is a problem of the first of them. own are the folders of
// packages of the programs' own module that this depends on, besides them.
func resolveNames(ctx context.Context, cfg Config, programs []*example.Program) (own []string, err error) {
	known.Lock()
	defer known.Unlock()
	err = example.Resolve(programs, func(imports []string) (*example.Packages, error) {
		start := time.Now()
		key := moduleFiles(cfg.Examples) + strings.Join(imports, " ")
		if known.packages != nil && known.key == key && known.stamp != "" && known.stamp == foldersStamp(known.own, start) {
			own = known.own
			return known.packages, nil
		}
		packages, listed, err := listPackages(ctx, cfg.Examples, imports)
		if err == nil {
			own = listed
			known.key, known.packages, known.own, known.stamp = key, packages, own, foldersStamp(own, start)
		}
		return packages, err
	})
	if err != nil && ctx.Err() == nil {
		programs[0].Problems = append(programs[0].Problems, problem.Problem{
			Pos: token.Position{Filename: programs[0].Dir}, Rule: problem.NoNames, Severity: problem.Warning,
			Message: "names in programs lead nowhere: " + err.Error(), Hint: "install the Go that the programs want",
		})
	}
	return own, ctx.Err()
}

// known are the packages of the build before: while a site is served, the
// programs change, and seldom what they import.
var known struct {
	sync.Mutex
	key      string
	packages *example.Packages
	own      []string // folders of those that may change
	stamp    string   // of these folders
}

// moduleFiles returns a folder's name and all that decides about the versions
// of what is imported there.
func moduleFiles(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	key := dir + "\n"
	for {
		for _, name := range []string{"go.mod", "go.sum", "go.work", "go.work.sum", "vendor/modules.txt"} {
			if data, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
				key += string(data)
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return key
		}
		dir = parent
	}
}

// A listedPackage is what go list says of a package.
type listedPackage struct {
	ImportPath string
	Dir        string
	Export     string // file of export data
	Root       string // GOROOT, for the standard library
	Standard   bool
	Doc        string // first sentence of its comment
	Module     *listedModule
	Error      *struct{ Err string }
}

type listedModule struct {
	Path    string
	Version string
	Main    bool
	Replace *listedModule
}

// documentation returns the address of a package's documentation, if it is
// published.
func (p *listedPackage) documentation() string {
	const site = "https://pkg.go.dev/"
	if p.Standard {
		return site + p.ImportPath
	}
	m := p.Module
	if m == nil {
		return ""
	}
	inside := strings.TrimPrefix(p.ImportPath, m.Path)
	if m.Replace != nil {
		m = m.Replace
	}
	if m.Main || m.Version == "" {
		return ""
	}
	return site + m.Path + "@" + m.Version + inside
}

// listPackages asks the go command, in the folder of the programs, for the
// packages that they import. It compiles those, which runs nothing of them,
// and is quick when they are compiled already. own are the folders of those of the
// module that the programs belong to.
func listPackages(ctx context.Context, dir string, imports []string) (found *example.Packages, own []string, err error) {
	args := []string{"list", "-e", "-export", "-deps", "-json=ImportPath,Dir,Export,Root,Standard,Doc,Module,Error", "--", "builtin"}
	cmd := exec.CommandContext(ctx, "go", append(args, imports...)...)
	cmd.Dir = dir
	out, err := goOutput(cmd)
	if err != nil {
		return nil, nil, err
	}
	list, err := decodeList[listedPackage](out)
	if err != nil {
		return nil, nil, err
	}
	x := &exports{packages: map[string]*listedPackage{}}
	found = &example.Packages{Fset: token.NewFileSet(), Importer: x, Docs: map[string]example.PackageDoc{}}
	goroot := ""
	for _, p := range list {
		x.packages[p.ImportPath] = p
		if url := p.documentation(); url != "" {
			found.Docs[p.ImportPath] = example.PackageDoc{URL: url, Synopsis: p.Doc}
		}
		if p.Standard {
			goroot = p.Root
		}
		if p.Module != nil && p.Module.Main {
			own = append(own, p.Dir)
		}
	}
	x.gc = importer.ForCompiler(found.Fset, "gc", x.open)
	found.ReadFile = func(name string) ([]byte, error) {
		if rest, ok := strings.CutPrefix(name, "$GOROOT/"); ok {
			name = path.Join(filepath.ToSlash(goroot), rest)
		}
		// A //line directive can name any file.
		if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() || path.Ext(name) != ".go" {
			return nil, fmt.Errorf("%q is no Go file", name)
		}
		return os.ReadFile(name)
	}
	return found, own, nil
}

// goOutput runs a go command and returns what it prints; an error has the last line
// of what it says.
func goOutput(cmd *exec.Cmd) ([]byte, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = errors.New(lastLine(stderr.String()))
	}
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", cmd.Args[1], err)
	}
	return out, nil
}

// decodeList reads what go list -json prints.
func decodeList[P any](out []byte) ([]*P, error) {
	var list []*P
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(P)
		if err := d.Decode(p); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		list = append(list, p)
	}
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// exports imports packages from their export data.
type exports struct {
	packages map[string]*listedPackage
	gc       types.Importer
}

// Import implements types.Importer.
func (x *exports) Import(imp string) (*types.Package, error) {
	p := x.packages[imp]
	switch {
	case p == nil:
		return nil, errors.New("go list does not know it")
	case p.Export == "" && p.Error != nil:
		message, _, _ := strings.Cut(p.Error.Err, "\n")
		return nil, errors.New(message)
	case p.Export == "":
		return nil, errors.New("it does not compile")
	}
	pkg, err := x.gc.Import(imp)
	if err != nil {
		// Such as those of a Go that is newer than notesite.
		return nil, fmt.Errorf("%w: %w", example.ErrPackages, err)
	}
	return pkg, nil
}

func (x *exports) open(imp string) (io.ReadCloser, error) {
	p := x.packages[imp]
	if p == nil || p.Export == "" {
		return nil, fmt.Errorf("no export data of %q", imp)
	}
	return os.Open(p.Export)
}

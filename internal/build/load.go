package build

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"notesite/internal/canvas"
	"notesite/internal/example"
	"notesite/internal/note"
	"notesite/internal/problem"
	"notesite/internal/render"
	"notesite/internal/site"
)

// Load reads and links a vault. What is wrong with a file is a problem of
// the site; an error means that there is no site to speak of.
func Load(ctx context.Context, cfg Config) (*site.Site, error) {
	vault, err := openVault(cfg)
	if err != nil {
		return nil, err
	}
	defer vault.Close()
	return load(ctx, cfg, vault, nil)
}

// Check does what Load does, and makes the formulas and diagrams of all notes,
// to find those that cannot be.
func Check(ctx context.Context, cfg Config) (*site.Site, error) {
	s, err := Load(ctx, cfg)
	if err != nil {
		return nil, err
	}
	var found problems
	err = parallel(ctx, len(s.Notes), func(i int) error {
		found.add(render.Check(s.Notes[i].Note)...)
		return nil
	})
	found.addTo(s)
	return s, err
}

// problems are found by several goroutines.
type problems struct {
	mu   sync.Mutex
	list []problem.Problem
}

// add adds problems; their files are named as in the vault.
func (ps *problems) add(found ...problem.Problem) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.list = append(ps.list, found...)
}

// addTo adds them to a site's.
func (ps *problems) addTo(s *site.Site) {
	for _, p := range ps.list {
		p.Pos.Filename = path.Join(s.NotesDir, p.Pos.Filename)
		s.Problems = append(s.Problems, p)
	}
	problem.Sort(s.Problems)
}

// readingGC is the collector's target while notes are read, in per cent.
const readingGC = 200

// openVault opens the folder of notes.
func openVault(cfg Config) (*folders, error) {
	root, err := os.OpenRoot(cfg.Notes)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no folder %q to read notes from; name it with --notes DIR", cfg.Notes)
	}
	if err != nil {
		return nil, fmt.Errorf("open notes: %w", err)
	}
	return newFolders(root), nil
}

func load(ctx context.Context, cfg Config, vault *folders, known *memory) (*site.Site, error) {
	// Most of what reading makes is garbage at once. To collect it half as often
	// saves a fifth of the time, and takes less memory than rendering does later.
	defer debug.SetGCPercent(debug.SetGCPercent(readingGC))
	var v site.Vault
	paths, err := findFiles(cfg, vault.FS(), &v)
	if err != nil {
		return nil, fmt.Errorf("read folder %q: %w", cfg.Notes, err)
	}
	g, reading := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		v.Programs, err = readPrograms(reading, cfg, known)
		return err
	})
	g.Go(func() error { return readDocuments(reading, vault, paths, known, &v) })
	var undated []problem.Problem
	if cfg.GitDates {
		g.Go(func() (err error) {
			v.Changes, err = lastChanges(reading, cfg.Notes, notesAmong(paths))
			if err != nil && ctx.Err() == nil {
				undated = append(undated, problem.Problem{
					Rule: problem.NoDates, Severity: problem.Warning, Message: "git does not say when notes were changed: " + err.Error(),
					Hint: "fetch the whole history (fetch-depth: 0), or take dates: git out of notesite.yaml",
				})
			}
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	v.Problems = append(v.Problems, undated...)
	sc := cfg.Site
	sc.NotesDir = filepath.ToSlash(cfg.Notes)
	sc.Reserved = []string{
		render.IconURL, render.SitemapURL, render.RSSURL, render.AtomURL, render.DataURL, render.GraphDataURL,
		render.RobotsURL, render.LLMsURL, render.LLMsFullURL, render.SearchDir, render.PreviewDir, render.FolderDir,
		render.CardDir, render.ManifestURL, render.ModuleDir,
	}
	for _, sheet := range render.StyleSheets {
		sc.Reserved = append(sc.Reserved, sheet.URL)
	}
	sc.Reserved = append(sc.Reserved, render.IconURLs...)
	for _, script := range render.Scripts {
		sc.Reserved = append(sc.Reserved, script.URL)
	}
	return site.New(sc, v), nil
}

// findFiles returns the paths of notes, canvases and bases and adds those of
// other files to the vault. Whatever begins with a dot is not part of it (rule 1), nor is
// the output folder, where that lies inside.
func findFiles(cfg Config, fsys fs.FS, v *site.Vault) ([]string, error) {
	var documents []string
	out := relativeTo(cfg.Notes, cfg.Out)
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && p == ".":
			return err
		case err != nil:
			v.Problems = append(v.Problems, unreadable(p, err))
			return nil
		case p == ".":
			return nil
		case d.Name()[0] == '.', p == out:
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		if err := checkRegular(fsys, p, d); err != nil {
			v.Problems = append(v.Problems, unreadable(p, err))
			return nil
		}
		switch strings.ToLower(path.Ext(p)) {
		case ".md", ".canvas", ".base":
			documents = append(documents, p)
		default:
			v.Files = append(v.Files, p)
		}
		return nil
	})
	return documents, err
}

// notesAmong returns the paths of notes.
func notesAmong(paths []string) []string {
	return slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !strings.EqualFold(path.Ext(p), ".md") })
}

// checkRegular returns an error for what is not a file with content: a pipe,
// or a symbolic link that leads to a folder or out of the vault.
func checkRegular(fsys fs.FS, p string, d fs.DirEntry) error {
	if d.Type().IsRegular() {
		return nil
	}
	info, err := fs.Stat(fsys, p)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("a symbolic link to a folder is not followed")
	case !info.Mode().IsRegular():
		return errors.New("not a regular file")
	}
	return nil
}

// relativeTo returns where dir lies below base, slash-separated, or "".
func relativeTo(base, dir string) string {
	b, err1 := filepath.Abs(base)
	d, err2 := filepath.Abs(dir)
	if dir == "" || err1 != nil || err2 != nil {
		return ""
	}
	rel, err := filepath.Rel(b, d)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return ""
	}
	return filepath.ToSlash(rel)
}

func unreadable(p string, err error) problem.Problem {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return problem.Problem{
		Pos:  token.Position{Filename: p},
		Rule: problem.Unreadable, Severity: problem.Error,
		Message: "cannot be read: " + err.Error(), Hint: "the rest of the site is built without it",
	}
}

// readDocuments reads notes, canvases and bases, some at a time.
func readDocuments(ctx context.Context, vault *folders, paths []string, known *memory, v *site.Vault) error {
	documents := make([]document, len(paths))
	told := make([]bool, len(paths)) // apart from later versions
	var found problems
	err := parallel(ctx, len(paths), func(i int) error {
		var err error
		if documents[i], told[i], err = readDocument(vault, paths[i], known); err != nil {
			found.add(unreadable(paths[i], err))
		}
		return nil
	})
	v.Problems = append(v.Problems, found.list...)
	remembered := make(map[string]document, len(paths))
	for i, d := range documents {
		switch {
		case d.note != nil:
			v.Notes = append(v.Notes, d.note)
		case d.canvas != nil:
			v.Canvases = append(v.Canvases, d.canvas)
		case d.base != nil:
			v.Bases = append(v.Bases, site.BaseFile{Path: paths[i], Source: d.base})
		}
		if told[i] {
			remembered[paths[i]] = d
		}
	}
	known.keep(remembered)
	return err
}

// readDocument reads one, unless it is known. told says whether its stamp tells it
// from later versions.
func readDocument(vault *folders, name string, known *memory) (d document, told bool, err error) {
	info, err := vault.stat(name)
	if err != nil {
		return d, false, err
	}
	stamp, told := stampOf(info, time.Now())
	if d, ok := known.document(name, stamp); ok {
		return d, told, nil
	}
	src, err := vault.readFile(name)
	if err != nil {
		return d, false, err
	}
	d.stamp = stamp
	switch strings.ToLower(path.Ext(name)) {
	case ".md":
		d.note = note.Parse(name, src)
	case ".canvas":
		d.canvas = canvas.Parse(name, src)
	default:
		d.base = src
	}
	return d, told, nil
}

// parallel calls do for 0 to n-1, on all processors, until one call fails or
// ctx ends.
func parallel(ctx context.Context, n int, do func(i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	const chunk = 8 // so that claiming work costs little
	var mu sync.Mutex
	next := 0
	for range min(runtime.GOMAXPROCS(0), n) {
		g.Go(func() error {
			for {
				mu.Lock()
				from := next
				next += chunk
				mu.Unlock()
				for i := from; i < min(from+chunk, n); i++ {
					if err := ctx.Err(); err != nil {
						return err
					}
					if err := do(i); err != nil {
						return err
					}
				}
				if from >= n {
					return nil
				}
			}
		})
	}
	return g.Wait()
}

// readPrograms reads the programs and finds what the names in them mean, unless
// that is known.
func readPrograms(ctx context.Context, cfg Config, known *memory) ([]*example.Program, error) {
	start := time.Now()
	if known != nil && cfg.Examples != "" {
		if stamp := programsStamp(cfg.Examples, known.own, start); stamp != "" && stamp == known.programsStamp {
			return known.programs, nil
		}
		known.programs, known.own, known.programsStamp, known.modules = nil, nil, "", nil
	}
	programs, err := loadPrograms(cfg)
	if err != nil || len(programs) == 0 {
		return nil, err
	}
	own, err := resolveNames(ctx, cfg, programs)
	if known != nil && err == nil {
		known.programs, known.own, known.programsStamp = programs, own, programsStamp(cfg.Examples, own, start)
	}
	return programs, err
}

func loadPrograms(cfg Config) ([]*example.Program, error) {
	if cfg.Examples == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(cfg.Examples)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no folder %q to read programs from; name it with --examples DIR", cfg.Examples)
	}
	if err != nil {
		return nil, fmt.Errorf("open examples: %w", err)
	}
	defer root.Close()
	return example.LoadAll(root.FS(), programsName(cfg.Examples))
}

// programFolder returns the folder of a program as the go command names it in the
// folder of all programs: "./loop".
func programFolder(dir string, p *example.Program) string {
	return "./" + strings.TrimPrefix(strings.TrimPrefix(p.Dir, programsName(dir)), "/")
}

// programsName returns what notes call the folder of the programs.
func programsName(dir string) string {
	name := path.Clean(filepath.ToSlash(dir))
	if !filepath.IsLocal(dir) {
		name = path.Base(name)
	}
	return name
}

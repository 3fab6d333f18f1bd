package build

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// manifestName is the file in the output folder that lists what notesite
// wrote there. Only what it lists is ever deleted.
const manifestName = ".notesite-manifest.json"

// tempPrefix begins the names of files that are being written.
const tempPrefix = ".notesite-tmp-"

// An output is the folder that a site is written to. A file there is
// replaced whole or not at all, and left alone when nothing changed.
type output struct {
	dir   string
	files *folders
	old   []string // what the last build wrote, sorted
	names []string // what this one writes, sorted

	temps     atomic.Int64
	written   atomic.Int64
	unchanged atomic.Int64
	removed   int
}

// manifest is the content of the file of that name.
type manifest struct {
	Note  string   `json:"note"`
	Files []string `json:"files"`
}

// openOutput opens the output folder, making it if it is not there. It
// refuses a folder that holds the sources, or files that notesite did not
// write.
func openOutput(cfg Config) (*output, error) {
	for _, source := range []struct{ what, dir string }{
		{"notes", cfg.Notes}, {"examples", cfg.Examples}, {"theme", cfg.Theme},
	} {
		if source.dir != "" && contains(cfg.Out, source.dir) {
			return nil, fmt.Errorf("refuse to write into %q: it holds the %s in %q; choose another folder with --out DIR",
				cfg.Out, source.what, source.dir)
		}
	}
	if err := os.MkdirAll(cfg.Out, 0o755); err != nil {
		return nil, fmt.Errorf("make output folder: %w", err)
	}
	root, err := os.OpenRoot(cfg.Out)
	if err != nil {
		return nil, fmt.Errorf("open output folder: %w", err)
	}
	o := &output{dir: cfg.Out, files: newFolders(root)}
	if err := o.readManifest(); err != nil {
		o.Close()
		return nil, err
	}
	if err := o.checkForeign(); err != nil {
		o.Close()
		return nil, err
	}
	return o, nil
}

// contains reports whether dir is outer or lies below it, links resolved.
func contains(outer, dir string) bool {
	return relativeTo(resolve(outer), resolve(dir)) != ""
}

// resolve resolves the links in a path as far as it exists.
func resolve(p string) string {
	abs, err := filepath.Abs(p)
	if err != nil {
		return p
	}
	rest := ""
	for dir := abs; ; dir = filepath.Dir(dir) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		if dir == filepath.Dir(dir) {
			return abs
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
}

func (o *output) readManifest() error {
	data, err := o.files.readFile(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read manifest: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("read manifest %s: %w; delete the folder to build it anew", filepath.Join(o.dir, manifestName), err)
	}
	slices.Sort(m.Files)
	o.old = m.Files
	return nil
}

// checkForeign refuses a folder with files that no build of ours wrote. Dot
// files may stand there: .git, .gitignore, .nojekyll. Left-overs of a build
// that was cut short are removed.
func (o *output) checkForeign() error {
	var foreign []string
	err := fs.WalkDir(o.files.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p == ".":
			return nil
		case strings.HasPrefix(d.Name(), tempPrefix):
			return o.files.root.Remove(filepath.FromSlash(p))
		case d.Name()[0] == '.':
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		if _, ours := slices.BinarySearch(o.old, p); !ours {
			foreign = append(foreign, p)
		}
		if len(foreign) == 4 {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look through output folder: %w", err)
	}
	if len(foreign) == 0 {
		return nil
	}
	more := ""
	if len(foreign) == 4 {
		foreign, more = foreign[:3], ", …"
	}
	return fmt.Errorf("refuse to write into %q: notesite did not write %s%s there; remove them, or choose another folder with --out DIR",
		o.dir, strings.Join(foreign, ", "), more)
}

// begin says what this build will write. The manifest lists old and new
// files from here on, so that a build that is cut short can be gone on with.
func (o *output) begin(names []string) error {
	o.names = slices.Clone(names)
	slices.Sort(o.names)
	return o.extend()
}

// add is begin for files that turned out to be needed. It must not be called
// while others are written.
func (o *output) add(names ...string) error {
	o.names = append(o.names, names...)
	slices.Sort(o.names)
	o.names = slices.Compact(o.names)
	return o.extend()
}

// extend has the manifest list what will be written beside what is there.
func (o *output) extend() error {
	all := slices.Concat(o.old, o.names)
	slices.Sort(all)
	all = slices.Compact(all)
	if slices.Equal(all, o.old) {
		return nil
	}
	return o.writeManifest(all)
}

func (o *output) writeManifest(files []string) error {
	data, err := json.MarshalIndent(manifest{Note: "what notesite wrote here, and may delete", Files: files}, "", "  ")
	if err != nil {
		return err
	}
	return o.replace(manifestName, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}

// write makes sure that a file has this content.
func (o *output) write(name string, data []byte) error {
	if _, known := slices.BinarySearch(o.old, name); known {
		if old, err := o.files.readFile(name); err == nil && bytes.Equal(old, data) {
			o.unchanged.Add(1)
			return nil
		}
	}
	o.written.Add(1)
	return o.replace(name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// keep reports whether a file is there that an earlier build wrote. It is for
// files whose names say what they hold.
func (o *output) keep(name string) bool {
	if _, known := slices.BinarySearch(o.old, name); !known {
		return false
	}
	dir, base, err := o.files.at(name)
	if err != nil {
		return false
	}
	if info, err := dir.Lstat(base); err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	o.unchanged.Add(1)
	return true
}

// copy makes sure that a file has the content of src.
func (o *output) copy(name string, src *os.File) error {
	if same, err := o.same(name, src); err != nil {
		return fmt.Errorf("compare attachment: %w", err)
	} else if same {
		o.unchanged.Add(1)
		return nil
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("copy attachment: %w", err)
	}
	o.written.Add(1)
	return o.replace(name, func(w io.Writer) error {
		_, err := io.Copy(w, src)
		return err
	})
}

// same reports whether a file of the output has the content of src.
func (o *output) same(name string, src *os.File) (bool, error) {
	dir, base, err := o.files.at(name)
	if err != nil {
		return false, nil // not there yet
	}
	old, err := dir.Open(base)
	if err != nil {
		return false, nil // not there, or not to be read: it is written anew
	}
	defer old.Close()
	a, err := src.Stat()
	if err != nil {
		return false, err
	}
	b, err := old.Stat()
	if err != nil || a.Size() != b.Size() {
		return false, err
	}
	bufA, bufB := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		n, errA := io.ReadFull(src, bufA)
		m, errB := io.ReadFull(old, bufB)
		if n != m || !bytes.Equal(bufA[:n], bufB[:m]) {
			return false, nil
		}
		if errors.Is(errA, io.EOF) || errors.Is(errA, io.ErrUnexpectedEOF) {
			return errA == errB, nil
		}
		if errA != nil || errB != nil {
			return false, errors.Join(errA, errB)
		}
	}
}

// replace writes a file beside the one that it then takes the place of, so
// that a reader, or a crash, meets the old one or the new one, whole.
func (o *output) replace(name string, fill func(io.Writer) error) error {
	fail := func(err error) error {
		return fmt.Errorf("write %s: %w", filepath.Join(o.dir, filepath.FromSlash(name)), err)
	}
	if err := o.files.make(name); err != nil {
		return fail(err)
	}
	dir, base, err := o.files.at(name)
	if err != nil {
		return fail(err)
	}
	temp := filepath.Join(filepath.Dir(base), tempPrefix+strconv.FormatInt(o.temps.Add(1), 10))
	f, err := dir.Create(temp)
	if err != nil {
		return fail(err)
	}
	err = fill(f)
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err == nil {
		err = dir.Rename(temp, base)
	}
	if err != nil {
		_ = dir.Remove(temp)
		return fail(err)
	}
	return nil
}

// finish removes what the last build wrote and this one did not, and the
// folders that this leaves empty, and writes the manifest.
func (o *output) finish() error {
	if err := o.files.forget(); err != nil {
		return fmt.Errorf("close output folder: %w", err)
	}
	root := o.files.root
	for _, name := range o.old {
		if _, keep := slices.BinarySearch(o.names, name); keep || !fs.ValidPath(name) {
			continue
		}
		err := root.Remove(filepath.FromSlash(name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("remove stale page: %w", err)
		}
		o.removed++
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if root.Remove(filepath.FromSlash(dir)) != nil {
				break // not empty
			}
		}
	}
	if slices.Equal(o.old, o.names) {
		return nil
	}
	return o.writeManifest(o.names)
}

// Close closes the folder.
func (o *output) Close() error { return o.files.Close() }

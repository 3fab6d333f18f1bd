package build

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// maxFolders is how many folders are held open at once.
const maxFolders = 256

// folders is a tree of folders that files are read from or written to, and
// that nothing leads out of. os.Root opens every folder on the way to a file
// each time; folders keeps them open, so that a file costs one call.
type folders struct {
	root *os.Root

	mu   sync.Mutex
	open map[string]*os.Root // by path
}

func newFolders(root *os.Root) *folders {
	return &folders{root: root, open: map[string]*os.Root{".": root}}
}

// at returns the folder of a file, slash-separated, and the file's name in
// it. Beyond maxFolders it is the root and the whole path.
func (f *folders) at(name string) (*os.Root, string, error) {
	name = filepath.FromSlash(name)
	dir := filepath.Dir(name)
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.open[dir]; r != nil {
		return r, filepath.Base(name), nil
	}
	if len(f.open) >= maxFolders {
		return f.root, name, nil
	}
	r, err := f.root.OpenRoot(dir)
	if err != nil {
		return nil, "", err
	}
	f.open[dir] = r
	return r, filepath.Base(name), nil
}

// make makes the folder of a file, if it is not there.
func (f *folders) make(name string) error {
	dir := filepath.Dir(filepath.FromSlash(name))
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open[dir] != nil {
		return nil
	}
	return f.root.MkdirAll(dir, 0o755)
}

// stat describes a file.
func (f *folders) stat(name string) (fs.FileInfo, error) {
	dir, base, err := f.at(name)
	if err != nil {
		return nil, err
	}
	return dir.Stat(base)
}

// readFile reads a file.
func (f *folders) readFile(name string) ([]byte, error) {
	dir, base, err := f.at(name)
	if err != nil {
		return nil, err
	}
	return dir.ReadFile(base)
}

// forget closes the folders that may be removed now.
func (f *folders) forget() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var errs []error
	for dir, r := range f.open {
		if r != f.root {
			errs = append(errs, r.Close())
			delete(f.open, dir)
		}
	}
	return errors.Join(errs...)
}

// FS returns the tree as a file system.
func (f *folders) FS() fs.FS { return f.root.FS() }

// Close closes all folders.
func (f *folders) Close() error { return errors.Join(f.forget(), f.root.Close()) }

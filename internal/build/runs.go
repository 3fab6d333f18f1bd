package build

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"notesite/internal/highlight"
)

// runsFile is the file in the cache that remembers how slow languages were
// highlighted.
const runsFile = "runs"

// loaded are the caches that were loaded. What a process has found out itself
// it still knows.
var loaded sync.Map

// loadRuns makes known what an earlier run has highlighted. A file that is
// not there, or cannot be used, is one that will be written anew.
func loadRuns(cache string) {
	if cache == "" {
		return
	}
	if _, again := loaded.LoadOrStore(cache, true); again {
		return
	}
	if file, err := os.Open(filepath.Join(cache, runsFile)); err == nil {
		defer file.Close()
		_ = highlight.Load(file)
	}
}

// saveRuns remembers what was highlighted. That it cannot is no reason to
// fail.
func saveRuns(cache string) {
	if cache == "" || !highlight.Changed() || os.MkdirAll(cache, 0o755) != nil {
		return
	}
	var b bytes.Buffer
	if highlight.Save(&b) != nil {
		return
	}
	_ = replaceFile(filepath.Join(cache, runsFile), b.Bytes())
}

// replaceFile writes a file beside the old one and renames it, since several
// processes may be at it.
func replaceFile(name string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), tempPrefix+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("write %q: %w", name, err)
	}
	return os.Rename(f.Name(), name)
}

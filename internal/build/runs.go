package build

import (
	"bytes"
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
	// Written beside and renamed, since several processes may be at it.
	file, err := os.CreateTemp(cache, runsFile+"-*")
	if err != nil {
		return
	}
	_, err = file.Write(b.Bytes())
	if file.Close() != nil || err != nil || os.Rename(file.Name(), filepath.Join(cache, runsFile)) != nil {
		_ = os.Remove(file.Name())
	}
}

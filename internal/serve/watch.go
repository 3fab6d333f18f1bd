package serve

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"notesite/internal/build"
)

// quiet is how long nothing must have changed before the site is built: an
// editor saves in several steps.
const quiet = 30 * time.Millisecond

// A watcher tells when a source of the site changes.
type watcher struct {
	fs      *fsnotify.Watcher
	out     string          // absolute; what happens in it is our own doing
	config  string          // absolute; the configuration file, or empty
	sources map[string]bool // the folders that are watched, absolute
}

// newWatcher watches the notes, the programs and the theme, and a configuration
// file, which need not be there; its name may be empty.
func newWatcher(cfg build.Config, configFile string) (*watcher, error) {
	fsw, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	w := &watcher{fs: fsw, out: absolute(cfg.Out), sources: map[string]bool{}}
	if configFile != "" {
		// Editors put another file in its place, so it is its folder that is watched.
		w.config = absolute(configFile)
		if err := fsw.Add(filepath.Dir(configFile)); err != nil {
			fsw.Close()
			return nil, fmt.Errorf("watch %q: %w", configFile, err)
		}
	}
	for _, dir := range []string{cfg.Notes, cfg.Examples, cfg.Theme} {
		if dir == "" {
			continue
		}
		if err := w.add(dir); err != nil {
			fsw.Close()
			return nil, fmt.Errorf("watch %q: %w", dir, err)
		}
	}
	return w, nil
}

// add watches a folder and those below it: fsnotify does not go into them by
// itself.
func (w *watcher) add(dir string) error {
	return filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // gone, or not to be read: the build says so
		case !d.IsDir():
			return nil
		case p != dir && ignored(p):
			return filepath.SkipDir
		}
		abs := absolute(p)
		if abs == w.out {
			return filepath.SkipDir
		}
		w.sources[abs] = true
		return w.fs.Add(p)
	})
}

// absolute returns the absolute path of a file. Where that cannot be told, there is
// no current folder, and nothing relative to it.
func absolute(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	return abs
}

// ignored reports whether a change to a file says nothing of the site: hidden
// files, and what editors leave while they save.
func ignored(p string) bool {
	base := filepath.Base(p)
	return strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") || base == "4913"
}

// run calls changed after each burst of changes, until ctx ends, and says whether
// the configuration is among them.
func (w *watcher) run(ctx context.Context, changed func(config bool)) {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	config := false
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-w.fs.Events:
			if !ok {
				return
			}
			name := absolute(event.Name)
			switch {
			case event.Op == fsnotify.Chmod || ignored(name):
				continue
			case name == w.config:
				config = true
			case !w.sources[filepath.Dir(name)]:
				continue // beside the configuration
			}
			if event.Has(fsnotify.Create) {
				_ = w.add(event.Name) // a new folder, perhaps with files in it
			}
			timer.Reset(quiet)
		case _, ok := <-w.fs.Errors:
			if !ok {
				return
			}
			// Events were lost: build to be sure.
			config = w.config != ""
			timer.Reset(quiet)
		case <-timer.C:
			changed(config)
			config = false
		}
	}
}

// Close ends the watching.
func (w *watcher) Close() error { return w.fs.Close() }

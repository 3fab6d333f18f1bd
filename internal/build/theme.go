package build

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"notesite/internal/render"
	"notesite/theme"
)

// openTheme returns the theme that ships, or, where a folder is named, that
// folder laid over it.
func openTheme(dir string) (fs.FS, error) {
	if dir == "" {
		return theme.FS, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open theme: %w", err)
	}
	// The root stays open as long as the process: a theme is read whenever
	// the site is built.
	return overlay{root.FS(), theme.FS}, nil
}

// An overlay shows the files of over, and those of under that over lacks.
type overlay struct{ over, under fs.FS }

// Open implements fs.FS.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.over.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.under.Open(name)
	}
	return f, err
}

// ReadDir implements fs.ReadDirFS: the files of both, each once.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	over, err1 := fs.ReadDir(o.over, name)
	under, err2 := fs.ReadDir(o.under, name)
	if err1 != nil && err2 != nil {
		return nil, err2
	}
	entries := over
	for _, e := range under {
		if !slices.ContainsFunc(over, func(f fs.DirEntry) bool { return f.Name() == e.Name() }) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int {
		return bytes.Compare([]byte(a.Name()), []byte(b.Name()))
	})
	return entries, nil
}

// themeAssets returns the theme's own files as they are written, by address:
// the parts of the style sheet joined, and the icon.
func themeAssets(fsys fs.FS) (map[string][]byte, error) {
	parts, err := fs.Glob(fsys, "css/*.css")
	if err != nil {
		return nil, err
	}
	var style bytes.Buffer
	for _, part := range parts {
		data, err := fs.ReadFile(fsys, part)
		if err != nil {
			return nil, err
		}
		style.Write(bytes.TrimSpace(data))
		style.WriteString("\n")
	}
	icon, err := fs.ReadFile(fsys, "icon.svg")
	if err != nil {
		return nil, err
	}
	return map[string][]byte{render.StyleURL: style.Bytes(), render.IconURL: icon}, nil
}

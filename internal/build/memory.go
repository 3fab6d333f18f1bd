package build

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"notesite/internal/canvas"
	"notesite/internal/example"
	"notesite/internal/note"
)

// A memory is what a [Builder] knows of the builds before: what was read of files
// that have not changed since. A file has not if it has the size and the time that
// it had, and the time was not so late that it may have changed once more.
type memory struct {
	documents map[string]document // by path in the vault

	programs      []*example.Program
	own           []string                     // folders of other packages that they depend on
	programsStamp string                       // empty if they may have changed
	modules       map[*example.Program]*module // nil if not all of them are made
}

// A document is a note, a canvas or a base, as it was read.
type document struct {
	stamp  stamp
	note   *note.Note
	canvas *canvas.Canvas
	base   []byte
}

// A stamp says which version of a file was read.
type stamp struct {
	size     int64
	modified time.Time
}

// doubt is how long after it was changed a file may be changed again without a
// difference in its time, on file systems that keep it in whole seconds.
const doubt = 2 * time.Second

// stampOf returns the stamp of a file that is read at some time, and whether it
// tells later versions from this one.
func stampOf(info fs.FileInfo, read time.Time) (s stamp, tells bool) {
	return stamp{info.Size(), info.ModTime()}, read.Sub(info.ModTime()) > doubt
}

// document returns a file that was read before and has not changed.
func (m *memory) document(path string, s stamp) (document, bool) {
	if m == nil {
		return document{}, false
	}
	d, known := m.documents[path]
	return d, known && d.stamp == s
}

// keep remembers all documents that there are, and no others, when all are read.
func (m *memory) keep(documents map[string]document) {
	if m != nil {
		m.documents = documents
	}
}

// programsStamp identifies all that is below the folder of the programs, what
// decides about the versions of what they import, and the folders of packages of
// their own module, as they are read from a time on. It is empty if that cannot be
// told from a later state.
func programsStamp(dir string, own []string, read time.Time) string {
	others := foldersStamp(own, read)
	if others == "" {
		return ""
	}
	h := sha256.New()
	fmt.Fprintln(h, moduleFiles(dir), others)
	if !addStamps(h, dir, true, read) {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// foldersStamp identifies the files of some folders, without those below. It is
// empty if they cannot be told from a later state.
func foldersStamp(folders []string, read time.Time) string {
	h := sha256.New()
	for _, dir := range folders {
		if !addStamps(h, dir, false, read) {
			return ""
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// addStamps writes the stamps of a folder and what is in it, or also below. It
// reports whether they tell later versions.
func addStamps(w io.Writer, dir string, below bool, read time.Time) bool {
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != dir && !below {
			return fs.SkipDir
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		s, tells := stampOf(info, read)
		if !tells || !d.IsDir() && !d.Type().IsRegular() {
			return fs.ErrInvalid
		}
		fmt.Fprintln(w, name, s.size, s.modified.UnixNano())
		return nil
	})
	return err == nil
}

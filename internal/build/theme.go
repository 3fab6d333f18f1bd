package build

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"notesite/internal/card"
	"notesite/internal/highlight"
	"notesite/internal/render"
	"notesite/theme"
)

// themeFiles is the theme that ships, with a user's folder laid over it: it
// shows the files of the folder, and those that the folder lacks.
type themeFiles struct {
	own *os.Root // nil without a folder
}

// openTheme opens the theme; dir is the user's folder, or empty.
func openTheme(dir string) (themeFiles, error) {
	if dir == "" {
		return themeFiles{}, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return themeFiles{}, fmt.Errorf("open theme: %w", err)
	}
	return themeFiles{root}, nil
}

// Open implements fs.FS.
func (t themeFiles) Open(name string) (fs.File, error) {
	if t.own != nil {
		if f, err := t.own.FS().Open(name); !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return theme.FS.Open(name)
}

// ReadDir implements fs.ReadDirFS: the files of both, each once.
func (t themeFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	shipped, err := fs.ReadDir(theme.FS, name)
	if t.own == nil {
		return shipped, err
	}
	entries, ownErr := fs.ReadDir(t.own.FS(), name)
	if err != nil && ownErr != nil {
		return nil, err
	}
	for _, e := range shipped {
		if !slices.ContainsFunc(entries, func(f fs.DirEntry) bool { return f.Name() == e.Name() }) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// Close closes the user's folder.
func (t themeFiles) Close() error {
	if t.own == nil {
		return nil
	}
	return t.own.Close()
}

// themeAssets returns the theme's own files as they are written, by address:
// the style sheets, the first of them with the colours of code, and the icon.
func themeAssets(fsys fs.FS, code CodeStyles) (map[string][]byte, error) {
	var style bytes.Buffer
	light, err := highlight.Style(cmp.Or(code.Light, highlight.LightStyle))
	if err != nil {
		return nil, err
	}
	dark, err := highlight.Style(cmp.Or(code.Dark, highlight.DarkStyle))
	if err != nil {
		return nil, err
	}
	colours := highlight.CSS(
		highlight.Scheme{Style: light, Grounds: highlight.LightGrounds}, highlight.Scheme{Style: dark, Grounds: highlight.DarkGrounds},
	)
	// First, so that the theme has the last word.
	if err := minify(&style, "colours of code", []byte(colours), api.LoaderCSS); err != nil {
		return nil, err
	}
	assets := map[string][]byte{}
	for _, sheet := range render.StyleSheets {
		parts, err := fs.Glob(fsys, sheet.Files)
		if err != nil {
			return nil, err
		}
		for _, part := range parts {
			data, err := fs.ReadFile(fsys, part)
			if err != nil {
				return nil, err
			}
			if err := minify(&style, part, data, api.LoaderCSS); err != nil {
				return nil, err
			}
		}
		assets[sheet.URL] = bytes.Clone(style.Bytes())
		style.Reset()
	}
	icon, err := fs.ReadFile(fsys, "icon.svg")
	if err != nil {
		return nil, err
	}
	assets[render.IconURL] = icon
	return assets, nil
}

// drawnIcons are the pictures of the icon that ships, drawn when first needed.
var drawnIcons = sync.OnceValue(card.Icons)

// themeIcons returns the pictures of the icon, by address: those that the
// theme's folder holds, and drawn ones for the others. A folder with an icon.svg
// of its own has only those it holds, since ours would show another icon.
func themeIcons(fsys fs.FS) (icons map[string][]byte, own bool, err error) {
	shipped, err := fs.ReadFile(theme.FS, "icon.svg")
	if err != nil {
		return nil, false, err
	}
	icon, err := fs.ReadFile(fsys, "icon.svg")
	if err != nil {
		return nil, false, err
	}
	icons, own = map[string][]byte{}, !bytes.Equal(icon, shipped)
	for _, address := range render.IconURLs {
		name := path.Base(address)
		switch data, err := fs.ReadFile(fsys, name); {
		case err == nil:
			icons[address] = data
		case !errors.Is(err, fs.ErrNotExist):
			return nil, false, err
		case !own:
			icons[address] = drawnIcons()[name]
		}
	}
	return icons, own, nil
}

// writeScripts writes those scripts of the theme that pages load.
func writeScripts(fsys fs.FS, r *render.Renderer, out *output) error {
	for _, script := range render.Scripts {
		if !r.Loads(script) {
			continue
		}
		if err := out.add(script.URL); err != nil {
			return err
		}
		var joined bytes.Buffer
		if script.Words {
			said, err := r.Words()
			if err != nil {
				return err
			}
			fmt.Fprintf(&joined, "(globalThis.notesite??={}).words=%s;\n", said)
		}
		for _, file := range script.Files {
			if err := joinScript(&joined, fsys, file); err != nil {
				return err
			}
		}
		if err := out.write(script.URL, joined.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// joinScript adds a script of the theme, made short. A licence goes where the
// script goes.
func joinScript(to *bytes.Buffer, fsys fs.FS, file string) error {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return fmt.Errorf("read theme: %w", err)
	}
	if licence, err := fs.ReadFile(fsys, path.Join(path.Dir(file), "LICENSE")); err == nil {
		fmt.Fprintf(to, "/*!\n%s*/\n", licence)
	}
	if strings.HasSuffix(file, ".min.js") {
		to.Write(data)
		return nil
	}
	return minify(to, file, data, api.LoaderJS)
}

// minify writes a part of the theme in short. What it says stays the same, for
// all browsers that understand it as it was written.
func minify(to *bytes.Buffer, name string, source []byte, loader api.Loader) error {
	result := api.Transform(string(source), api.TransformOptions{
		Loader: loader, Sourcefile: name, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsInline,
		MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true,
	})
	if len(result.Errors) > 0 {
		e := result.Errors[0]
		if e.Location != nil {
			return fmt.Errorf("theme: %s:%d:%d: %s", name, e.Location.Line, e.Location.Column+1, e.Text)
		}
		return fmt.Errorf("theme: %s: %s", name, e.Text)
	}
	to.Write(result.Code)
	return nil
}

package render

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"notesite/internal/site"
)

// vaultPath returns the path in the vault of the file that a page shows, or "".
func vaultPath(p site.Page) string {
	switch p := p.(type) {
	case *site.NotePage:
		return p.Note.Path
	case *site.CanvasPage:
		return p.Canvas.Path
	case *site.BasePage:
		return p.Path
	}
	return ""
}

// origin returns where the file of a page can be edited and seen.
func (r *Renderer) origin(p site.Page) (edit, source string) {
	file := ""
	if program, ok := p.(*site.ProgramPage); ok {
		file = program.Program.Dir + "/" + program.Program.Files[0].Name
	} else if inVault := vaultPath(p); inVault != "" {
		file = r.inRepository(inVault)
	} else {
		return "", ""
	}
	escaped := (&url.URL{Path: file}).EscapedPath()
	at := func(template string) string { return strings.ReplaceAll(template, "{path}", escaped) }
	return at(r.site.EditURL), at(r.site.SourceURL)
}

// inRepository returns the path of a file of the vault as it is counted from the
// folder that notesite runs in; from the vault's, if that lies elsewhere.
func (r *Renderer) inRepository(p string) string {
	if !filepath.IsLocal(r.site.NotesDir) {
		return p
	}
	return path.Join(r.site.NotesDir, p)
}

package serve

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"

	"notesite/theme"
)

// notFound is the page that answers for what is not there. No page of a site begins
// with "-", as the addresses of the preview do.
const notFound = "404.html"

// newHandler serves the files of a site, with a script in each page that
// reloads it and, unless there is no runner, one that has it run programs.
func newHandler(site fs.FS, open *reloader, programs *runner) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+reloadScript, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write([]byte(script))
	})
	mux.Handle("GET "+reloadEvents, open)
	if programs != nil {
		mux.Handle("POST "+nativeRun, programs)
		for _, name := range nativeScripts {
			mux.HandleFunc("GET /-/"+name, func(w http.ResponseWriter, r *http.Request) {
				http.ServeFileFS(w, r, theme.FS, "js/"+name)
			})
		}
	}
	html := pages{site, open, programs}
	files := http.FileServerFS(site)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		page := pageAt(site, r.URL.Path)
		info, err := fs.Stat(site, orRoot(name))
		switch {
		case hidden(name):
			html.serve(w, notFound, http.StatusNotFound)
		case err == nil && info.IsDir() && !strings.HasSuffix(r.URL.Path, "/"):
			http.Redirect(w, r, "/"+name+"/", http.StatusMovedPermanently)
		case page != "":
			html.serve(w, page, http.StatusOK)
		case err != nil, info.IsDir():
			html.serve(w, notFound, http.StatusNotFound)
		default:
			files.ServeHTTP(w, r)
		}
	})
	return checkHost(mux)
}

// pageAt returns the file of the page at an address, or "" if there is none. Static
// hosts answer /note with note.html, too.
func pageAt(site fs.FS, address string) string {
	name := strings.TrimPrefix(path.Clean(address), "/")
	candidates := []string{path.Join(name, "index.html")}
	switch path.Ext(name) {
	case ".html":
		candidates = append(candidates, name)
	case "":
		candidates = append(candidates, name+".html")
	}
	for _, c := range candidates {
		if !hidden(c) && exists(site, c) {
			return c
		}
	}
	return ""
}

func orRoot(name string) string {
	if name == "" {
		return "."
	}
	return name
}

func exists(site fs.FS, name string) bool {
	info, err := fs.Stat(site, name)
	return err == nil && !info.IsDir()
}

// hidden reports whether a path has a segment that begins with a dot: those
// files are not the site's.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.Contains(name, "/.")
}

// pages are those of a site, with what the preview adds to them.
type pages struct {
	site     fs.FS
	open     *reloader
	programs *runner // nil if they cannot be run
}

func (p pages) serve(w http.ResponseWriter, name string, status int) {
	page, err := fs.ReadFile(p.site, name)
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	tag := fmt.Appendf(nil, `<script src="%s" data-seen="%s" defer></script></body>`, reloadScript, pageState(page, p.open.shared()))
	if status == http.StatusNotFound && !bytes.Contains(page, []byte("<base ")) {
		// It is shown at any depth, where its relative links would lead astray.
		page = bytes.Replace(page, []byte("<head>"), []byte(`<head><base href="/">`), 1)
	}
	if p.programs != nil {
		page = bytes.Replace(page, []byte("<head>"), []byte(`<head><meta name="notesite-token" content="`+p.programs.token+`">`), 1)
		for _, name := range slices.Backward(nativeScripts) {
			tag = append([]byte(`<script src="/-/`+name+`" defer></script>`), tag...)
		}
	}
	if i := bytes.LastIndex(page, []byte("</body>")); i >= 0 {
		page = bytes.Join([][]byte{page[:i], page[i+len("</body>"):]}, tag)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "frame-ancestors 'self'") // no other site has a reader press its buttons
	w.WriteHeader(status)
	_, _ = w.Write(page)
}

// checkHost refuses requests that name another host than this machine.
func checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if !isLoopback(strings.Trim(host, "[]")) {
			http.Error(w, fmt.Sprintf("this preview is for localhost, not for %q", host), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

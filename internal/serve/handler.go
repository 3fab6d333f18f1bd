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
	"sync"

	"notesite/theme"
)

// The preview server's own addresses; no page of a site begins with "-".
const (
	reloadScript = "/-/reload.js"
	reloadEvents = "/-/reload"
)

// script asks to be told of the next build and reloads the page then. A page
// that lost the server asks again, and reloads when it is back.
const script = `"use strict";
(() => {
	let lost = false;
	const events = new EventSource("` + reloadEvents + `");
	events.onmessage = () => location.reload();
	events.onopen = () => { if (lost) location.reload(); };
	events.onerror = () => { lost = true; };
})();
`

// newHandler serves the files of a site, with a script in each page that
// reloads it and, unless there is no runner, one that has it run programs.
func newHandler(site fs.FS, reloads *broadcaster, programs *runner) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+reloadScript, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write([]byte(script))
	})
	mux.Handle("GET "+reloadEvents, reloads)
	if programs != nil {
		mux.Handle("POST "+nativeRun, programs)
		for _, name := range nativeScripts {
			mux.HandleFunc("GET /-/"+name, func(w http.ResponseWriter, r *http.Request) {
				http.ServeFileFS(w, r, theme.FS, "js/"+name)
			})
		}
	}
	html := pages{site, programs}
	files := http.FileServerFS(site)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if hidden(name) {
			html.serve(w, "404.html", http.StatusNotFound)
			return
		}
		info, err := fs.Stat(site, orRoot(name))
		switch {
		case err != nil && path.Ext(name) == "" && exists(site, name+".html"):
			// Static hosts answer /note with note.html.
			html.serve(w, name+".html", http.StatusOK)
		case err != nil:
			html.serve(w, "404.html", http.StatusNotFound)
		case info.IsDir() && !strings.HasSuffix(r.URL.Path, "/"):
			http.Redirect(w, r, "/"+name+"/", http.StatusMovedPermanently)
		case info.IsDir() && exists(site, path.Join(name, "index.html")):
			html.serve(w, path.Join(name, "index.html"), http.StatusOK)
		case info.IsDir():
			html.serve(w, "404.html", http.StatusNotFound)
		case path.Ext(name) == ".html":
			html.serve(w, name, http.StatusOK)
		default:
			files.ServeHTTP(w, r)
		}
	})
	return checkHost(mux)
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
	programs *runner // nil if they cannot be run
}

func (p pages) serve(w http.ResponseWriter, name string, status int) {
	page, err := fs.ReadFile(p.site, name)
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if status == http.StatusNotFound && !bytes.Contains(page, []byte("<base ")) {
		// It is shown at any depth, where its relative links would lead astray.
		page = bytes.Replace(page, []byte("<head>"), []byte(`<head><base href="/">`), 1)
	}
	tag := []byte(`<script src="` + reloadScript + `" defer></script></body>`)
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

// A broadcaster tells open pages that the site was built again.
type broadcaster struct {
	mu    sync.Mutex
	pages map[chan struct{}]bool
}

func (b *broadcaster) send() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for page := range b.pages {
		select {
		case page <- struct{}{}:
		default: // it has been told and not read it yet
		}
	}
}

// ServeHTTP is the stream of events that one page listens to.
func (b *broadcaster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page := make(chan struct{}, 1)
	b.mu.Lock()
	if b.pages == nil {
		b.pages = map[chan struct{}]bool{}
	}
	b.pages[page] = true
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.pages, page)
		b.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	stream := http.NewResponseController(w)
	_, _ = fmt.Fprint(w, ": listening\n\n")
	if stream.Flush() != nil {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-page:
			_, _ = fmt.Fprint(w, "data: reload\n\n")
			if stream.Flush() != nil {
				return
			}
		}
	}
}

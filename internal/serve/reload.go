package serve

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

// The addresses of what has pages load themselves again.
const (
	reloadScript = "/-/reload.js"
	reloadEvents = "/-/reload"
)

// script asks to be told when what the page shows has changed, by the address of
// the page and what it has seen. A page that lost the server asks again.
const script = `"use strict";
(() => {
	const query = new URLSearchParams({ page: location.pathname, seen: document.currentScript.dataset.seen });
	new EventSource("` + reloadEvents + `?" + query).onmessage = () => location.reload();
})();
`

// A reloader tells open pages to load themselves again when they, or the style
// sheets and scripts of the site, have changed.
type reloader struct {
	site  fs.FS
	start string // of the server: pages of an earlier one are out of date

	mu    sync.Mutex
	pages map[*openPage]bool
}

// An openPage is one that somebody looks at.
type openPage struct {
	path    string // of its address
	seen    string // the state that it shows
	changed chan struct{}
}

func newReloader(site fs.FS) *reloader {
	return &reloader{site: site, start: rand.Text(), pages: map[*openPage]bool{}}
}

// open returns the files of the pages that are open. One that is not there is named
// as it would be.
func (r *reloader) open() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for p := range r.pages {
		name := pageAt(r.site, p.path)
		if name == "" {
			name = strings.TrimSuffix(strings.TrimPrefix(path.Clean(p.path), "/"), ".html") + ".html"
		}
		names = append(names, name)
	}
	return names
}

// look tells those pages that have changed.
func (r *reloader) look() {
	r.mu.Lock()
	defer r.mu.Unlock()
	shared := r.shared()
	for p := range r.pages {
		r.tell(p, shared)
	}
}

// tell tells one page, if it has changed.
func (r *reloader) tell(p *openPage, shared string) {
	name := pageAt(r.site, p.path)
	if name == "" {
		name = notFound
	}
	page, err := fs.ReadFile(r.site, name)
	if state := pageState(page, shared); err != nil || state == p.seen {
		return
	}
	select {
	case p.changed <- struct{}{}:
	default: // it has been told and not read it yet
	}
}

// pageState identifies what a page shows.
func pageState(page []byte, shared string) string {
	h := sha256.New()
	fmt.Fprintln(h, shared)
	h.Write(page)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// shared identifies what pages share: the server, the style sheets and the scripts.
func (r *reloader) shared() string {
	var b strings.Builder
	fmt.Fprintln(&b, r.start)
	entries, _ := fs.ReadDir(r.site, "assets")
	for _, e := range entries {
		if info, err := e.Info(); err == nil && !e.IsDir() {
			fmt.Fprintln(&b, e.Name(), info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}

// ServeHTTP is the stream of events that one page listens to.
func (r *reloader) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	query := req.URL.Query()
	p := &openPage{path: query.Get("page"), seen: query.Get("seen"), changed: make(chan struct{}, 1)}
	r.mu.Lock()
	r.pages[p] = true
	r.tell(p, r.shared()) // what happened while it was on its way
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		delete(r.pages, p)
		r.mu.Unlock()
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
		case <-req.Context().Done():
			return
		case <-p.changed:
			_, _ = fmt.Fprint(w, "data: reload\n\n")
			if stream.Flush() != nil {
				return
			}
		}
	}
}

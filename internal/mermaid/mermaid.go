// Package mermaid turns Mermaid diagrams into SVG while the site is built, so
// that a reader's page needs no script to show them.
//
// A [Renderer] stands below package render, which asks it for the diagrams of
// each note and says with a [Place] where in the page a diagram goes. The
// source is read here, line by line, and written again in the plainest words:
// a form that would be drawn wrongly is found, labels can hold what they
// like, nodes that are links are remembered. Flow charts, state, class, ER
// and xy charts then go through beautiful-mermaid (beautiful-mermaid.min.js,
// made as README.md says, under the licences beside it) in a JavaScript
// engine written in Go; sequence diagrams are drawn here. What comes out
// passes an allow-list of elements and attributes. A page's
// Content-Security-Policy allows no styles in it, and colours must follow
// light and dark, so classes say them, which theme/css/figures/mermaid.css draws.
//
// What is not drawn here is [ErrKind], for theme/js/mermaid.js in the browser.
//
// The package is pure: it touches neither the disk nor the network.
package mermaid

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"notesite/internal/memo"
)

const (
	// maxSource bounds a diagram, in bytes.
	maxSource = 30_000
	// maxTime bounds the work for a diagram. A small one takes 0.1 s, and the
	// first 0.5 s more.
	maxTime = 10 * time.Second
	// maxCached bounds the sources and pictures that are remembered, in bytes.
	maxCached = 8 << 20
)

// ErrKind is the error for a diagram that is fine as far as is known, but of
// a kind, with a form in it or of a size that is not drawn here.
var ErrKind = errors.New("drawn in the browser only")

// A Place is where a diagram goes.
type Place struct {
	// ID tells diagrams of one page apart: two that are equal need two.
	ID string
	// Link answers a wikilink, which is what a node of the class
	// internal-link is (rule 193), by the text of the node. If there is no
	// such note ok is false, and title may say why. Nil makes no links.
	Link func(text string) (href, title string, ok bool)
	// Name returns what a kind of diagram is called there, by its English name;
	// nil: that.
	Name func(kind string) string
}

// A Renderer makes SVG of diagrams, and remembers it. It is safe for
// concurrent use.
type Renderer struct {
	idle  chan *engine
	cache *memo.Memo[string, result]
	limit time.Duration
}

// New returns a Renderer. Its engines are made when first needed.
func New() *Renderer {
	return &Renderer{idle: make(chan *engine, runtime.GOMAXPROCS(0)), limit: maxTime, cache: newCache()}
}

type result struct {
	pic *picture
	err error
}

func newCache() *memo.Memo[string, result] {
	return &memo.Memo[string, result]{
		Max:  maxCached,
		Size: func(source string, res result) int { return len(source) + res.pic.size() + 100 },
	}
}

// SVG returns a diagram as one <svg> element. What is wrong with the source
// is an error of one line, fit to be shown; [ErrKind] is in its chain if
// nothing is known to be wrong.
func (r *Renderer) SVG(source string, at Place) (string, error) {
	if len(source) > maxSource {
		return "", fmt.Errorf("diagram of %d bytes: more than %d", len(source), maxSource)
	}
	res, ok := r.cache.Get(source)
	if !ok {
		res.pic, res.err = r.draw(source)
		r.cache.Put(source, res)
	}
	if res.err != nil {
		return "", res.err
	}
	return res.pic.at(at), nil
}

// draw makes a picture for any page.
func (r *Renderer) draw(text string) (*picture, error) {
	src, err := parse(text)
	if err != nil {
		return nil, err
	}
	p, err := src.kind.read(src)
	if err != nil {
		return nil, err
	}
	if p.markup == "" {
		if p.markup, err = r.run(p.text()); err != nil {
			return nil, err
		}
	}
	return clean(src, p)
}

// run draws in an idle engine, or in a new one. An engine that stumbled is
// not used again.
func (r *Renderer) run(text string) (string, error) {
	var e *engine
	select {
	case e = <-r.idle:
	default:
		var err error
		if e, err = newEngine(); err != nil {
			return "", err
		}
	}
	markup, err := e.draw(text, r.limit)
	if !e.broken {
		select {
		case r.idle <- e:
		default:
		}
	}
	return markup, err
}

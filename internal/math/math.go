// Package math turns TeX formulas into MathML while the site is built, so
// that a reader's page needs no script to show them.
//
// A [Renderer] stands below package render, which asks it for the formulas of
// each note. It runs Temml (temml.min.js, version 0.13.5 of npm's temml, under
// the licence in temml.LICENSE) in a JavaScript engine written in Go, and
// passes on only the elements and attributes that a page may hold: the
// Content-Security-Policy allows no style attributes, so what they mean is
// said by classes, which theme/css/figures/math.css draws.
//
// The package is pure: it touches neither the disk nor the network.
package math

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"
	"unicode"

	"notesite/internal/memo"
)

const (
	// maxTeX bounds a formula, in bytes.
	maxTeX = 20_000
	// maxTime bounds the work for a formula. An ordinary one takes a
	// thousandth of it.
	maxTime = 2 * time.Second
	// maxCached bounds the TeX and HTML that are remembered, in bytes.
	maxCached = 4 << 20
)

// A Renderer makes MathML of formulas, and remembers it. It is safe for
// concurrent use.
type Renderer struct {
	idle  chan *engine
	cache *memo.Memo[formula, result]
	limit time.Duration
}

// New returns a Renderer. Its engines are made when first needed.
func New() *Renderer {
	return &Renderer{idle: make(chan *engine, runtime.GOMAXPROCS(0)), limit: maxTime, cache: newCache()}
}

type formula struct {
	tex     string
	display bool
}

type result struct {
	html string
	err  error
}

func newCache() *memo.Memo[formula, result] {
	return &memo.Memo[formula, result]{
		Max:  maxCached,
		Size: func(f formula, res result) int { return len(f.tex) + len(res.html) + 100 },
	}
}

// HTML returns a formula as one <math> element, with the TeX as its
// annotation; display says whether it stands on lines of its own. What is
// wrong with the formula is an error of one line, fit to be shown.
func (r *Renderer) HTML(tex string, display bool) (string, error) {
	if len(tex) > maxTeX {
		return "", fmt.Errorf("formula of %d bytes: more than %d", len(tex), maxTeX)
	}
	tex = strings.ToValidUTF8(tex, string(unicode.ReplacementChar))
	if i := strings.IndexFunc(tex, isControl); i >= 0 {
		return "", fmt.Errorf("control character at position %d", i+1)
	}
	key := formula{tex, display}
	if res, ok := r.cache.Get(key); ok {
		return res.html, res.err
	}
	html, err := r.run(tex, display)
	if !errors.Is(err, errTimeout) {
		r.cache.Put(key, result{html, err})
	}
	return html, err
}

// run converts a formula in an idle engine, or in a new one. An engine that
// stumbled over more than an error in a formula is not used again.
func (r *Renderer) run(tex string, display bool) (string, error) {
	var e *engine
	select {
	case e = <-r.idle:
	default:
		var err error
		if e, err = newEngine(); err != nil {
			return "", err
		}
	}
	markup, err := e.convert(tex, display, r.limit)
	if !e.broken {
		select {
		case r.idle <- e:
		default:
		}
	}
	if err != nil {
		return "", err
	}
	return clean(markup)
}

// isControl reports whether a character has no place in a page.
func isControl(c rune) bool {
	return unicode.IsControl(c) && c != '\t' && c != '\n' && c != '\r'
}

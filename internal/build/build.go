// Package build turns folders into a site on disk. It is the only package
// that reads and writes files, and that runs the go command: to learn of the
// packages that programs import (packages.go), which runs none of their code, to
// compile programs for pages, which run in package sandbox only (modules.go), and
// where it is asked to for the programs in fences (fences.go), for benchmarks
// (benchmark.go) and for the preview (native.go). Where it is asked to, git says
// when notes were changed (history.go).
//
// [Load] reads a vault and its programs through os.Root, parses them in
// parallel and links them (load.go): that is all that check needs. [Build]
// renders the pages of the result as well and writes them, touching only what
// changed (output.go). A [Builder] does so again and again, as quickly as somebody
// who works on a note wants to see it (memory.go). What is read is described by a
// [Config], which a notesite.yaml may fill (config.go).
package build

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"notesite/internal/problem"
	"notesite/internal/render"
	"notesite/internal/site"
)

// A Result says what one build did.
type Result struct {
	Site       *site.Site
	Written    int // files that are new or changed
	Unchanged  int
	Removed    int
	Uncompiled int // programs that pages cannot run before Build has compiled them
	Elapsed    time.Duration
}

// String says it in one line.
func (r *Result) String() string {
	programs := 0
	if r.Site.Programs != nil {
		programs = len(r.Site.Programs.Programs)
	}
	return fmt.Sprintf("%s, %s, %s, %s in %d ms",
		problem.Count(len(r.Site.Notes), "note"), problem.Count(programs, "program"),
		problem.Count(r.Site.Links.Total, "link"), problem.Count(len(r.Site.Problems), "problem"), r.Elapsed.Milliseconds())
}

// Build reads, links, renders and writes a site.
func Build(ctx context.Context, cfg Config) (*Result, error) {
	return (&Builder{Config: cfg}).Build(ctx)
}

// A Builder builds one site again and again. It remembers what it has read of
// files that do not change, and can write what somebody waits for before the rest.
// Its methods must not be called at the same time.
type Builder struct {
	Config Config
	// Open returns the addresses of the pages that somebody looks at; they are
	// written first, and then Ready is called. Both may be nil.
	Open  func() []string
	Ready func()

	memory memory
}

// Build builds the site.
func (b *Builder) Build(ctx context.Context) (*Result, error) { return b.build(ctx, true) }

// Draft is Build for those who do not want to wait for the compiler: pages run the
// programs that are in the cache, and say of the others that they soon will.
func (b *Builder) Draft(ctx context.Context) (*Result, error) { return b.build(ctx, false) }

func (b *Builder) build(ctx context.Context, compile bool) (*Result, error) {
	start := time.Now()
	cfg := b.Config
	vault, err := openVault(cfg)
	if err != nil {
		return nil, err
	}
	defer vault.Close()
	theme, err := openTheme(cfg.Theme)
	if err != nil {
		return nil, err
	}
	defer theme.Close()
	out, err := openOutput(cfg)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	loadRuns(cfg.Cache)
	s, err := load(ctx, cfg, vault, &b.memory)
	if err != nil {
		return nil, err
	}
	if err := readImageSizes(ctx, s, vault); err != nil {
		return nil, err
	}
	modules, uncompiled, err := tryPrograms(ctx, cfg, s, &b.memory, compile)
	if err != nil {
		return nil, err
	}
	r, err := render.New(s, theme)
	if err != nil {
		return nil, err
	}
	assets, err := makeAssets(cfg, theme, r)
	if err != nil {
		return nil, err
	}
	if err := out.begin(namesOf(s, assets)); err != nil {
		return nil, err
	}
	for name, data := range assets {
		if err := out.write(name, data); err != nil {
			return nil, err
		}
	}
	var found problems
	if err := b.writePages(ctx, s, r, out, &found); err != nil {
		return nil, err
	}
	graph, err := r.Graph()
	if err == nil && graph != nil {
		err = out.write(render.GraphDataURL, graph)
	}
	if err != nil {
		return nil, err
	}
	if r.HasMarkdown() {
		if err := writeMarkdown(ctx, s, r, out); err != nil {
			return nil, err
		}
	}
	if err := writeScripts(theme, r, out); err != nil {
		return nil, err
	}
	if err := writeGathered(ctx, r, out); err != nil {
		return nil, err
	}
	if err := writeCards(ctx, r, out); err != nil {
		return nil, err
	}
	if err := writeModules(ctx, modules, out); err != nil {
		return nil, err
	}
	if err := copyAttachments(ctx, s, vault, out, &found); err != nil {
		return nil, err
	}
	found.addTo(s)
	data, err := r.Data() // now that all problems are known
	if err != nil {
		return nil, err
	}
	if err := out.write(render.DataURL, data); err != nil {
		return nil, err
	}
	if err := out.finish(); err != nil {
		return nil, err
	}
	saveRuns(cfg.Cache)
	return &Result{
		Site: s, Written: int(out.written.Load()), Unchanged: int(out.unchanged.Load()), Removed: out.removed,
		Uncompiled: uncompiled, Elapsed: time.Since(start),
	}, nil
}

// makeAssets makes what pages share and does not come from them, by address.
func makeAssets(cfg Config, theme themeFiles, r *render.Renderer) (map[string][]byte, error) {
	assets, err := themeAssets(theme, cfg.Code)
	if err != nil {
		return nil, fmt.Errorf("read theme: %w", err)
	}
	if cfg.Site.BaseURL != "" {
		icons, own, err := themeIcons(theme)
		if err != nil {
			return nil, fmt.Errorf("read theme: %w", err)
		}
		maps.Copy(assets, icons)
		r.Icons, r.OwnIcon = slices.Sorted(maps.Keys(icons)), own
	}
	feeds, err := r.Feeds()
	if err != nil {
		return nil, err
	}
	maps.Copy(assets, feeds)
	return assets, nil
}

// namesOf returns the addresses of all that is known to be written.
func namesOf(s *site.Site, assets map[string][]byte) []string {
	names := slices.AppendSeq([]string{render.DataURL}, maps.Keys(assets))
	if s.GraphPage != nil {
		names = append(names, render.GraphDataURL)
	}
	for _, p := range s.Pages {
		names = append(names, p.Meta().URL)
	}
	for _, a := range s.Attachments {
		names = append(names, a.URL)
	}
	return names
}

// writePages renders the pages and writes them, those first that somebody looks at.
func (b *Builder) writePages(ctx context.Context, s *site.Site, r *render.Renderer, out *output, found *problems) error {
	write := func(p site.Page) error {
		if p, ok := p.(*site.NotePage); ok {
			found.add(render.Check(p.Note)...) // the formulas are remembered for the page
		}
		html := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(html)
		html.Reset()
		if err := r.Page(html, p); err != nil {
			return err
		}
		return out.write(p.Meta().URL, html.Bytes())
	}
	pages := s.Pages
	if b.Open != nil {
		open := b.Open()
		var first, rest []site.Page
		for _, p := range pages {
			if slices.Contains(open, p.Meta().URL) {
				first = append(first, p)
			} else {
				rest = append(rest, p)
			}
		}
		if err := parallel(ctx, len(first), func(i int) error { return write(first[i]) }); err != nil {
			return err
		}
		pages = rest
	}
	if b.Ready != nil {
		b.Ready()
	}
	return parallel(ctx, len(pages), func(i int) error { return write(pages[i]) })
}

// writeMarkdown writes each note as Markdown, and all of them in one.
func writeMarkdown(ctx context.Context, s *site.Site, r *render.Renderer, out *output) error {
	names := []string{render.LLMsFullURL}
	for _, p := range s.Notes {
		names = append(names, render.MarkdownURL(p))
	}
	if err := out.add(names...); err != nil {
		return err
	}
	notes := make([][]byte, len(s.Notes))
	err := parallel(ctx, len(s.Notes), func(i int) error {
		notes[i] = r.Markdown(s.Notes[i])
		return out.write(render.MarkdownURL(s.Notes[i]), notes[i])
	})
	if err != nil {
		return err
	}
	return out.write(render.LLMsFullURL, bytes.Join(notes, []byte("\n")))
}

// writeGathered writes what scripts load.
func writeGathered(ctx context.Context, r *render.Renderer, out *output) error {
	files, err := r.Gathered()
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(files))
	if err := out.add(names...); err != nil {
		return err
	}
	return parallel(ctx, len(names), func(i int) error { return out.write(names[i], files[names[i]]) })
}

// writeCards draws the cards of pages, but for those that are there.
func writeCards(ctx context.Context, r *render.Renderer, out *output) error {
	names := r.Cards()
	if err := out.add(names...); err != nil {
		return err
	}
	return parallel(ctx, len(names), func(i int) error {
		if out.keep(names[i]) {
			return nil
		}
		data, err := r.Card(names[i])
		if err != nil {
			return fmt.Errorf("draw %s: %w", names[i], err)
		}
		return out.write(names[i], data)
	})
}

// copyAttachments copies the files that published notes reach. One that
// cannot be read is one more problem of the site.
func copyAttachments(ctx context.Context, s *site.Site, vault *folders, out *output, found *problems) error {
	return parallel(ctx, len(s.Attachments), func(i int) error {
		a := s.Attachments[i]
		src, err := vault.root.Open(filepath.FromSlash(a.Path))
		if err != nil {
			found.add(unreadable(a.Path, err))
			return nil
		}
		defer src.Close()
		return out.copy(a.URL, src)
	})
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

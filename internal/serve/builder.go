package serve

import (
	"context"
	"sync"

	"notesite/internal/build"
)

// A builder keeps a site built. A change begins a new build, which ends the one
// before, but not until the pages are there that somebody looks at. What takes long,
// which is to compile programs for pages to run, comes last.
type builder struct {
	site   *build.Builder
	pages  *reloader
	built  func(*build.Result)
	failed func(error)

	cancel  context.CancelFunc // of the build that goes on; nil before the first
	ready   chan struct{}      // closed when that has written what somebody looks at
	running sync.WaitGroup
}

func newBuilder(site *build.Builder, pages *reloader, built func(*build.Result), failed func(error)) *builder {
	b := &builder{site: site, pages: pages, built: built, failed: failed}
	site.Open = pages.open
	site.Ready = func() {
		pages.look()
		b.isReady()
	}
	return b
}

// changed builds the site anew. It returns when the build before is over.
func (b *builder) changed(ctx context.Context) {
	b.stop()
	b.begin(ctx, func(ctx context.Context) {
		if result, err := b.site.Draft(ctx); b.tell(ctx, result, err) {
			b.complete(ctx, result)
		}
	})
}

// configure has the builds that follow made with another configuration.
func (b *builder) configure(cfg build.Config) {
	b.stop()
	b.site.Config = cfg
}

// finish builds the site whole, after a first build.
func (b *builder) finish(ctx context.Context, first *build.Result) {
	b.begin(ctx, func(ctx context.Context) { b.complete(ctx, first) })
}

func (b *builder) complete(ctx context.Context, draft *build.Result) {
	if draft.Uncompiled > 0 {
		result, err := b.site.Build(ctx)
		b.tell(ctx, result, err)
	}
}

// tell tells of a build, and reports whether it was done.
func (b *builder) tell(ctx context.Context, result *build.Result, err error) bool {
	switch {
	case ctx.Err() != nil:
		return false
	case err != nil:
		b.failed(err)
		return false
	}
	b.built(result)
	b.pages.look()
	return true
}

// begin has a build done until stop is called.
func (b *builder) begin(ctx context.Context, do func(context.Context)) {
	ctx, b.cancel = context.WithCancel(ctx)
	b.ready = make(chan struct{})
	b.running.Go(func() {
		do(ctx)
		b.isReady() // also where it failed
	})
}

// isReady is called by the build that goes on, when it may be ended.
func (b *builder) isReady() {
	select {
	case <-b.ready:
	default:
		close(b.ready)
	}
}

// stop ends the build that goes on, and waits until that is over.
func (b *builder) stop() {
	if b.cancel == nil {
		return
	}
	<-b.ready
	b.cancel()
	b.running.Wait()
}

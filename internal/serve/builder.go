package serve

import (
	"context"
	"sync"

	"notesite/internal/build"
)

// A builder builds the site whenever it is asked to: at once without what takes
// long, which is to compile programs for pages to run, and then with it.
type builder struct {
	config build.Config
	built  func(*build.Result)
	failed func(error)

	cancel    context.CancelFunc // of the one that completes the site
	completes sync.WaitGroup
}

// build builds the site and returns when it is there; it is completed later, unless
// it is built anew before.
func (b *builder) build(ctx context.Context) error {
	b.stop()
	result, err := build.Draft(ctx, b.config)
	if err != nil {
		return err
	}
	b.built(result)
	if result.Uncompiled == 0 {
		return nil
	}
	ctx, b.cancel = context.WithCancel(ctx)
	b.completes.Go(func() {
		result, err := build.Build(ctx, b.config)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			b.failed(err)
		default:
			b.built(result)
		}
	})
	return nil
}

// stop ends what is done later, and waits until it is over.
func (b *builder) stop() {
	if b.cancel != nil {
		b.cancel()
	}
	b.completes.Wait()
}

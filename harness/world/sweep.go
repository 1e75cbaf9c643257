package world

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"golang.org/x/sync/errgroup"
)

// Sweep waits out the one window of the run in which a stray copy may still come, and then bounds it by a last fence to
// everybody who is on. After it the log is complete, and every claim is judged once more on it. The error says why it is
// not complete; then no absence holds.
func (w *World) Sweep(ctx context.Context) error {
	window, cancel := context.WithTimeout(ctx, w.cfg.Bounds.Straggler)
	defer cancel()
	never := func(record.Event) bool { return false }
	if _, err := w.timeline.all.Wait(window, 0, never); !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
		return fmt.Errorf("the window for stragglers was cut short: %w", err)
	}
	everybody := w.cast.everybody()
	bound := w.cfg.Bounds.Fence + time.Duration(len(everybody))*sweepEach
	fence, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	if err := w.Fence(fence); err != nil {
		return err
	}
	// Nobody's fence has to do with anybody else's, so they go side by side.
	var fences errgroup.Group
	fences.SetLimit(sweepAtOnce)
	for _, p := range everybody {
		fences.Go(func() error { return p.Fence(fence) })
	}
	if err := fences.Wait(); err != nil {
		return err
	}
	return w.Sync(fence)
}

const (
	// sweepEach is what the fence to one more person may add to the sweep.
	sweepEach = 100 * time.Millisecond
	// sweepAtOnce is how many fences are under way at a time.
	sweepAtOnce = 16
)

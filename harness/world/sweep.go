package world

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
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
	// Everybody's fence takes its turn, so the bound grows with the cast.
	everybody := w.cast.everybody()
	fence, cancel := context.WithTimeout(ctx, w.cfg.Bounds.Fence+time.Duration(len(everybody))*sweepEach)
	defer cancel()
	if err := w.Fence(fence); err != nil {
		return err
	}
	for _, p := range everybody {
		if err := p.Fence(fence); err != nil {
			return err
		}
	}
	return w.Sync(fence)
}

// sweepEach is what the fence to one more person may add to the sweep.
const sweepEach = 100 * time.Millisecond

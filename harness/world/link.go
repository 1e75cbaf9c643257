package world

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/valve"
	"github.com/duet-conformance/duet/harness/iut"
)

// SetLink sets the network between the IUT and a fake ([record.SourceSfB] or [record.SourceTeams]), and waits until the timeline
// has it. People have sockets of their own at the fake, and notice nothing.
func (w *World) SetLink(ctx context.Context, side string, to valve.State) error {
	root, known := map[string]string{record.SourceSfB: w.places.SfBControl, record.SourceTeams: w.places.TeamsControl}[side]
	if !known {
		return fmt.Errorf("there is no fake %q whose network could be set", side)
	}
	// Before: what may have been done must be undone.
	w.running.Lock()
	w.amiss[side] = to
	w.running.Unlock()
	if err := valve.Set(ctx, w.control, root, to); err != nil {
		return err
	}
	if to == (valve.State{}) {
		w.running.Lock()
		delete(w.amiss, side)
		w.running.Unlock()
	}
	return w.Sync(ctx)
}

// Recovered waits until the IUT serves the one of the fence pair who is in Teams (bound: Recovery). An error that wraps
// [iut.ErrNotRecovered] or [iut.ErrEnded] is about the IUT.
func (w *World) Recovered(ctx context.Context) error {
	process := w.Process()
	ctx, ended := context.WithCancel(ctx)
	defer ended()
	go cutShort(ctx, process, ended)
	err := w.fencers.served(ctx, w.cfg.Bounds, w.cfg.Bounds.Recovery)
	switch {
	case isDone(process) && process.Err() != nil:
		return process.Err()
	case err == nil, errors.Is(err, errTester):
		return err
	}
	return fmt.Errorf("%w within %s (recovery): %w", iut.ErrNotRecovered, w.cfg.Bounds.Recovery, err)
}

// mend makes sound what a purpose left broken, and lets the IUT recover, so that the next purpose begins as the first did. An IUT
// that does not is found out by those. What the tester can't mend ends the run: nobody could be judged any more.
func (w *World) mend(ctx context.Context) {
	w.running.Lock()
	sides := slices.Sorted(maps.Keys(w.amiss))
	w.running.Unlock()
	if len(sides) == 0 {
		return
	}
	mending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	for _, side := range sides {
		if err := w.SetLink(mending, side, valve.State{}); err != nil {
			w.timeline.lose(fmt.Errorf("the tester could not make the network sound again that a purpose had left broken: %w", err))
			return
		}
	}
	_ = w.Recovered(ctx)
}

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

// shaken is how the IUT took what a purpose broke around it.
type shaken int

const (
	settled     shaken = iota // nothing was broken, or it has recovered
	unsettled                 // that is not known yet
	unrecovered               // it has not
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
	if to != (valve.State{}) {
		w.shaken = unsettled
	}
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
	w.running.Lock()
	if w.shaken = settled; err != nil {
		w.shaken = unrecovered
	}
	w.running.Unlock()
	switch {
	case isDone(process) && process.Err() != nil:
		return process.Err()
	case err == nil, errors.Is(err, errTester):
		return err
	}
	return fmt.Errorf("%w within %s (recovery): %w", iut.ErrNotRecovered, w.cfg.Bounds.Recovery, err)
}

// RestartFrontEnd restarts the SfB front end as a whole. Meanwhile the IUT is cut off from it, and the people's SfB clients have
// lost it; they sign in again before it returns.
func (w *World) RestartFrontEnd(ctx context.Context) error {
	var reconnect []func(context.Context) error
	for _, p := range w.cast.everybody() {
		reconnect = append(reconnect, p.Disconnect())
	}
	if err := w.SetLink(ctx, record.SourceSfB, valve.State{Cut: true}); err != nil {
		return err
	}
	if err := w.sfbControl().Restart(ctx); err != nil {
		return err
	}
	if err := w.SetLink(ctx, record.SourceSfB, valve.State{}); err != nil {
		return err
	}
	for _, again := range reconnect {
		if err := again(ctx); err != nil {
			return err
		}
	}
	return w.Sync(ctx)
}

// Pause halts the IUT where it stands, and Unpause lets it go on.
func (w *World) Pause(ctx context.Context) error {
	w.nowIs(func(s *subject) { s.paused = true; w.shaken = unsettled })
	if err := w.Process().Pause(); err != nil {
		return err
	}
	w.say(record.Event{Kind: record.IUTPaused, Party: record.PartyIUT})
	return w.Sync(ctx)
}

// Unpause is the end of [World.Pause].
func (w *World) Unpause(ctx context.Context) error {
	if err := w.Process().Unpause(); err != nil {
		return err
	}
	w.nowIs(func(s *subject) { s.paused = false })
	w.say(record.Event{Kind: record.IUTResumed, Party: record.PartyIUT})
	return w.Sync(ctx)
}

// mend makes sound what a purpose left broken, and lets the IUT recover, so that the next purpose begins as the first did. An IUT
// that does not is killed where it may be started anew, which is [World.Restore]'s to do; any other is found out by the purposes
// that follow. What the tester can't mend ends the run: nobody could be judged any more.
func (w *World) mend(ctx context.Context) {
	w.running.Lock()
	sides, paused := slices.Sorted(maps.Keys(w.amiss)), w.subject.paused
	w.running.Unlock()
	mending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	for _, side := range sides {
		if err := w.SetLink(mending, side, valve.State{}); err != nil {
			w.timeline.lose(fmt.Errorf("the tester could not make the network sound again that a purpose had left broken: %w", err))
			return
		}
	}
	if paused && !isDone(w.Process()) {
		if err := w.Unpause(mending); err != nil {
			w.timeline.lose(fmt.Errorf("the tester could not let the implementation go on that a purpose had halted: %w", err))
			return
		}
	}
	w.running.Lock()
	state := w.shaken
	w.running.Unlock()
	if state == unsettled && w.Recovered(ctx) != nil {
		state = unrecovered
	}
	if state != unrecovered {
		return
	}
	w.nowIs(func(*subject) { w.shaken = settled }) // it gets no second chance
	if w.cfg.Restartable && !isDone(w.Process()) {
		_ = w.Kill(ctx) // one that can't be killed is found out as well
	}
}

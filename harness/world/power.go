package world

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
)

// subject is the IUT as it runs.
type subject struct {
	process iut.Process // the latest; nil before the first start
	started []iut.Process
	down    bool  // the tester ended it, and it does not serve again yet
	paused  bool  // the tester halted it, and has not let it go on
	lost    error // why it could not be brought back; nil while it could
}

// runs notes that the IUT was started.
func (s *subject) runs(process iut.Process) {
	s.process = process
	s.started = append(slices.Clip(s.started), process) // who has the list keeps it as it is
}

// Process is the IUT as it runs, or as it ended; nil when it was not started. After a restart it is the new one.
func (w *World) Process() iut.Process {
	w.running.Lock()
	defer w.running.Unlock()
	return w.subject.process
}

// Gone says why there is no IUT: it ended by itself, or did not come back after the tester had ended it. It is nil while it
// runs, and while a purpose has ended it and may yet start it again.
func (w *World) Gone() error {
	w.running.Lock()
	defer w.running.Unlock()
	switch s := w.subject; {
	case s.lost != nil:
		return s.lost
	case s.process == nil || s.down || !isDone(s.process):
		return nil
	default:
		return s.process.Err()
	}
}

// Kill ends the IUT at once, and Stop asks it to stop; each waits until it has ended. What it did before is in the timeline
// then. That it had ended already is an error, which wraps [iut.ErrEnded].
func (w *World) Kill(ctx context.Context) error {
	return w.end(ctx, record.IUTKilled, iut.Process.Kill)
}

// Stop is the gentle [World.Kill]: an IUT that does not stop within [World.StopTime] is killed, and the error says so.
func (w *World) Stop(ctx context.Context) error {
	return w.end(ctx, record.IUTStopped, iut.Process.Stop)
}

func (w *World) end(ctx context.Context, kind record.Kind, how func(iut.Process, context.Context) error) error {
	process, began := w.Process(), time.Now()
	if isDone(process) {
		if err := process.Err(); err != nil {
			return err
		}
		return errors.New("the IUT has been ended already")
	}
	w.nowIs(func(s *subject) { s.down = true })
	bound, cancel := w.StopTime(ctx)
	defer cancel()
	if err := how(process, bound); err != nil {
		if errors.Is(err, iut.ErrEnded) { // it was faster
			w.nowIs(func(s *subject) { s.down = false })
		}
		return err
	}
	// What it did before its end comes before the word of its end, though that was some time ago by now.
	if err := w.Sync(ctx); err != nil {
		return err
	}
	if err := w.sfbControl().Departed(ctx); err != nil {
		return err
	}
	w.say(record.Event{Kind: kind, Party: record.PartyIUT, Time: began})
	return nil
}

// Resume starts the IUT again after a [World.Kill] or [World.Stop], with the environment that it had, and waits until it serves:
// since then it has come to Teams, and one of the fence pair is registered, published and watched, and heard of by its
// subscriptions (bound: Ready). An error that wraps [ErrNotReady] is about the IUT.
func (w *World) Resume(ctx context.Context) error {
	if !isDone(w.Process()) {
		return errors.New("the IUT runs already")
	}
	w.say(record.Event{Kind: record.IUTStarted, Party: record.PartyIUT})
	process, err := w.cfg.Launcher.Start(ctx, w.env)
	if err != nil {
		return err
	}
	w.nowIs(func(s *subject) { s.runs(process) })
	if err := w.awaitBack(ctx, process); err != nil {
		return err
	}
	w.nowIs(func(s *subject) { s.down = false })
	return nil
}

// awaitBack waits until a process that was started again serves the fence pair.
func (w *World) awaitBack(ctx context.Context, process iut.Process) error {
	ctx, ended := context.WithCancel(ctx)
	defer ended()
	go cutShort(ctx, process, ended)
	err := w.fencers.served(ctx, w.cfg.Bounds, w.cfg.Bounds.Ready)
	switch {
	case isDone(process):
		return fmt.Errorf("%w: %w", ErrNotReady, process.Err())
	case err == nil, errors.Is(err, errTester):
		return err
	}
	return fmt.Errorf("%w within %s (ready): %w", ErrNotReady, w.cfg.Bounds.Ready, err)
}

// cutShort ends a wait for an IUT that is gone.
func cutShort(ctx context.Context, process iut.Process, wait context.CancelFunc) {
	select {
	case <-process.Done():
		wait()
	case <-ctx.Done():
	}
}

// served waits until the IUT serves who is signed in to Teams, and hears of what she does there, each within a bound of its own.
func (p *fencePair) served(ctx context.Context, bounds judge.Bounds, as time.Duration) error {
	p.scene.Bounds = patient(bounds, as)
	defer func() { p.scene.Bounds = bounds }()
	return p.caught(func() {
		p.fay.BeServed(ctx)
		p.fay.Teams.Type(ctx)
	})
}

// Restore puts back what a purpose left behind. What it broke around the IUT is mended. An IUT that it ended and that does not
// serve is started again, once; when that fails, [World.Gone] says so from then on.
func (w *World) Restore(ctx context.Context) {
	w.mend(ctx)
	w.running.Lock()
	s := w.subject
	w.running.Unlock()
	if !s.down || s.lost != nil {
		return
	}
	if !isDone(s.process) { // it runs, and did not become ready
		w.nowIs(func(s *subject) { s.down = false })
		return
	}
	if err := w.Resume(ctx); isDone(w.Process()) {
		w.nowIs(func(s *subject) { s.lost = fmt.Errorf("it was ended on purpose and did not come back: %w", err) })
		return
	}
	w.nowIs(func(s *subject) { s.down = false })
}

func (w *World) nowIs(change func(s *subject)) {
	w.running.Lock()
	defer w.running.Unlock()
	change(&w.subject)
}

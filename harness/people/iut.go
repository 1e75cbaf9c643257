package people

import (
	"context"
	"errors"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
)

// Power ends the implementation under test and starts it anew, with the same environment. Its methods are for one
// goroutine at a time, and wait until what they do is done. Errors that wrap [iut.ErrEnded], [iut.ErrNotStopped] or
// [iut.ErrNotReady] are about the implementation, others about the tester.
type Power interface {
	// Kill ends it at once, without asking. That it has ended already is an error.
	Kill(ctx context.Context) error
	// Stop asks it to stop, as at the end of a run.
	Stop(ctx context.Context) error
	// Resume starts it again after either, and waits until it serves (bound: Ready).
	Resume(ctx context.Context) error
}

// IUT is the implementation under test as purposes may treat it that claim "restartable". Each method ends the purpose when
// the implementation does not do its part. Whoever else takes part in the run meets the new one too, so a story that ends
// it starts it again; one that breaks off in between is tidied up after.
type IUT struct{ scene *Scene }

// IUT is the implementation that the people of the scene meet.
func (s *Scene) IUT() IUT { return IUT{s} }

// Kill ends the implementation at once and without asking: nothing that it had only in its memory is left.
func (i IUT) Kill(ctx context.Context) { i.scene.stop(i.do(ctx, Power.Kill)) }

// Stop asks the implementation to stop, and waits until it has.
func (i IUT) Stop(ctx context.Context) { i.scene.stop(i.do(ctx, Power.Stop)) }

// Start starts the implementation again, and waits until it serves (bound: Ready): it has come to both sides, and somebody
// who is signed in to Teams is registered, and heard. For everybody else, see [Person.BeServed].
func (i IUT) Start(ctx context.Context) { i.scene.stop(i.do(ctx, Power.Resume)) }

// Restart is a Stop and a Start.
func (i IUT) Restart(ctx context.Context) {
	i.Stop(ctx)
	i.Start(ctx)
}

func (i IUT) do(ctx context.Context, what func(Power, context.Context) error) error {
	if i.scene.Power == nil {
		return errors.New("purpose " + i.scene.Purpose + " needs an implementation that can be ended and started again, and has none")
	}
	err := what(i.scene.Power, ctx)
	switch {
	case errors.Is(err, iut.ErrNotReady): // also when it ended instead
		return iutFailed(ErrComesBack, nil, "the implementation was started again: %v", err)
	case errors.Is(err, iut.ErrEnded):
		return iutFailed(ErrServes, nil, "%v", err)
	case errors.Is(err, iut.ErrNotStopped):
		return iutFailed(ErrStops, nil, "%v", err)
	}
	return err
}

// BeServed waits until the IUT serves the person (bound: Registration), as [TeamsClient.SignIn] does. After a restart of the
// IUT only what it did since then counts. It is for somebody who is signed in to Teams.
func (p *Person) BeServed(ctx context.Context) { p.scene.stop(p.awaitLine(ctx)) }

// iutEnded says whether it is the end of the implementation's process: what that had from the fakes is nobody's then.
func iutEnded(kind record.Kind) bool { return kind == record.IUTKilled || kind == record.IUTStopped }

package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/valve"
	"github.com/duet-conformance/duet/harness/iut"
)

// Breaker does to what is around the implementation, and to the implementation, what breaks in the field. Its methods are for
// one goroutine at a time, and wait until what they do is done and in the log. An error of Recovered that wraps
// [iut.ErrNotRecovered] or [iut.ErrEnded] is about the implementation, every other about the tester.
type Breaker interface {
	// SetLink sets the network between the IUT and a fake: [record.SourceSfB] or [record.SourceTeams].
	SetLink(ctx context.Context, side string, to valve.State) error
	// RestartFrontEnd makes the SfB front end forget everything and close all connections; people sign in again.
	RestartFrontEnd(ctx context.Context) error
	// Pause halts the IUT where it stands, and Unpause lets it go on.
	Pause(ctx context.Context) error
	Unpause(ctx context.Context) error
	// Recovered waits until the IUT serves as before (bound: Recovery): somebody who is signed in to Teams is registered, published
	// and watched, and heard of by its subscriptions.
	Recovered(ctx context.Context) error
}

// Outage is a while in which something around the IUT is broken, for everybody who takes part in the run. A story that begins one
// ends it; one that breaks off in between is tidied up after. While it lasts, nobody who acts waits until the IUT was told.
type Outage struct {
	// What is what was broken, in words: "the network to the SfB front end was cut".
	What string
	// Began and Ended are when; Ended is zero while it lasts.
	Began, Ended time.Time

	scene *Scene
	mend  func(ctx context.Context) error
}

// Scene is where it was seen from.
func (o *Outage) Scene() *Scene { return o.scene }

// String is what was broken, and for how long.
func (o *Outage) String() string {
	if o.Ended.IsZero() {
		return o.What
	}
	return fmt.Sprintf("%s (%s)", o.What, o.Ended.Sub(o.Began).Round(time.Millisecond))
}

// CutFromSfB cuts the network between the IUT and the SfB front end: connections are reset, datagrams are lost.
func (i IUT) CutFromSfB(ctx context.Context) *Outage {
	return i.impair(ctx, record.SourceSfB, valve.State{Cut: true}, "the network to the SfB front end was cut")
}

// CutFromTeams cuts the network between the IUT and the Teams backend, in both directions.
func (i IUT) CutFromTeams(ctx context.Context) *Outage {
	return i.impair(ctx, record.SourceTeams, valve.State{Cut: true}, "the network to the Teams backend was cut")
}

// FrontEndRestarts restarts the SfB front end as a whole: it closes all connections, and forgets registrations, publications and
// subscriptions. People sign in at SfB again by themselves; what they watched they don't. It is over when they have.
func (i IUT) FrontEndRestarts(ctx context.Context) *Outage {
	return i.breaks(ctx, "the SfB front end was restarted", func(ctx context.Context, b Breaker) error { return b.RestartFrontEnd(ctx) },
		func(context.Context, Breaker) error { return nil })
}

// StandsStill halts the IUT where it stands, as a machine does that is suspended.
func (i IUT) StandsStill(ctx context.Context) *Outage {
	return i.breaks(ctx, "the implementation stood still", func(ctx context.Context, b Breaker) error { return b.Pause(ctx) },
		func(ctx context.Context, b Breaker) error { return b.Unpause(ctx) })
}

// LosesEvery loses every n-th datagram of each conversation between the IUT and the SfB front end, in either direction. Only a run
// over UDP has any.
func (i IUT) LosesEvery(ctx context.Context, n int) *Outage {
	return i.impair(ctx, record.SourceSfB, valve.State{LoseEvery: n}, fmt.Sprintf("of %d datagrams between the implementation and the SfB front end one was lost", n))
}

// Doubles brings every datagram between the IUT and the SfB front end twice, in either direction. Only a run over UDP has any.
func (i IUT) Doubles(ctx context.Context) *Outage {
	return i.impair(ctx, record.SourceSfB, valve.State{Double: true}, "every datagram between the implementation and the SfB front end came twice")
}

// impair makes an outage of a network.
func (i IUT) impair(ctx context.Context, side string, to valve.State, what string) *Outage {
	return i.breaks(ctx, what, func(ctx context.Context, b Breaker) error { return b.SetLink(ctx, side, to) },
		func(ctx context.Context, b Breaker) error { return b.SetLink(ctx, side, valve.State{}) })
}

// breaks begins an outage.
func (i IUT) breaks(ctx context.Context, what string, begin, end func(context.Context, Breaker) error) *Outage {
	s := i.scene
	if s.Breaker == nil {
		s.stop(errors.New("purpose " + s.Purpose + " needs a world in which things can be broken, and has none"))
	}
	o := &Outage{What: what, Began: time.Now(), scene: s, mend: func(ctx context.Context) error { return end(ctx, s.Breaker) }}
	s.amiss.Store(true)
	s.stop(begin(ctx, s.Breaker))
	return o
}

// Outlast lets the outage go on until it is known what becomes of an IM that was sent meanwhile: until it is shown, or its sender
// is told that it is not delivered. An implementation that keeps it for later is not waited for longer than the bound Delivery.
func (o *Outage) Outlast(ctx context.Context, im *IM) {
	s := o.scene
	_, err := s.await(ctx, s.bounds().Delivery, im.Mark, record.And(record.Carrying(im.Token), func(e record.Event) bool {
		return e.Kind == record.IMRefused || e.Kind == record.IMShown && e.To == im.To.Address() && e.Party != im.Via
	}))
	if !errors.Is(err, errLate) {
		s.stop(err)
	}
}

// Await lets the outage go on until it has shown in something of a kind that the IUT did or that befell it since a mark of the log
// (bound: Recovery). Where there is none, the outage was not tried, and the purpose is inconclusive.
func (o *Outage) Await(ctx context.Context, mark int, what string, keep record.Filter) {
	s := o.scene
	_, err := s.await(ctx, s.bounds().Recovery, mark, keep)
	if errors.Is(err, errLate) {
		err = unclear("%s, and %s was expected to show that; none did within %s (recovery)", o, what, s.bounds().Recovery)
	}
	s.stop(err)
}

// Heal ends the outage, and waits until the IUT serves as before (bound: Recovery).
func (o *Outage) Heal(ctx context.Context) {
	o.Mend(ctx)
	err := o.scene.Breaker.Recovered(ctx)
	switch {
	case errors.Is(err, iut.ErrEnded):
		err = iutFailed(ErrServes, nil, "%s, and %v", o, err)
	case errors.Is(err, iut.ErrNotRecovered):
		err = iutFailed(ErrRecovers, nil, "%s, and was whole again: %v", o, err)
	}
	o.scene.stop(err)
}

// Mend ends the outage, and waits for nothing else.
func (o *Outage) Mend(ctx context.Context) {
	o.scene.stop(o.mend(ctx))
	o.Ended = time.Now()
	o.scene.amiss.Store(false)
}

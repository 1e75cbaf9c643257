package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// lease is something that the front end holds for a user's endpoint for a time, and forgets unless it is renewed:
// a registration, a publication, a subscription.
type lease interface {
	// renew takes the lease or prolongs it, and says for how long it is granted.
	renew(ctx context.Context, flow *sipwire.Flow) (time.Duration, error)
	// end gives it back.
	end(ctx context.Context, flow *sipwire.Flow) error
}

// held is a lease and when it is to be renewed.
type held struct {
	lease
	name string
	have bool
	due  time.Time
}

// outdated says whether the front end should be told something else than it was.
func (h *held) outdated() bool {
	l, ok := h.lease.(interface{ outdated() bool })
	return ok && l.outdated()
}

// endpoint keeps a user's presence at the front end as it should be: everything there while the user is signed in to
// Teams and wants interop, nothing otherwise. It does one thing after the other, so what it does never crosses.
type endpoint struct {
	l      *line
	poked  chan struct{}
	flow   *sipwire.Flow // over which the leases were taken
	leases []*held
	pause  time.Duration // before the next attempt after a failure
	asleep bool          // nothing is done before there is news of the user; only for ReturnsOnActivity
}

const (
	// answerBound is how long one exchange with the front end may take.
	answerBound = 10 * time.Second
	// idle is how long the endpoint waits when there is nothing to do; it is woken before.
	idle = time.Hour
	// firstRetry is the pause after a failure; each further one doubles it, up to lastRetry.
	firstRetry = 250 * time.Millisecond
	lastRetry  = 30 * time.Second
)

func newEndpoint(l *line) *endpoint {
	e := &endpoint{l: l, poked: make(chan struct{}, 1), pause: firstRetry}
	// The registration comes last and goes first: who is registered is asked to decide about IMs, and must know by then what
	// the user does at the SfB client.
	e.leases = []*held{
		{name: "self-subscription", lease: l.watch},
		{name: "publication", lease: l.publication},
		{name: "registration", lease: l.registration},
	}
	return e
}

// poke makes the endpoint look again. It never blocks.
func (e *endpoint) poke() {
	select {
	case e.poked <- struct{}{}:
	default:
	}
}

// run keeps the endpoint until the gateway stops, and leaves nothing behind.
func (e *endpoint) run(life context.Context) {
	for {
		wait := e.step(life)
		timer := time.NewTimer(wait)
		select {
		case <-e.poked:
			e.asleep = false
		case <-timer.C:
		case <-e.broken():
			e.asleep = e.l.g.faults.has(ReturnsOnActivity)
		case <-life.Done():
			timer.Stop()
			e.withdraw(e.l.g.farewell)
			return
		}
		timer.Stop()
	}
}

// broken is closed when the connection that the leases were taken over is.
func (e *endpoint) broken() <-chan struct{} {
	if e.flow == nil || isClosed(e.flow.Done()) && e.l.g.faults.has(NeverReconnects) {
		return nil
	}
	return e.flow.Done()
}

// step does what is due, and says how long there is nothing more to do.
func (e *endpoint) step(ctx context.Context) time.Duration {
	if !e.l.wanted() {
		e.withdraw(ctx)
		e.flow = nil // nothing is held over it, so its end would be no news
		return idle
	}
	if e.asleep {
		e.noticeEnd()
		return idle
	}
	if e.flow != nil && isClosed(e.flow.Done()) && e.l.g.faults.has(NeverReconnects) {
		return idle
	}
	err := e.establish(ctx)
	if err == nil {
		e.pause = firstRetry
		e.l.repeat()
		return e.untilDue()
	}
	if ctx.Err() == nil {
		e.l.log().Warn("the endpoint is not complete; it is tried again", "error", err, "after", e.pause)
	}
	e.l.g.leavesTeamsToo(err)
	// A connection that broke as soon as it was made is no reason to make the next one at once.
	e.noticeEnd()
	if errors.Is(err, errRefused) && e.l.g.faults.has(GivesUpOnStaleNonce) {
		return idle
	}
	pause := e.pause
	e.pause = min(2*e.pause, lastRetry)
	return pause
}

// establish takes or renews every lease that is due, in order.
func (e *endpoint) establish(ctx context.Context) error {
	e.noticeEnd()
	flow, err := e.l.g.trunk.flow(ctx)
	if err != nil {
		return err
	}
	if flow != e.flow {
		// With a connection the front end forgets what it learned over it.
		e.flow = flow
		for _, h := range e.leases {
			if !h.have || h.lease != e.l.publication || !e.l.g.faults.has(TrustsOldPublication) {
				h.due = time.Time{}
			}
		}
	}
	for _, h := range e.leases {
		if h.have && time.Now().Before(h.due) && !h.outdated() {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err() // nothing more is taken by a gateway that stops
		}
		// What was asked for is heard out even by a gateway that stops: nobody can give back what they don't know they have.
		bound, cancel := context.WithTimeout(e.l.g.farewell, answerBound)
		granted, err := h.renew(bound, flow)
		cancel()
		if err == nil && granted <= 0 {
			err = fmt.Errorf("%s: %w: it was granted for no time", h.name, errRefused)
		}
		if err != nil && e.l.user.address() == "" {
			continue // RegistersUnlicensed: it does not even notice that the front end does not know the user
		}
		if err != nil {
			return err
		}
		h.have, h.due = true, time.Now().Add(granted/2)
	}
	return nil
}

// noticeEnd forgets a connection that has ended: its end is known then, and need not wake anybody again.
func (e *endpoint) noticeEnd() {
	if e.flow != nil && isClosed(e.flow.Done()) && !e.l.g.faults.has(NeverReconnects) {
		e.flow = nil
		e.l.lostConnection()
	}
}

// untilDue is how long until the first lease must be renewed.
func (e *endpoint) untilDue() time.Duration {
	wait := idle
	for _, h := range e.leases {
		if h.have {
			wait = min(wait, time.Until(h.due))
		}
	}
	return max(wait, 0)
}

// withdraw gives back what is held, the last first. What can't be given back runs out by itself.
func (e *endpoint) withdraw(ctx context.Context) {
	for i := len(e.leases) - 1; i >= 0; i-- {
		h := e.leases[i]
		if !h.have {
			continue
		}
		h.have = false
		bound, cancel := context.WithTimeout(ctx, answerBound)
		flow, err := e.l.g.trunk.flow(bound)
		if err == nil {
			err = h.end(bound, flow)
		}
		cancel()
		if err != nil {
			e.l.log().Warn("not given back", "what", h.name, "error", err)
		}
	}
}

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

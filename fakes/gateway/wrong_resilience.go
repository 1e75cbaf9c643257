package gateway

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// storesLater answers an IM at once and stores it a moment later, if the gateway lives that long.
func (l *line) storesLater(tx *sipwire.ServerTx, text string) bool {
	if !l.g.faults.has(StoresAfterAnswering) {
		return false
	}
	l.g.answer(tx, 200, "")
	timer := time.NewTimer(250 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		_ = l.deliver(l.g.life, tx.Request(), text)
	case <-l.g.life.Done():
	}
	return true
}

// givesUpOn says whether a faulty gateway takes a failure that will pass for the last word.
func (f faults) givesUpOn(r *refusal) bool {
	return r.Status == http.StatusTooManyRequests && f.has(GivesUpOn429) ||
		r.Status == http.StatusServiceUnavailable && f.has(GivesUpOn503) ||
		r.Status == http.StatusInternalServerError && f.has(GivesUpOn500)
}

// reauthorizedAfter is how late ReauthorizesLate is: longer than a message may take.
const reauthorizedAfter = 8 * time.Second

// goodUntil is until when a subscription is taken to be good that was granted until some time.
func (f faults) goodUntil(granted time.Time) time.Time {
	if time.Until(granted) < subscriptionLife/2 && f.has(IgnoresGrantedLife) {
		return time.Now().Add(subscriptionLife)
	}
	return granted
}

// impatience is how long PostsAgainWhenSlow waits for an answer.
const impatience = 200 * time.Millisecond

// patientWith bounds one attempt at a request; only a faulty gateway gives up on it before the whole request is given up.
func (f faults) patientWith(ctx context.Context, method string, attempt int) (context.Context, context.CancelFunc) {
	if f.has(PostsAgainWhenSlow) && method == http.MethodPost && attempt == 0 {
		return context.WithTimeout(ctx, impatience)
	}
	return ctx, func() {}
}

// namesAnew says whether a faulty gateway takes a repetition for a message of its own.
func (f faults) namesAnew(attempt int) bool {
	return attempt > 0 && (f.has(RetriesAsNew) || f.has(PostsAgainWhenSlow))
}

// losesWith says whether a faulty gateway takes an IM for delivered that failed for a reason.
func (f faults) losesWith(err error) bool {
	var refused net.Error
	return f.has(LosesWithConnection) && (errors.Is(err, sipwire.ErrFlowClosed) || errors.As(err, &refused))
}

// acceptsUnstored says whether a faulty gateway takes an IM for stored that failed for a reason.
func (f faults) acceptsUnstored(err error) bool {
	var r *refusal
	return f.has(AcceptsUnstored) && !errors.As(err, &r)
}

// timers are those of the transactions. A faulty gateway waits so long before it sends a request again that it never does.
func (g *Gateway) timers() sipwire.Timers {
	t := g.config.Timers
	if g.faults.has(SendsOnce) {
		t.T1 = time.Minute
	}
	return t
}

// tooOld is from when on DropsOverdue takes a message for one from long ago.
const tooOld = time.Second

// overdue says whether a faulty gateway finds a message too old to be carried.
func (f faults) overdue(written time.Time) bool {
	return f.has(DropsOverdue) && time.Since(written) > tooOld
}

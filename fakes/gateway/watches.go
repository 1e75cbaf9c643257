package gateway

import (
	"context"
	"errors"
	"sync"
	"time"
)

// watches are the gateway's change-notification subscriptions.
type watches struct {
	g   *Gateway
	url string // of the webhook
	// granted is sent when a subscription was granted a time: the next renewal may be due earlier than it was.
	granted chan struct{}

	mu   sync.Mutex
	made map[string]subscription // by id
	gone map[string]bool         // ended before their making was even answered
}

// begin makes all subscriptions.
func (w *watches) begin(ctx context.Context) error {
	for _, what := range watched {
		if err := w.make(ctx, subscription{Resource: what.resource, Change: what.change}); err != nil {
			return err
		}
	}
	return nil
}

func (w *watches) make(ctx context.Context, s subscription) error {
	made, err := w.g.teams.subscribe(ctx, subscription{
		Resource: s.Resource, Change: s.Change, URL: w.url, Life: w.url, State: w.g.clientState,
	})
	if err != nil {
		return err
	}
	made.Resource, made.Change, made.Expires = s.Resource, s.Change, w.g.faults.goodUntil(made.Expires)
	w.mu.Lock()
	gone := w.gone[made.ID]
	if !gone {
		if w.made == nil {
			w.made = map[string]subscription{}
		}
		w.made[made.ID] = made
	}
	w.mu.Unlock()
	if gone {
		return w.make(ctx, s)
	}
	w.tell()
	return nil
}

// tell tells keep that a subscription was granted a time.
func (w *watches) tell() {
	select {
	case w.granted <- struct{}{}:
	default: // it has been told
	}
}

// keep renews the subscriptions halfway through the time that they were granted, until the context ends.
func (w *watches) keep(ctx context.Context) {
	for {
		timer := time.NewTimer(time.Until(w.due()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-w.granted:
			timer.Stop()
			continue
		case <-timer.C:
		}
		if w.g.faults.has(NeverRenews) {
			return
		}
		for _, s := range w.all() {
			w.renew(ctx, s)
		}
	}
}

// retryRenewal is how soon after one renewal the next may be tried.
const retryRenewal = 200 * time.Millisecond

// due is when the next renewal should be.
func (w *watches) due() time.Time {
	due := time.Now().Add(subscriptionLife / 2)
	for _, s := range w.all() {
		if left := time.Until(s.Expires); time.Now().Add(left / 2).Before(due) {
			due = time.Now().Add(left / 2)
		}
	}
	// A subscription that can't be renewed is tried again soon, not at once.
	if soon := time.Now().Add(retryRenewal); due.Before(soon) {
		return soon
	}
	return due
}

func (w *watches) all() []subscription {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []subscription
	for _, s := range w.made {
		all = append(all, s)
	}
	return all
}

// renew lengthens a subscription, or makes it anew when Teams has forgotten it.
func (w *watches) renew(ctx context.Context, s subscription) {
	until, err := w.g.teams.renew(ctx, s.ID)
	if isStatus(err, 404) {
		w.replace(ctx, s)
		return
	}
	if err != nil {
		w.g.log.Error("a subscription was not renewed", "resource", s.Resource, "error", err)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s.Expires = w.g.faults.goodUntil(until)
	w.made[s.ID] = s
	w.tell()
}

// replace makes a subscription anew, and asks for everything that may have changed while there was none.
func (w *watches) replace(ctx context.Context, s subscription) {
	w.forget(s)
	if err := w.make(ctx, s); err != nil {
		w.g.log.Error("a subscription was not made anew", "resource", s.Resource, "error", err)
		w.mu.Lock()
		s.Expires = time.Now() // so that keep tries again soon
		w.made[s.ID] = s
		w.mu.Unlock()
		w.tell()
		return
	}
	err := w.g.roster.readAll(ctx)
	if err == nil && !w.g.faults.has(LeavesTheGap) {
		err = w.g.courier.catchUp(ctx)
	}
	if err != nil {
		w.g.log.Error("what happened meanwhile was not read", "error", err)
	}
}

// forget takes a subscription for gone.
func (w *watches) forget(s subscription) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.made, s.ID)
}

// lifecycle heeds a lifecycle notification.
func (w *watches) lifecycle(ctx context.Context, n notification) {
	removed := n.Lifecycle == "subscriptionRemoved"
	w.mu.Lock()
	s, known := w.made[n.SubscriptionID]
	if !known && removed {
		if w.gone == nil {
			w.gone = map[string]bool{}
		}
		w.gone[n.SubscriptionID] = true
	}
	w.mu.Unlock()
	switch {
	case !known:
	case removed:
		w.replace(ctx, s)
	case w.g.faults.has(ReauthorizesLate):
		w.g.after(reauthorizedAfter, func() { w.renew(ctx, s) })
	case w.g.faults.has(RemakesOnReauthorization):
		w.forget(s)
		_ = w.make(ctx, s)
	default: // reauthorizationRequired; renewing counts as that
		w.renew(ctx, s)
	}
}

// end ends all subscriptions.
func (w *watches) end(ctx context.Context) error {
	var failed []error
	for _, s := range w.all() {
		failed = append(failed, w.g.teams.unsubscribe(ctx, s.ID))
	}
	return errors.Join(failed...)
}

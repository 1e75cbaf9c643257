package world

import (
	"context"
	"errors"
	"fmt"

	"github.com/duet-conformance/duet/fakes/record"
)

// ErrUnreached is wrapped by the error of [Start], beside [ErrNotReady], when the backend could never connect to the webhook of the
// IUT: it listens elsewhere, or something stands between. Whose fault that is can't be told from here, and so what the backend
// holds against the IUT for it (a violation with the attribute unreached) is none in this world.
var ErrUnreached = errors.New("it can't be judged without a webhook that is reached")

// unreached is the error of an IUT that asked for subscriptions and got none because no connection to its webhook could be made;
// nil where that is not so.
func (w *World) unreached(ctx context.Context) error {
	// The wait may have been cut short, because the IUT ended when it got no subscription.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	if w.Sync(ctx) != nil || w.timeline.watched.Any() {
		return nil
	}
	var lost record.Event
	for _, e := range w.Events(0, w.Mark()) {
		switch {
		case e.Kind == record.SubscriptionCreated:
			return nil
		case e.Kind == record.Violation && e.Attr("unreached") != "":
			lost = e
		}
	}
	if lost.Kind == "" {
		return nil
	}
	return fmt.Errorf("%w: %w: %s; DUET_LISTEN_HOST says where it is to listen, and what its webhook URLs are to name: check that it heeds that, and that nothing on the way there, such as a firewall, keeps the backend out",
		ErrNotReady, ErrUnreached, lost.Text)
}

package people

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// toldOfPresence waits until the IUT has answered, in each of its live subscriptions to the user's own presence, a NOTIFY
// of at least the state that the change made, and then lets it settle.
func (s *Scene) toldOfPresence(ctx context.Context, who, address string, change record.Event) error {
	if s.amiss.Load() {
		return nil
	}
	serial := serialOf(change)
	var waiting []string
	err := s.until(ctx, s.bounds().Told, func(events []record.Event) bool {
		waiting = untoldWatches(liveWatches(events, address), since(events, change), address, serial)
		return len(waiting) == 0
	})
	if errors.Is(err, errLate) {
		missing := &judge.Arrow{From: "iut", To: "sfb", Label: "200 (NOTIFY)"}
		if slices.ContainsFunc(waiting, func(callID string) bool { return unanswered(s.Log.All(), callID, "NOTIFY") }) {
			return iutFailed(ErrTold, missing, "the implementation watches %s's own presence and was expected to answer the NOTIFY of %s's change "+
				"with 2xx; it did not within %s (told)", who, who, s.bounds().Told)
		}
		return unclear("the SfB front end was expected to tell the implementation of %s's change of presence (serial %d); "+
			"no NOTIFY of it was answered within %s (told)", who, serial, s.bounds().Told)
	}
	if err != nil {
		return err
	}
	return s.settle(ctx)
}

// since are the events from the given one on, which is looked for from the end, where it is likely to be: all, when it is not
// there. What an observer tells of a change comes after the change in its log.
func since(events []record.Event, one record.Event) []record.Event {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Seq == one.Seq && events[i].Source == one.Source {
			return events[i:]
		}
	}
	return events
}

// untoldWatches are those of the IUT's live self-subscriptions, by their Call-IDs, that have not answered a NOTIFY of the
// serial or a later one in the events.
func untoldWatches(live []string, events []record.Event, address string, serial uint64) []string {
	return slices.DeleteFunc(live, func(id string) bool {
		return slices.ContainsFunc(events, func(e record.Event) bool {
			return e.Kind == record.Notified && e.From == address && e.Attr("call-id") == id &&
				strings.HasPrefix(e.Attr("status"), "2") && serialOf(e) >= serial
		})
	})
}

// liveWatches are the Call-IDs of the IUT's live subscriptions to the person's own presence, in the order in which they
// were made.
func liveWatches(events []record.Event, address string) []string {
	var live []string
	for i := range events {
		switch e := &events[i]; {
		case e.Kind == record.Subscribed && e.Party == record.PartyIUT && e.To == address && e.Attr("self") == "true":
			if id := e.Attr("call-id"); !slices.Contains(live, id) {
				live = append(live, id)
			}
		case iutEnded(e.Kind):
			live = nil
		case e.Kind == record.Unsubscribed && e.To == address:
			id := e.Attr("call-id")
			live = slices.DeleteFunc(live, func(other string) bool { return other == id })
		}
	}
	return live
}

// toldByTeams waits until the IUT has answered, for each of its live subscriptions to the resource, a change notification of at
// least the state that the change made, and then lets it settle.
func (s *Scene) toldByTeams(ctx context.Context, who *Person, r resource, change record.Event) error {
	if s.amiss.Load() {
		return nil
	}
	var waiting []string
	told := func(events []record.Event) bool {
		waiting = untoldSubscriptions(since(events, change), s.subscriptions(events).notified(r, who.User, change), who.User, serialOf(change))
		return len(waiting) == 0
	}
	err := s.until(ctx, s.bounds().Told, told)
	// A subscription that ends is nobody's event, so the end of one may have gone unnoticed.
	if errors.Is(err, errLate) && !told(s.Log.All()) {
		tried := record.And(record.Is(record.Notification), record.From(who.Address()), func(e record.Event) bool {
			return slices.Contains(waiting, e.Attr("subscription"))
		})
		if len(record.Select(s.Log.All(), tried)) > 0 {
			return iutFailed(ErrTold, &judge.Arrow{From: "iut", To: "teams", Label: "2xx to the change notification"},
				"the implementation subscribed to the %s of users and was expected to answer the notification of %s's change with 2xx; "+
					"it did not within %s (told)", r, who, s.bounds().Told)
		}
		return unclear("the Teams backend was expected to tell the implementation of the change of %s's %s (serial %d); "+
			"no notification of it was answered within %s (told)", who, r, serialOf(change), s.bounds().Told)
	}
	if err != nil && !errors.Is(err, errLate) {
		return err
	}
	return s.settle(ctx)
}

// untoldSubscriptions are those of the ids whose notification of the serial, or of a later one, has not been delivered.
func untoldSubscriptions(events []record.Event, ids []string, user directory.User, serial uint64) []string {
	return slices.DeleteFunc(ids, func(id string) bool {
		return slices.ContainsFunc(events, func(e record.Event) bool {
			return e.Kind == record.Notification && e.From == user.Address && e.Attr("subscription") == id &&
				e.Attr("outcome") == "delivered" && serialOf(e) >= serial
		})
	})
}

// serialOf is the event's serial; 0 when it has none.
func serialOf(e record.Event) uint64 {
	n, _ := strconv.ParseUint(e.Attr("serial"), 10, 64)
	return n
}

// unanswered says whether the front end sent the IUT a request of the dialog to which no final answer has come back.
func unanswered(events []record.Event, callID, method string) bool {
	open := map[string]bool{}
	for _, e := range events {
		if e.Party != record.PartyIUT || e.Attr("call-id") != callID || e.Attr("method") != method {
			continue
		}
		switch status := e.Attr("status"); {
		case e.Kind == record.SIPOut && status == "":
			open[e.Attr("cseq")] = true
		case e.Kind == record.SIPIn && len(status) == 3 && status >= "200":
			delete(open, e.Attr("cseq"))
		}
	}
	return len(open) > 0
}

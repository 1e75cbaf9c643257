package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// SubscriptionKept claims that the IUT renews its subscriptions to a person's messages that the Teams backend granted for less
// than was asked for, or has others in their place, before what was granted is over.
type SubscriptionKept struct {
	// Address is the person's.
	Address string
	// Within is until when the backend must have said what became of them: what was granted, and a while.
	Within Window
}

// String is the claim as a sentence.
func (c SubscriptionKept) String() string {
	return "the IUT renews its subscription to the messages of " + who(c.Address) + ", or makes another, before the time is over that it was granted"
}

// Judge implements [Claim]. What the backend doesn't say is nothing that the IUT does wrong.
func (c SubscriptionKept) Judge(events []record.Event, now time.Time) Finding {
	short, kept := map[string]bool{}, []record.Event(nil)
	for _, e := range events {
		switch {
		case e.From != c.Address || e.Time.Before(c.Within.From):
		case e.Kind == record.GrantShortened:
			short[e.Attr("subscription")] = true
		case e.Kind == record.GrantOver && e.Attr("outcome") == "lapsed":
			return broken(c, ErrRefreshed, "it ran out "+c.Within.after(e.Time), e)
		case e.Kind == record.GrantOver:
			kept = append(kept, e)
		}
	}
	switch {
	case len(short) > 0 && len(kept) >= len(short):
		return Finding{Verdict: Pass, Seen: kept}
	case !over(c.Within, now):
		return awaited(c, c.Within)
	}
	return unclear(c, "the Teams backend did not say what became of it")
}

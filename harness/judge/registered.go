package judge

import (
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Registered claims that the IUT has exactly one endpoint of a person registered: one at some moment of the window, and
// from its beginning on never more than one.
type Registered struct {
	// Address is the person's.
	Address string
	Within  Window
}

// String is the claim as a sentence.
func (c Registered) String() string {
	return "the IUT has one endpoint of " + who(c.Address) + " registered within " + c.Within.String()
}

// Judge implements [Claim].
func (c Registered) Judge(events []record.Event, now time.Time) Finding {
	var b bindings
	var current []record.Event // what bound the one endpoint that there is
	var seen []record.Event    // what bound the one that there was in the window
	for _, e := range events {
		if !b.take(e, c.Address) {
			continue
		}
		if seen == nil && !e.Time.Before(c.Within.From) {
			seen = current // it lasted into the window
		}
		current = nil
		if len(b) == 1 {
			current = only(b)
		}
		if e.Time.Before(c.Within.From) {
			continue
		}
		if len(b) > 1 {
			return broken(c, ErrOneEndpoint, "it had "+strconv.Itoa(len(b))+" "+c.Within.after(e.Time), e)
		}
		if seen == nil && !e.Time.After(c.Within.End()) {
			seen = current
		}
	}
	late := current != nil && current[0].Time.After(c.Within.End())
	switch {
	case seen != nil:
		return kept(seen)
	case current != nil && !late:
		return kept(current)
	case !over(c.Within, now):
		return awaited(c, c.Within)
	case late:
		return broken(c, ErrRegistered, "it was registered "+c.Within.after(current[0].Time), current...)
	case len(b) > 1:
		return broken(c, ErrOneEndpoint, "it has "+strconv.Itoa(len(b)))
	}
	return broken(c, ErrRegistered, "there was none").missing(record.PartyIUT, record.SourceSfB, "REGISTER "+who(c.Address))
}

// only is the event of the one endpoint that there is.
func only(b bindings) []record.Event {
	for _, e := range b {
		return []record.Event{e}
	}
	return nil
}

// Deregistered claims that at some moment of the window the IUT has no endpoint of a person registered, after it had one.
type Deregistered struct {
	// Address is the person's.
	Address string
	Within  Window
}

// String is the claim as a sentence.
func (c Deregistered) String() string {
	return "the IUT has no endpoint of " + who(c.Address) + " registered any more within " + c.Within.String()
}

// Judge implements [Claim].
func (c Deregistered) Judge(events []record.Event, now time.Time) Finding {
	var b bindings
	var gone []record.Event // what ended the last endpoint; nil while there is one
	had := false
	for _, e := range events {
		was := gone
		if !b.take(e, c.Address) {
			continue
		}
		if was != nil && !e.Time.Before(c.Within.From) {
			return kept(was) // it was gone for a while within the window
		}
		had, gone = true, nil
		if len(b) == 0 {
			if gone = []record.Event{e}; e.Time.After(c.Within.End()) {
				return broken(c, ErrDeregistered, "it was registered until "+c.Within.after(e.Time), e)
			}
		}
	}
	switch {
	case gone != nil:
		return kept(gone)
	case !over(c.Within, now):
		return awaited(c, c.Within)
	case !had:
		return unclear(c, "it never had one")
	}
	return broken(c, ErrDeregistered, "it still has "+strconv.Itoa(len(b))).
		missing(record.PartyIUT, record.SourceSfB, "REGISTER "+who(c.Address)+", Expires: 0")
}

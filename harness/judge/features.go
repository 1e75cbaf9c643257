package judge

import (
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// IMFeatures claims that every Contact that the IUT registers for a person has an instance (RFC 5626) and no feature tag
// that says audio or video (RFC 3840).
type IMFeatures struct {
	// Address is the person's.
	Address string
	Within  Window
}

// String is the claim as a sentence.
func (c IMFeatures) String() string {
	return "the IUT registers " + who(c.Address) + " with +sip.instance, without audio and without video, within " + c.Within.String()
}

// Judge implements [Claim].
func (c IMFeatures) Judge(events []record.Event, now time.Time) Finding {
	return eachRegistration(c, ErrFeatures, c.Address, c.Within, events, now, func(e record.Event) string {
		if e.Attr("instance") == "" {
			return "the Contact has no +sip.instance"
		}
		for _, media := range []string{"audio", "video"} {
			if v, ok := feature(e.Attr("features"), media); ok && !strings.EqualFold(v, "false") {
				return "the Contact says " + media + " (" + e.Attr("features") + ")"
			}
		}
		return ""
	})
}

// eachRegistration judges what the IUT registers for a person, of which there must be something in time. wrong says what breaks
// the guarantee in one, or nothing.
func eachRegistration(c Claim, guarantee error, address string, within Window, events []record.Event, now time.Time, wrong func(record.Event) string) Finding {
	var seen []record.Event
	for _, e := range events {
		if e.Kind != record.Bound || e.Party != record.PartyIUT || e.From != address {
			continue
		}
		if why := wrong(e); why != "" {
			return broken(c, guarantee, why, e)
		}
		seen = append(seen, e)
	}
	switch {
	case len(seen) > 0:
		return kept(seen)
	case !over(within, now):
		return awaited(c, within)
	}
	return broken(c, ErrRegistered, "it did not register").missing(record.PartyIUT, record.SourceSfB, "REGISTER "+who(address))
}

// StableInstance claims that the IUT registers a person with the same instance each time, and that it has done so more
// than once (RFC 5626 section 4.1).
type StableInstance struct {
	// Address is the person's.
	Address string
	Within  Window
}

// String is the claim as a sentence.
func (c StableInstance) String() string {
	return "the IUT registers " + who(c.Address) + " again with the same instance within " + c.Within.String()
}

// Judge implements [Claim].
func (c StableInstance) Judge(events []record.Event, now time.Time) Finding {
	var seen []record.Event
	for _, e := range events {
		if e.Kind != record.Bound || e.Party != record.PartyIUT || e.From != c.Address || e.Attr("refresh") == "true" {
			continue
		}
		if len(seen) > 0 && e.Attr("instance") != seen[0].Attr("instance") {
			return broken(c, ErrStableInstance, "it was "+seen[0].Attr("instance")+" first and "+e.Attr("instance")+" later", e)
		}
		if e.Attr("instance") == "" {
			return broken(c, ErrStableInstance, "it had none", e)
		}
		seen = append(seen, e)
	}
	switch {
	case len(seen) > 1:
		return kept(seen)
	case !over(c.Within, now):
		return awaited(c, c.Within)
	case len(seen) == 1:
		return broken(c, ErrRegistered, "it registered only once").missing(record.PartyIUT, record.SourceSfB, "REGISTER "+who(c.Address))
	}
	return broken(c, ErrRegistered, "it did not register").missing(record.PartyIUT, record.SourceSfB, "REGISTER "+who(c.Address))
}

package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// RegistrationRefreshed claims that the IUT refreshes its registration of a person in the window, and that it does not
// run out until then (RFC 3261 section 10.2.4).
type RegistrationRefreshed struct {
	// Address is the person's.
	Address string
	Within  Window
}

// String is the claim as a sentence.
func (c RegistrationRefreshed) String() string {
	return "the IUT refreshes its registration of " + who(c.Address) + " within " + c.Within.String()
}

// Judge implements [Claim].
func (c RegistrationRefreshed) Judge(events []record.Event, now time.Time) Finding {
	var b bindings
	for _, e := range events {
		if !b.take(e, c.Address) || e.Time.Before(c.Within.From) {
			continue
		}
		switch {
		case e.Kind == record.Unbound && e.Attr("reason") == "expired":
			return broken(c, ErrRefreshed, "it ran out "+c.Within.after(e.Time), e)
		case e.Kind == record.Bound && e.Attr("refresh") == "true" && !e.Time.After(c.Within.End()):
			return kept([]record.Event{e})
		}
	}
	if !over(c.Within, now) {
		return awaited(c, c.Within)
	}
	return broken(c, ErrRefreshed, "no refresh came").missing(record.PartyIUT, record.SourceSfB, "REGISTER "+who(c.Address))
}

// PublicationRefreshed claims that the IUT publishes the presence of a person again in the window, anew or as a refresh,
// and that it does not run out until then (RFC 3903 section 4.1).
type PublicationRefreshed struct {
	// Address is the person's.
	Address string
	Within  Window
}

// String is the claim as a sentence.
func (c PublicationRefreshed) String() string {
	return "the IUT publishes the presence of " + who(c.Address) + " again within " + c.Within.String()
}

// Judge implements [Claim].
func (c PublicationRefreshed) Judge(events []record.Event, now time.Time) Finding {
	tags := map[string]bool{} // etags that the IUT was given
	for _, e := range events {
		if e.From != c.Address {
			continue
		}
		byIUT := e.Kind == record.Published && e.Party == record.PartyIUT
		if byIUT {
			tags[e.Attr("etag")] = true
		}
		if e.Time.Before(c.Within.From) {
			continue
		}
		switch {
		case e.Kind == record.Withdrawn && e.Attr("reason") == "expired" && tags[e.Attr("etag")]:
			return broken(c, ErrRefreshed, "it ran out "+c.Within.after(e.Time), e)
		case byIUT && e.Attr("basic") != "closed" && !e.Time.After(c.Within.End()):
			return kept([]record.Event{e})
		}
	}
	if !over(c.Within, now) {
		return awaited(c, c.Within)
	}
	return broken(c, ErrRefreshed, "nothing was published").missing(record.PartyIUT, record.SourceSfB, "PUBLISH or SERVICE "+who(c.Address))
}

package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// NeverRegistered claims that from a moment on the IUT registers no endpoint of a person, and does not try to: one who is
// not enabled for SfB, or who has switched interop off. It is an absence at the registrar, so it needs a later registration by the IUT of
// somebody else in the same purpose.
type NeverRegistered struct {
	// Address is the person's.
	Address string
	// Since is when the person gave cause to: signed in to Teams.
	Since time.Time
}

// String is the claim as a sentence.
func (c NeverRegistered) String() string { return "the IUT registers no endpoint of " + who(c.Address) }

// Absences are that at the registrar.
func (c NeverRegistered) Absences() []Absence {
	other := func(e record.Event) bool {
		return e.Kind == record.Bound && e.Party == record.PartyIUT && e.From != c.Address
	}
	return []Absence{{
		Observer: record.SourceSfB, What: "a registration of " + who(c.Address) + " by the IUT",
		Since: c.Since, Control: other, Fence: other,
	}}
}

// Judge implements [Claim].
func (c NeverRegistered) Judge(events []record.Event, _ time.Time) Finding {
	w := Window{From: c.Since}
	for _, e := range events {
		if e.Party != record.PartyIUT || e.Time.Before(c.Since) {
			continue
		}
		switch {
		case e.Kind == record.Bound && e.From == c.Address:
			return broken(c, ErrNotEnabled, "it registered "+e.Attr("contact")+" "+w.after(e.Time), e)
		case e.Kind == record.SIPIn && e.Attr("method") == "REGISTER" && e.To == c.Address:
			return broken(c, ErrNotEnabled, "it sent a REGISTER for "+who(c.Address)+" "+w.after(e.Time), e)
		}
	}
	return kept(nil)
}

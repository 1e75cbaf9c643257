package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// RefusesImpostor claims that the IUT says nothing to a front end or a backend that shows it a wrong certificate, and goes away.
type RefusesImpostor struct {
	// Of is the fake that shows it: [record.SourceSfB] or [record.SourceTeams].
	Of string
	// Address is the person's for whom the IUT connects again.
	Address string
	// Within is from when the fake was told to show the certificate until the IUT must have connected.
	Within Window
}

// String is the claim as a sentence.
func (c RefusesImpostor) String() string {
	return "the IUT, connecting again for " + who(c.Address) + " within " + c.Within.String() + ", says nothing to " + c.impostor() + " with a wrong certificate"
}

func (c RefusesImpostor) impostor() string {
	if c.Of == record.SourceTeams {
		return "a Teams backend"
	}
	return "a front end"
}

// Judge implements [Claim]. An IUT that does not connect was not tried.
func (c RefusesImpostor) Judge(events []record.Event, now time.Time) Finding {
	for _, e := range events {
		if e.Source != c.Of || e.From != c.Address || e.Time.Before(c.Within.From) {
			continue
		}
		switch e.Kind {
		case record.ImpostorAccepted:
			return broken(c, ErrAsksForProof, "it went on with one whose certificate was wrong ("+e.Attr("certificate")+") "+c.Within.after(e.Time), e)
		case record.ImpostorRefused:
			return kept([]record.Event{e})
		}
	}
	if !over(c.Within, now) {
		return awaited(c, c.Within)
	}
	return unclear(c, "it made no new connection")
}

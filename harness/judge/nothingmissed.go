package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// NothingMissed claims that the SfB conversation history of a person gets no missed conversation from a moment on. It is an
// absence at the person's SfB client, which must have missed one earlier in the same purpose.
type NothingMissed struct {
	// Of is the address of whose history it is.
	Of    string
	Since time.Time
}

// String is the claim as a sentence.
func (c NothingMissed) String() string {
	return who(c.Of) + "'s SfB conversation history gets no missed conversation"
}

// Absences are that in the history.
func (c NothingMissed) Absences() []Absence {
	return []Absence{{
		Observer: record.ClientName(c.Of, record.ClientSfB), What: "a missed conversation", Since: c.Since, Control: c.missed,
	}}
}

// Judge implements [Claim].
func (c NothingMissed) Judge(events []record.Event, _ time.Time) Finding {
	for _, e := range events {
		if c.missed(e) && e.Time.After(c.Since) {
			return broken(c, ErrNothingMissed, "it has one of "+who(e.To)+" "+Window{From: c.Since}.after(e.Time), e)
		}
	}
	return kept(nil)
}

func (c NothingMissed) missed(e record.Event) bool {
	return e.Kind == record.HistoryRecorded && e.From == c.Of && e.Attr("class") == "missed"
}

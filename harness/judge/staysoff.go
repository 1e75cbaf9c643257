package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// StaysOffSfB claims that the IUT sends no SIP request for the people of the purpose from a call on that was placed in
// Teams, but for what keeps up their registrations and presence. It is an absence at the front end, bounded by any fence
// that was seen after the call, and needs an earlier request of that sort by the IUT in the same purpose.
type StaysOffSfB struct {
	Call Call
}

// String is the claim as a sentence.
func (c StaysOffSfB) String() string { return "no SIP request results from " + c.Call.String() }

// Absences are that at the front end.
func (c StaysOffSfB) Absences() []Absence {
	return []Absence{{
		Observer: record.SourceSfB, What: "a request of the IUT after " + c.Call.String(), Since: c.Call.SentAt,
		Control: reaches, Fence: record.Is(record.FenceSeen),
	}}
}

// Judge implements [Claim].
func (c StaysOffSfB) Judge(events []record.Event, _ time.Time) Finding {
	for _, e := range events {
		if reaches(e) && !e.Time.Before(c.Call.SentAt) {
			return broken(c, ErrStaysOff, "the IUT sent "+e.Attr("start")+" "+Window{From: c.Call.SentAt}.after(e.Time), e)
		}
	}
	return kept(nil)
}

// reaches says whether an event is a request with which the IUT reaches for somebody at SfB. What it does to be there
// itself, and the answers that it gives, are none.
func reaches(e record.Event) bool {
	if e.Kind != record.SIPIn || e.Party != record.PartyIUT || e.Attr("status") != "" {
		return false
	}
	switch e.Attr("method") {
	case "REGISTER", "PUBLISH", "SERVICE", "SUBSCRIBE", "ACK", "":
		return false
	}
	return true
}

package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// StaysAway claims that an IM is never shown at a client, also when that is a client of who wrote it elsewhere. It is an
// absence, so the client must be seen to show another IM in the same purpose.
type StaysAway struct {
	IM IM
	// From is the client.
	From string
}

// String is the claim as a sentence.
func (c StaysAway) String() string { return c.IM.String() + " stays away from " + place(c.From) }

// Tokens is that of the IM.
func (c StaysAway) Tokens() []string { return []string{c.IM.Token} }

// Absences is that at the client.
func (c StaysAway) Absences() []Absence { return notShown(c.IM, []string{c.From}) }

// Judge implements [Claim].
func (c StaysAway) Judge(events []record.Event, _ time.Time) Finding {
	for _, e := range events {
		if e.Kind == record.IMShown && e.Token == c.IM.Token && e.Party == c.From {
			return broken(c, ErrStaysAway, "it was shown there "+Window{From: c.IM.SentAt}.after(e.Time), e)
		}
	}
	return kept(follow(c.IM, events).iut)
}

package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// StaysInTeams claims that a message that was written in Teams is sent nowhere in SfB: to a group, or between two users
// of Teams. It is an absence at the front end, so it needs a later message from Teams that does cross in the same purpose.
type StaysInTeams struct {
	IM IM
}

// String is the claim as a sentence.
func (c StaysInTeams) String() string { return c.IM.String() + " stays in Teams" }

// Tokens is that of the IM.
func (c StaysInTeams) Tokens() []string { return []string{c.IM.Token} }

// Absences are that at the front end.
func (c StaysInTeams) Absences() []Absence {
	return crossing(c.IM, record.SourceSfB, record.SIPIn, "sent by the IUT")
}

// Judge implements [Claim].
func (c StaysInTeams) Judge(events []record.Event, _ time.Time) Finding {
	return stays(c, c.IM, events, ErrStaysInTeams, record.SIPIn, record.ClientSfB, "the IUT sent it to SfB")
}

// StaysInSfB claims that a message of an SfB user is written into no chat: one of a multiparty conversation. It is an
// absence at the Teams backend, so it needs a later IM from SfB that does cross in the same purpose.
type StaysInSfB struct {
	IM IM
}

// String is the claim as a sentence.
func (c StaysInSfB) String() string { return c.IM.String() + " stays in SfB" }

// Tokens is that of the IM.
func (c StaysInSfB) Tokens() []string { return []string{c.IM.Token} }

// Absences are that at the Teams backend.
func (c StaysInSfB) Absences() []Absence {
	return crossing(c.IM, record.SourceTeams, record.MessagePosted, "posted by the IUT")
}

// Judge implements [Claim].
func (c StaysInSfB) Judge(events []record.Event, _ time.Time) Finding {
	return stays(c, c.IM, events, ErrStaysInSfB, record.MessagePosted, record.ClientTeams, "the IUT posted it in Teams")
}

// crossing is the absence of a message at the other system, with any other message that the IUT brings there as its fence
// and control.
func crossing(im IM, observer string, kind record.Kind, how string) []Absence {
	other := func(e record.Event) bool {
		return e.Kind == kind && e.Party == record.PartyIUT && e.Token != "" && e.Token != im.Token
	}
	return []Absence{{Observer: observer, What: im.String() + " " + how, Since: im.SentAt, Control: other, Fence: other}}
}

// stays judges that the IUT does not bring a message to the other system, and that no client there shows it.
func stays(c Claim, im IM, events []record.Event, guarantee error, kind record.Kind, client, seen string) Finding {
	var crossed []record.Event
	for _, e := range events {
		if e.Token != im.Token {
			continue
		}
		if e.Kind == kind && e.Party == record.PartyIUT || e.Kind == record.IMShown && side(e.Party) == client && !im.own(e) {
			crossed = append(crossed, e)
		}
	}
	if len(crossed) == 0 {
		return kept(nil)
	}
	w := Window{From: im.SentAt}
	return broken(c, guarantee, seen+" "+w.after(crossed[0].Time), crossed...)
}

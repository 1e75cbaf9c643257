package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Told claims what the sender of an IM is told of it, in time and without contradiction.
type Told struct {
	IM IM
	// Delivered is what they are told: that it was delivered, or that it was not.
	Delivered bool
	Within    Window
}

// String is the claim as a sentence.
func (c Told) String() string {
	not := "not "
	if c.Delivered {
		not = ""
	}
	return who(c.IM.From) + " is told that " + c.IM.String() + " was " + not + "delivered within " + c.Within.String()
}

// Tokens is that of the IM.
func (c Told) Tokens() []string { return []string{c.IM.Token} }

// Judge implements [Claim].
func (c Told) Judge(events []record.Event, now time.Time) Finding {
	t := follow(c.IM, events)
	if !c.Delivered {
		return toldRefused(c, t, c.Within, now)
	}
	switch {
	case len(t.refused) > 0:
		return broken(c, ErrSenderTold, t.seen(), t.refused...)
	case len(t.accepted) > 0 && t.accepted[0].Time.After(c.Within.End()):
		return broken(c, ErrSenderTold, t.seen()+", "+c.Within.after(t.accepted[0].Time), t.accepted[0])
	case len(t.accepted) > 0:
		return kept(append(t.accepted, t.iut...))
	case !over(c.Within, now):
		return awaited(c, c.Within)
	}
	return broken(c, ErrSenderTold, t.seen()).missing(c.IM.system(), c.IM.Via, "delivered")
}

// toldRefused judges that the sender learns in time that the IM was not delivered. A Teams client says first that the
// message is stored and learns of the failure later, so being told both is no contradiction there.
func toldRefused(c Claim, t trace, w Window, now time.Time) Finding {
	inChat := len(t.refused) > 0 && side(t.refused[0].Party) == record.ClientTeams
	switch {
	case len(t.refused) > 0 && len(t.accepted) > 0 && !inChat:
		return broken(c, ErrSenderTold, t.seen(), t.accepted...)
	case len(t.refused) > 0 && t.refused[0].Time.After(w.End()):
		return broken(c, ErrSenderTold, t.seen()+", "+w.after(t.refused[0].Time), t.refused[0])
	case len(t.refused) > 0:
		return kept(append(t.refused, t.iut...))
	case !over(w, now):
		return awaited(c, w)
	}
	return broken(c, ErrSenderTold, t.seen(), t.accepted...).missing(t.im.system(), t.im.Via, "not delivered")
}

package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// ArrivesNowhere claims that an IM is shown to nobody, that the IUT writes it into no chat, and that its sender is told
// in time, and truly, that it was not delivered.
type ArrivesNowhere struct {
	IM IM
	// Elsewhere are the clients, signed in when the IM was sent, that could have shown it.
	Elsewhere []string
	Within    Window
}

// String is the claim as a sentence.
func (c ArrivesNowhere) String() string {
	return c.IM.String() + " arrives nowhere and " + who(c.IM.From) + " is told so within " + c.Within.String()
}

// Tokens is that of the IM.
func (c ArrivesNowhere) Tokens() []string { return []string{c.IM.Token} }

// Absences are those at the clients that could have shown it.
func (c ArrivesNowhere) Absences() []Absence { return notShown(c.IM, c.Elsewhere) }

// Judge implements [Claim].
func (c ArrivesNowhere) Judge(events []record.Event, now time.Time) Finding {
	t := follow(c.IM, events)
	if arrived := append(t.shown, t.copies()...); len(arrived) > 0 {
		return broken(c, ErrNowhere, t.seen(), arrived...)
	}
	return toldRefused(c, t, c.Within, now)
}

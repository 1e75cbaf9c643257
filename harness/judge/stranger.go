package judge

import (
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Attempt is something that somebody sent to the IUT who had no right to.
type Attempt struct {
	// Token is in the text that was sent, Names are made-up names in it; neither is anywhere else.
	Token string
	Names []string
	// What was sent, for sentences.
	What   string
	SentAt time.Time
}

// String names the attempt in sentences: mallory's INVITE.
func (a Attempt) String() string { return "mallory's " + a.What }

// ComesToNothing claims that the IUT does nothing about an attempt: no client shows it, the IUT brings its text to neither
// system, and asks for nothing that it names.
type ComesToNothing struct {
	Attempt Attempt
	// Elsewhere are the clients that could have shown it; they are the observers of the absence.
	Elsewhere []string
}

// String is the claim as a sentence.
func (c ComesToNothing) String() string { return c.Attempt.String() + " comes to nothing" }

// Absences are those at the clients that could have shown it.
func (c ComesToNothing) Absences() []Absence {
	var absences []Absence
	for _, client := range c.Elsewhere {
		absences = append(absences, Absence{
			Observer: client, What: c.Attempt.String(), Since: c.Attempt.SentAt,
			Control: record.And(record.Is(record.IMShown), record.By(client)),
		})
	}
	return absences
}

// Judge implements [Claim].
func (c ComesToNothing) Judge(events []record.Event, _ time.Time) Finding {
	w := Window{From: c.Attempt.SentAt}
	for _, e := range events {
		switch ours := e.Token == c.Attempt.Token && e.Token != ""; {
		case ours && e.Kind == record.IMShown:
			return broken(c, ErrNoForgery, place(e.Party)+" shows it "+w.after(e.Time), e)
		case ours && e.Party == record.PartyIUT && e.Kind == record.MessagePosted:
			return broken(c, ErrNoForgery, "the IUT posted it in Teams "+w.after(e.Time), e)
		case ours && e.Party == record.PartyIUT && e.Kind == record.SIPIn && e.Attr("status") == "":
			return broken(c, ErrNoForgery, "the IUT sent it to SfB "+w.after(e.Time), e)
		case c.named(e):
			return broken(c, ErrNoForgery, "the IUT asked for "+e.Attr("path")+", which nothing else names, "+w.after(e.Time), e)
		}
	}
	return kept(nil)
}

// named says whether an event is a request of the IUT that has one of the made-up names.
func (c ComesToNothing) named(e record.Event) bool {
	if e.Kind != record.HTTPExchange || e.Party != record.PartyIUT {
		return false
	}
	for _, name := range c.Attempt.Names {
		if strings.Contains(e.Attr("path"), name) {
			return true
		}
	}
	return false
}

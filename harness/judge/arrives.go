package judge

import (
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Arrives claims that an IM is shown at a client, once, in time. It is judged anew with whatever comes later, so a stray
// copy at the end of the run still breaks it.
type Arrives struct {
	IM IM
	// At is the client.
	At string
	// Only claims that it arrives nowhere else as well: at no client of the other system, at no other person's, and, when
	// At is an SfB client, not as a message that the IUT wrote into a chat which no client is there to show. Further clients
	// of the same person in the same system are the same place.
	Only bool
	// Elsewhere are the clients, signed in when the IM was sent, that could have shown it instead; they are the observers
	// of the absence. Those that are the same place as At are no observers. Used with Only.
	Elsewhere []string
	Within    Window
}

// String is the claim as a sentence.
func (c Arrives) String() string {
	only := ""
	if c.Only {
		only = "only "
	}
	return c.IM.String() + " arrives " + only + "at " + place(c.At) + " within " + c.Within.String()
}

// Tokens is that of the IM.
func (c Arrives) Tokens() []string { return []string{c.IM.Token} }

// Absences are those at the clients elsewhere.
func (c Arrives) Absences() []Absence {
	if !c.Only {
		return nil
	}
	return notShown(c.IM, otherThan(c.Elsewhere, c.At))
}

// otherThan leaves out the clients that are the same place as one of the places.
func otherThan(clients []string, places ...string) []string {
	return slices.DeleteFunc(slices.Clone(clients), func(client string) bool {
		return slices.ContainsFunc(places, func(place string) bool { return sameSide(client, place) })
	})
}

// Judge implements [Claim].
func (c Arrives) Judge(events []record.Event, now time.Time) Finding {
	t := follow(c.IM, events)
	at, beside := t.at(c.At)
	copies := t.copies()
	inTeams := side(c.At) == record.ClientTeams
	if !inTeams {
		beside = append(beside, copies...)
	}

	switch {
	case c.Only && len(beside) > 0 && len(at) > 0:
		return broken(c, ErrOnePlace, t.seen(), beside...)
	case c.Only && len(beside) > 0:
		return broken(c, ErrArrives, t.seen(), beside...).missing(c.lastHop(), c.At, c.IM.String())
	case len(at) > 1:
		return broken(c, ErrExactlyOnce, t.seen(), at[1:]...)
	case inTeams && len(copies) > 1:
		return broken(c, ErrExactlyOnce, t.seen(), copies[1:]...)
	case len(at) == 1 && at[0].Time.After(c.Within.End()):
		return broken(c, ErrArrives, t.seen(), at[0])
	case len(at) == 1:
		return kept(append(at, t.iut...))
	case !over(c.Within, now):
		return awaited(c, c.Within)
	}
	f := broken(c, ErrArrives, t.seen(), t.refused...)
	if inTeams && len(t.posted) == 0 {
		return f.missing(record.PartyIUT, record.SourceTeams, c.IM.String())
	}
	return f.missing(c.lastHop(), c.At, c.IM.String())
}

// lastHop is who brings an IM to the client.
func (c Arrives) lastHop() string {
	if side(c.At) == record.ClientTeams {
		return record.SourceTeams
	}
	return record.SourceSfB
}

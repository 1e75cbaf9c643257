package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Call is a call or another invitation that is no IM, as a claim needs to know it.
type Call struct {
	// ID is the Call-ID of a SIP call, the id of a Teams call.
	ID string
	// From is the caller's address, Via the client that they called from.
	From, Via string
	// Modalities is what it is for, for sentences: "audio".
	Modalities string
	SentAt     time.Time
}

// String names the call in sentences: megan's audio call.
func (c Call) String() string { return who(c.From) + "'s " + c.Modalities + " call" }

// Rings claims at which clients a call rings: at each of them in time, and at no others.
type Rings struct {
	Call Call
	// At are the clients.
	At []string
	// Elsewhere are the clients, signed in when the call was made, that could ring instead; they are the observers of the
	// absence. Those on the side of one of At are no observers.
	Elsewhere []string
	Within    Window
}

// String is the claim as a sentence.
func (c Rings) String() string {
	return c.Call.String() + " rings only at " + places(c.At) + " within " + c.Within.String()
}

// Absences are those at the clients elsewhere.
func (c Rings) Absences() []Absence {
	var absences []Absence
	for _, client := range otherThan(c.Elsewhere, c.At...) {
		absences = append(absences, Absence{
			Observer: client, What: c.Call.String(), Since: c.Call.SentAt,
			Control: record.And(record.Is(record.CallRinging), record.By(client)),
		})
	}
	return absences
}

// Judge implements [Claim].
func (c Rings) Judge(events []record.Event, now time.Time) Finding {
	rung := map[string]bool{}
	var seen, iut, elsewhere []record.Event
	var late *record.Event
	for i, e := range events {
		if e.Attr("call-id") != c.Call.ID && e.Attr("call") != c.Call.ID {
			continue
		}
		switch {
		case e.Kind == record.BranchEnded && e.Party == record.PartyIUT:
			iut = append(iut, e)
		case e.Kind != record.CallRinging || e.Party == c.Call.Via:
		case !anyOf(c.At, e.Party):
			elsewhere = append(elsewhere, e)
		case e.Time.After(c.Within.End()):
			late = &events[i]
		default:
			rung[e.Party] = true
			seen = append(seen, e)
		}
	}
	if len(elsewhere) > 0 {
		var where []string
		for _, e := range elsewhere {
			where = append(where, place(e.Party))
		}
		return broken(c, ErrRingsOnly, "it rang at "+list(where), elsewhere...)
	}
	for _, client := range c.At {
		if rung[client] {
			continue
		}
		switch {
		case !over(c.Within, now):
			return awaited(c, c.Within)
		case late != nil && late.Party == client:
			return broken(c, ErrRings, "it rang at "+place(client)+" "+c.Within.after(late.Time), *late)
		}
		f := broken(c, ErrRings, "it did not ring at "+place(client)+declined(iut))
		f.Seen = append(f.Seen, iut...)
		return f.missing(IM{Via: client}.system(), client, c.Call.String())
	}
	return kept(append(seen, iut...))
}

// declined says what the IUT answered, where that may be why nothing rang.
func declined(iut []record.Event) string {
	if len(iut) == 0 {
		return ""
	}
	return "; the IUT answered " + iut[0].Attr("status")
}

// places names clients in a sentence.
func places(clients []string) string {
	var names []string
	for _, client := range clients {
		names = append(names, place(client))
	}
	return list(names)
}

// anyOf says whether a name is one of the names.
func anyOf(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

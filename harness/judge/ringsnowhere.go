package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// RingsNowhere claims that a call rings at nobody's client, and that the caller is told in time that it is in vain.
type RingsNowhere struct {
	Call Call
	// Elsewhere are the clients, signed in when the call was made, that could have rung; they are the observers of the
	// absence.
	Elsewhere []string
	// Untold is for a caller whose own system says nothing of the kind: then only the silence is claimed.
	Untold bool
	Within Window
}

// String is the claim as a sentence.
func (c RingsNowhere) String() string {
	if c.Untold {
		return c.Call.String() + " rings nowhere"
	}
	return c.Call.String() + " rings nowhere and " + who(c.Call.From) + " is told so within " + c.Within.String()
}

// Absences are those at the clients.
func (c RingsNowhere) Absences() []Absence {
	return Rings{Call: c.Call, Elsewhere: c.Elsewhere}.Absences()
}

// Judge implements [Claim].
func (c RingsNowhere) Judge(events []record.Event, now time.Time) Finding {
	var rung, told, iut []record.Event
	for _, e := range events {
		if e.Attr("call-id") != c.Call.ID && e.Attr("call") != c.Call.ID {
			continue
		}
		switch {
		case e.Kind == record.CallRinging && e.Party != c.Call.Via:
			rung = append(rung, e)
		case e.Kind == record.CallRefused:
			told = append(told, e)
		case e.Kind == record.BranchEnded && e.Party == record.PartyIUT:
			iut = append(iut, e)
		}
	}
	switch {
	case len(rung) > 0:
		return broken(c, ErrRingsOnly, "it rang at "+place(rung[0].Party), rung...)
	case c.Untold:
		return kept(iut)
	case len(told) > 0 && told[0].Time.After(c.Within.End()):
		return broken(c, ErrCallerTold, who(c.Call.From)+" was told only "+c.Within.after(told[0].Time), told[0])
	case len(told) > 0:
		return kept(append(told, iut...))
	case !over(c.Within, now):
		return awaited(c, c.Within)
	}
	return broken(c, ErrCallerTold, who(c.Call.From)+" was told nothing"+declined(iut)).missing(record.SourceSfB, c.Call.Via, "4xx")
}

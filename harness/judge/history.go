package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// InHistory claims that the SfB conversation history of a person gets an entry of an IM.
type InHistory struct {
	IM IM
	// Of is the address of whose history it is.
	Of     string
	Within Window
}

// String is the claim as a sentence.
func (c InHistory) String() string {
	return who(c.Of) + "'s SfB conversation history has " + c.IM.String() + " within " + c.Within.String()
}

// Tokens is that of the IM.
func (c InHistory) Tokens() []string { return []string{c.IM.Token} }

// Judge implements [Claim].
func (c InHistory) Judge(events []record.Event, now time.Time) Finding {
	t := follow(c.IM, events)
	for _, e := range entries(t, c.Of, events) {
		if e.Attr("class") == "im" && !e.Time.After(c.Within.End()) {
			return kept(append(t.iut, e))
		}
	}
	if !over(c.Within, now) {
		return awaited(c, c.Within)
	}
	return broken(c, ErrHistory, "it has none, and "+t.whereabouts()).missing(record.SourceSfB, record.ClientName(c.Of, record.ClientSfB), "history")
}

// NotInHistory claims that the SfB conversation history of a person gets no entry of an IM, neither as an IM nor as a
// missed conversation. It is an absence: bounded by a fence through the person's SfB client when that is signed in, else
// by a later entry in the same history.
type NotInHistory struct {
	IM IM
	// Of is the address of whose history it is.
	Of string
	// Fenced is true when the person's SfB client is signed in, so that a fence can be sent there.
	Fenced bool
}

// String is the claim as a sentence.
func (c NotInHistory) String() string {
	return who(c.Of) + "'s SfB conversation history has nothing of " + c.IM.String()
}

// Tokens is that of the IM.
func (c NotInHistory) Tokens() []string { return []string{c.IM.Token} }

// Absences are that in the history.
func (c NotInHistory) Absences() []Absence {
	other := func(e record.Event) bool {
		return e.Kind == record.HistoryRecorded && e.From == c.Of && e.Token != c.IM.Token
	}
	a := Absence{
		Observer: record.ClientName(c.Of, record.ClientSfB), What: "a history entry of " + c.IM.String(),
		Since: c.IM.SentAt, Control: other,
	}
	if !c.Fenced {
		a.Fence = other
	}
	return []Absence{a}
}

// Judge implements [Claim].
func (c NotInHistory) Judge(events []record.Event, _ time.Time) Finding {
	t := follow(c.IM, events)
	if found := entries(t, c.Of, events); len(found) > 0 {
		e, seen := found[0], "it has one as an IM"
		if e.Attr("class") == "missed" {
			seen = "it has one as a missed conversation"
		}
		return broken(c, ErrNoHistory, seen+" "+Window{From: c.IM.SentAt}.after(e.Time), e)
	}
	return kept(t.iut)
}

// entries are those of an IM in a person's history: by the token, and for a missed conversation, whose invitation may
// carry no text, by the session.
func entries(t trace, of string, events []record.Event) []record.Event {
	var found []record.Event
	for _, e := range events {
		if e.Kind != record.HistoryRecorded || e.From != of {
			continue
		}
		missed := e.Attr("class") == "missed" && e.Token == "" && t.calls[e.Attr("call-id")]
		if e.Token == t.im.Token || missed {
			found = append(found, e)
		}
	}
	return found
}

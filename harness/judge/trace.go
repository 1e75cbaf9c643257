package judge

import "github.com/duet-conformance/duet/fakes/record"

// trace is everything that the events say about one IM.
type trace struct {
	im IM
	// calls are the SIP sessions that carried it.
	calls map[string]bool
	// shown: a client showed it, to somebody else than its sender.
	shown []record.Event
	// posted: the IUT wrote it into a chat.
	posted []record.Event
	// accepted and refused: the sender's client was told so.
	accepted, refused []record.Event
	// failed: the IUT said in the chat that it could not be delivered.
	failed []record.Event
	// iut is what the IUT did with it: wrote it into a chat, sent it to SfB, declined the invitation that it came with.
	// When the IUT had no part in it because it had deregistered the receiver, that is its part.
	iut []record.Event
}

// follow collects the trace of an IM in two passes over the events: what carries the token, then what the IUT answered in
// the SIP sessions that the first pass found.
func follow(im IM, events []record.Event) trace {
	t := trace{im: im, calls: map[string]bool{}}
	var gone []record.Event
	for _, e := range events {
		if e.Token == im.Token && e.Token != "" {
			if id := e.Attr("call-id"); id != "" {
				t.calls[id] = true
			}
			t.add(e)
		}
		if e.From == im.To && (e.Kind == record.Bound || e.Kind == record.Unbound) && e.Party == record.PartyIUT {
			gone = append(gone[:0], e)
		}
	}
	if len(t.calls) > 0 {
		for _, e := range events {
			if e.Kind == record.BranchEnded && e.Party == record.PartyIUT && t.calls[e.Attr("call-id")] {
				t.iut = append(t.iut, e)
			}
		}
	}
	if len(t.iut) == 0 && len(gone) == 1 && gone[0].Kind == record.Unbound {
		t.iut = gone
	}
	return t
}

func (t *trace) add(e record.Event) {
	byIUT := e.Party == record.PartyIUT
	switch e.Kind {
	case record.IMShown:
		if !t.im.own(e) {
			t.shown = append(t.shown, e)
		}
	case record.IMAccepted:
		t.accepted = append(t.accepted, e)
	case record.IMRefused:
		t.refused = append(t.refused, e)
	case record.MessageFailed:
		t.failed = append(t.failed, e)
		t.iut = append(t.iut, e)
	case record.MessagePosted:
		if byIUT {
			t.posted = append(t.posted, e)
			t.iut = append(t.iut, e)
		}
	case record.SIPIn:
		if byIUT {
			t.iut = append(t.iut, e)
		}
	}
}

// at are the events that show the IM at a client; beside are those that show it anywhere but on this side of the person.
func (t trace) at(client string) (at, beside []record.Event) {
	for _, e := range t.shown {
		switch {
		case e.Party == client:
			at = append(at, e)
		case !sameSide(e.Party, client):
			beside = append(beside, e)
		}
	}
	return at, beside
}

// copies are the postings of different messages: a backend that knows the IM already stores it once.
func (t trace) copies() []record.Event {
	var different []record.Event
	known := map[string]bool{}
	for _, e := range t.posted {
		id := e.Attr("message")
		if id == "" || !known[id] {
			different = append(different, e)
		}
		known[id] = true
	}
	return different
}

// seen says where the IM turned up and what its sender was told: "it was shown at alix's SfB client after 12ms, and megan
// was told that it was delivered".
func (t trace) seen() string { return t.whereabouts() + ", and " + t.told() }

func (t trace) whereabouts() string {
	w := Window{From: t.im.SentAt}
	var where []string
	count := map[string]int{}
	for _, e := range t.shown {
		count[e.Party]++
	}
	for _, e := range t.shown {
		n, first := count[e.Party]
		if !first {
			continue
		}
		delete(count, e.Party)
		s := "at " + place(e.Party) + " " + w.after(e.Time)
		if n > 1 {
			s += " (" + times(n) + ")"
		}
		where = append(where, s)
	}
	posted := t.copies()
	switch {
	case len(where) > 0 && len(posted) > 1:
		return "it was shown " + list(where) + ", and the IUT posted it " + times(len(posted)) + " in Teams"
	case len(where) > 0:
		return "it was shown " + list(where)
	case len(posted) > 0:
		return "the IUT posted it in Teams " + w.after(posted[0].Time) + " and no client showed it"
	}
	return "it was shown nowhere"
}

func (t trace) told() string {
	name := who(t.im.From)
	switch {
	case len(t.refused) > 0 && len(t.accepted) > 0:
		return name + " was told that it was delivered and that it was not" + status(t.refused[0])
	case len(t.refused) > 0:
		return name + " was told that it was not delivered" + status(t.refused[0])
	case len(t.accepted) > 0:
		return name + " was told that it was delivered"
	}
	return name + " was told nothing"
}

// status is the status of an answer, in brackets.
func status(e record.Event) string {
	if s := e.Attr("status"); s != "" {
		if reason := e.Attr("reason"); reason != "" {
			s += " " + reason
		}
		return " (" + s + ")"
	}
	return ""
}

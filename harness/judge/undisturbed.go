package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Undisturbed claims that a client of a person has been signed in without a break since its last sign-in, and can be
// reached: nobody ended its registration or its session, and a fence that was sent in the window came through to it.
type Undisturbed struct {
	// Client is the client.
	Client string
	Within Window
}

// String is the claim as a sentence.
func (c Undisturbed) String() string {
	return place(c.Client) + " is still signed in and can be reached within " + c.Within.String()
}

// Judge implements [Claim].
func (c Undisturbed) Judge(events []record.Event, now time.Time) Finding {
	address, _, _ := record.SplitClientName(c.Client)
	sent := map[string]bool{}
	instances := map[string]bool{} // what this client registered
	for _, e := range events {
		switch {
		case e.Kind == record.FenceSent && c.Within.Holds(e.Time):
			sent[e.Token] = true
		case e.Kind == record.Bound && e.Party == c.Client:
			instances[e.Attr("instance")] = true
		}
	}
	var in, seen *record.Event
	var ended []record.Event
	var iut []record.Event
	for i := range events {
		e := &events[i]
		ours := e.Party == c.Client
		switch {
		case e.Kind == record.SignedIn && ours && e.Time.Before(c.Within.From):
			in, ended = e, nil
		case e.Kind == record.FenceSeen && ours && sent[e.Token] && seen == nil:
			seen = e
		case (e.Kind == record.SignedOut || e.Kind == record.TeamsSignedOut) && ours,
			e.Kind == record.Unbound && e.From == address && instances[e.Attr("instance")]:
			ended = append(ended, *e)
		case e.Kind == record.Bound && e.From == address && e.Party == record.PartyIUT:
			iut = []record.Event{*e}
		}
	}
	if in == nil {
		return unclear(c, "it never signed in")
	}
	for _, e := range ended {
		// What ended after the fence came through is another story: people sign out when a purpose is over.
		if e.Time.After(in.Time) && (seen == nil || e.Time.Before(seen.Time)) {
			return broken(c, ErrUndisturbed, "it was signed out "+Window{From: in.Time}.after(e.Time)+reason(e), e)
		}
	}
	switch {
	case seen != nil:
		return kept(append(iut, *seen))
	case !over(c.Within, now):
		return awaited(c, c.Within)
	}
	return unclear(c, "no fence that was sent there came through")
}

// reason is why something ended, in brackets.
func reason(e record.Event) string {
	if r := e.Attr("reason"); r != "" {
		return " (" + r + ")"
	}
	return ""
}

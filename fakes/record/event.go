package record

import (
	"strings"
	"time"
)

// Event is one thing that happened, as one observer saw it. Events are values: once appended they never change.
type Event struct {
	// Seq is the place in the observer's own log, from 1, without gaps. Zero until the event is appended.
	Seq uint64 `json:"seq"`
	// Time is when the observer saw it, by the observer's clock.
	Time time.Time `json:"time"`
	// Source is the observer: [SourceSfB], [SourceTeams] or [SourcePeople].
	Source string `json:"source"`
	Kind   Kind   `json:"kind"`
	// Party is who was at the other end: [PartyIUT], [PartyTester], or a client of a person as [ClientName] writes it.
	// Empty when nobody was (a timer ran out).
	Party string `json:"party,omitempty"`
	// From and To are the people whom it is about, as bare addresses ("alix@contoso.test"). For a SIP message they are
	// the users of its From and To headers; for a kind with one subject it is From.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// Token is the correlation token found in the text that was carried, if any; see [TokenIn].
	Token string `json:"token,omitempty"`
	// Text is the text of an IM, or the sentence of a violation.
	Text string `json:"text,omitempty"`
	// Attrs holds what else the kind promises (see the constants of [Kind]).
	Attrs map[string]string `json:"attrs,omitempty"`
	// Raw is the message as it was on the wire, where there was one.
	Raw []byte `json:"raw,omitempty"`
}

// Attr returns the named attribute, or "" when the event has none of that name.
func (e Event) Attr(name string) string { return e.Attrs[name] }

// About says whether the event concerns the person with the bare address.
func (e Event) About(address string) bool { return e.From == address || e.To == address }

// Observers of events.
const (
	SourceSfB    = "sfb"
	SourceTeams  = "teams"
	SourcePeople = "people"
)

// Parties that are no person's client.
const (
	PartyIUT    = "iut"
	PartyTester = "tester"
)

// The two clients that a person may sit at.
const (
	ClientSfB   = "sfb"
	ClientTeams = "teams"
)

// ClientName names a client of a person as a [Event.Party]: "alix@contoso.test/sfb". A second client of the same kind
// has a number: "alix@contoso.test/teams2".
func ClientName(address, client string) string { return address + "/" + client }

// SplitClientName is the inverse of [ClientName]. ok is false when the party is no person's client.
func SplitClientName(party string) (address, client string, ok bool) {
	return strings.Cut(party, "/")
}

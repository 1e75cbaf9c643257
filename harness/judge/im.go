package judge

import (
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// IM is an instant message as a claim needs to know it: what was sent. What became of it is in the events, under the
// token.
type IM struct {
	// Token is in the text, and in no other IM of the run.
	Token string
	// Text is what the sender typed, without the token.
	Text string
	// From and To are bare addresses. To is empty when the IM went to a group.
	From, To string
	// Via is the client that it was sent from.
	Via string
	// SentAt is when the sender's client sent it.
	SentAt time.Time
}

// String names the IM in sentences: megan's IM "lunch?".
func (im IM) String() string { return who(im.From) + "'s IM " + quote(im.Text) }

// system is the PCO that the sender's client hangs on.
func (im IM) system() string {
	if side(im.Via) == record.ClientTeams {
		return record.SourceTeams
	}
	return record.SourceSfB
}

// own says whether the event shows the IM to its own sender, at any of their clients.
func (im IM) own(e record.Event) bool {
	address, _, ok := record.SplitClientName(e.Party)
	return ok && address == im.From && e.From == im.From
}

// who is what a person is called in sentences. An address of a leased cast is "handle.purpose@domain".
func who(address string) string {
	local, _, _ := strings.Cut(address, "@")
	name, _, _ := strings.Cut(local, ".")
	if name == "" {
		return "somebody"
	}
	return name
}

// place is what a party is called in sentences: "alix's Teams client", "the IUT".
func place(party string) string {
	address, client, ok := record.SplitClientName(party)
	if !ok {
		switch party {
		case record.PartyIUT:
			return "the IUT"
		case record.SourceSfB:
			return "the SfB front end"
		case record.SourceTeams:
			return "the Teams backend"
		case "":
			return "nobody"
		}
		return party
	}
	for _, c := range [...]struct{ client, name string }{
		{record.ClientSfB, "SfB client"}, {record.ClientTeams, "Teams client"},
	} {
		if nr, ok := strings.CutPrefix(client, c.client); ok {
			if nr != "" {
				nr = " " + nr
			}
			return who(address) + "'s " + c.name + nr
		}
	}
	return who(address) + "'s client " + client
}

// side is which of the two clients of a person a party is, whatever its number; "" when it is no client.
func side(party string) string {
	_, client, _ := record.SplitClientName(party)
	return strings.TrimRight(client, "0123456789")
}

// sameSide says whether two clients are of one person and on the same side. An IM that is in Teams is at every Teams
// client of the person, so these are one place.
func sameSide(a, b string) bool {
	x, _, _ := record.SplitClientName(a)
	y, _, _ := record.SplitClientName(b)
	return x == y && side(a) == side(b)
}

// quote writes a text for a sentence, and cuts what is too long to read.
func quote(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most-1]) + "…"
	}
	return strconv.Quote(text)
}

// list joins names for a sentence: "a", "a and b", "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// times writes how often something happened: "once", "twice", "3 times".
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return strconv.Itoa(n) + " times"
}

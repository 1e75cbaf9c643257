package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Absence is something that a claim says was not seen. Not seeing proves nothing by itself: the observer may have been
// cut off, or blind to such events. So an absence counts only with a fence, a later event that came to the observer by
// the same path, and with a control, an event of the same sort that the observer did see in this purpose. [Conclude]
// looks for both.
type Absence struct {
	// Observer is a client of a person ([record.ClientName]), or "sfb" or "teams" for the point of observation itself.
	Observer string
	// What did not come, for sentences: "an IM", "a call", "a registration by the IUT".
	What string
	// Since is when it might have come from.
	Since time.Time
	// Control keeps the events that show that the observer sees such things.
	Control record.Filter
	// Fence keeps the events that bound the absence, when they come after Since. Nil means the fences of the observer, a
	// client: a [record.FenceSeen] there, of a [record.FenceSent] after Since.
	Fence record.Filter
}

// Absent is a claim that says what was not seen, among other things.
type Absent interface {
	Claim
	Absences() []Absence
}

// Concerns is a claim about IMs. [Conclude] uses it to find IMs that were sent and never judged.
type Concerns interface {
	Claim
	// Tokens are those of the IMs.
	Tokens() []string
}

// notShown is the absence of an IM at each of the clients.
func notShown(im IM, clients []string) []Absence {
	var absences []Absence
	for _, client := range clients {
		absences = append(absences, Absence{
			Observer: client, What: im.String(), Since: im.SentAt,
			Control: record.And(record.Is(record.IMShown), record.By(client)),
		})
	}
	return absences
}

// fenced says whether a fence bounds the absence; if not, why.
func (a Absence) fenced(events []record.Event) (why string, ok bool) {
	if a.Fence != nil {
		for _, e := range events {
			if e.Time.After(a.Since) && a.Fence(e) {
				return "", true
			}
		}
		return "nothing later of that sort was seen there, by which it would have come", false
	}
	sent := map[string]bool{}
	for _, e := range events {
		if e.Kind == record.FenceSent && !e.Time.Before(a.Since) {
			sent[e.Token] = true
		}
	}
	lost := ""
	for _, e := range events {
		switch {
		case e.Kind == record.FenceSeen && e.Party == a.Observer && sent[e.Token]:
			return "", true
		case e.Kind == record.FenceSent && sent[e.Token] && sentTo(e, a.Observer):
			lost = e.Token
		}
	}
	if lost != "" {
		return "the fence " + lost + " that was sent there afterwards was never seen", false
	}
	return "no fence was sent there afterwards", false
}

// controlled says whether the observer was seen to see such a thing in this purpose.
func (a Absence) controlled(events []record.Event) bool {
	for _, e := range events {
		if a.Control(e) {
			return true
		}
	}
	return false
}

// sentTo says whether a fence was sent to a client. The Teams backend sends one to all clients of a user, and names them
// by the word for the side.
func sentTo(e record.Event, client string) bool {
	named := e.Attr("client")
	return named == client || sameSide(record.ClientName(e.To, named), client)
}

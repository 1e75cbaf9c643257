package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Observed notes what became of an IM where the document leaves that open. It is no claim on the IUT, so it never fails:
// it only waits until there is something to note.
type Observed struct {
	// Point is what is left open, for the report: "activity in Teams during an SfB call".
	Point string
	IM    IM
	// Within is how long something may take to happen that is worth noting.
	Within Window
}

// String says that nothing is claimed.
func (o Observed) String() string {
	return "whatever becomes of " + o.IM.String() + " is noted and not judged (" + o.Point + ")"
}

// Tokens implement [Concerns].
func (o Observed) Tokens() []string { return []string{o.IM.Token} }

// Judge implements [Claim]. It passes as soon as the IM was shown and its sender told, and when the window is over.
func (o Observed) Judge(events []record.Event, now time.Time) Finding {
	t := follow(o.IM, events)
	settled := len(t.shown) > 0 && len(t.accepted) > 0 || len(t.refused)+len(t.failed) > 0
	if !settled && !over(o.Within, now) {
		return awaited(o, o.Within)
	}
	return kept(t.iut)
}

// Note is the observation in a sentence: what is left open, and what this IUT did.
func (o Observed) Note(events []record.Event) string {
	return o.Point + ": " + o.IM.String() + ": " + follow(o.IM, events).seen()
}

// Noted is a claim that has something to note as well, which is never judged.
type Noted interface {
	Claim
	// Note is the observation in a sentence.
	Note(events []record.Event) string
}

// Notes are the observations among claims, in their order.
func Notes(claims []Claim, events []record.Event) []string {
	var notes []string
	for _, c := range claims {
		if n, ok := c.(Noted); ok {
			notes = append(notes, n.Note(events))
		}
	}
	return notes
}

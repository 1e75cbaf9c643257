package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// ArrivesOrRefused claims of an IM that was under way when things changed what holds whichever came first: it arrives only
// at a client, once, or it arrives nowhere and its sender is told so. Either has to happen in time, and not both.
type ArrivesOrRefused struct {
	IM IM
	// At is the client.
	At string
	// Elsewhere are the clients, signed in when the IM was sent, that could have shown it instead.
	Elsewhere []string
	Within    Window
}

// String is the claim as a sentence.
func (c ArrivesOrRefused) String() string {
	return c.IM.String() + " arrives only at " + place(c.At) + ", or nowhere and " + who(c.IM.From) + " is told so, within " + c.Within.String()
}

// Tokens is that of the IM.
func (c ArrivesOrRefused) Tokens() []string { return []string{c.IM.Token} }

// Absences are those at the clients elsewhere.
func (c ArrivesOrRefused) Absences() []Absence { return notShown(c.IM, otherThan(c.Elsewhere, c.At)) }

// Judge implements [Claim].
func (c ArrivesOrRefused) Judge(events []record.Event, now time.Time) Finding {
	var f Finding
	if t := follow(c.IM, events); len(t.refused) > 0 {
		f = ArrivesNowhere{IM: c.IM, Elsewhere: c.Elsewhere, Within: c.Within}.Judge(events, now)
	} else {
		f = Arrives{IM: c.IM, At: c.At, Only: true, Elsewhere: c.Elsewhere, Within: c.Within}.Judge(events, now)
	}
	if f.Verdict == Fail {
		f.Sentence = "expected that " + c.String() + ", but " + follow(c.IM, events).seen()
	}
	return f
}

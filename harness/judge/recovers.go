package judge

import (
	"fmt"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Recovers claims that after something around the IUT was broken and is whole again, the IUT has one endpoint of a person
// registered. It notes how long that took, and what became of the IMs that were sent meanwhile.
type Recovers struct {
	// What was broken, and for how long, in words: "the network was cut (2s)".
	What string
	// Address is the person's.
	Address string
	// Began is when it broke. The window begins when it was whole again.
	Began  time.Time
	Within Window
}

// String is the claim as a sentence.
func (c Recovers) String() string {
	return "after " + c.What + ", " + Registered{Address: c.Address, Within: c.Within}.String()
}

// Judge implements [Claim].
func (c Recovers) Judge(events []record.Event, now time.Time) Finding {
	f := Registered{Address: c.Address, Within: c.Within}.Judge(events, now)
	if f.Verdict == Fail {
		f.Guarantee = ErrRecovers
	}
	return f
}

// Note says how long it took until everything was as before, and what was lost and doubled.
func (c Recovers) Note(events []record.Event) string {
	return c.What + ": " + c.again(events) + "; " + c.meanwhile(events) + "; " + c.next(events)
}

// again says when the person was registered again.
func (c Recovers) again(events []record.Event) string {
	var b bindings
	lost := false
	for _, e := range events {
		if !b.take(e, c.Address) || e.Time.Before(c.Began) {
			continue
		}
		lost = lost || len(b) == 0 && e.Time.Before(c.Within.From)
		if len(b) > 0 && lost {
			return who(c.Address) + " was registered again " + c.Within.after(e.Time)
		}
	}
	if lost {
		return who(c.Address) + " was not registered again"
	}
	return who(c.Address) + " stayed registered"
}

// meanwhile says what became of the IMs that were sent while it was broken.
func (c Recovers) meanwhile(events []record.Event) string {
	fates := map[string]int{}
	sent := 0
	for _, im := range sentIn(events, c.Began, c.Within.From) {
		sent++
		switch t := follow(im, events); {
		case len(t.shown) > 1:
			fates["came more than once"]++
		case len(t.shown) == 1:
			fates["arrived"]++
		case len(t.refused) > 0:
			fates["was refused"]++
		default:
			fates["was lost"]++
		}
	}
	if sent == 0 {
		return "no IM was sent meanwhile"
	}
	var parts []string
	for _, fate := range []string{"arrived", "was refused", "was lost", "came more than once"} {
		if n := fates[fate]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, fate))
		}
	}
	return fmt.Sprintf("of %d sent meanwhile %s", sent, list(parts))
}

// next says how long the first IM took to arrive that was sent when it was whole again.
func (c Recovers) next(events []record.Event) string {
	for _, im := range sentIn(events, c.Within.From, time.Time{}) {
		if t := follow(im, events); len(t.shown) > 0 {
			return "the first one afterwards arrived " + Window{From: im.SentAt}.after(t.shown[0].Time)
		}
	}
	return "none arrived afterwards"
}

// sentIn are the IMs that were sent from one moment to another; the zero time is the end.
func sentIn(events []record.Event, from, to time.Time) []IM {
	var ims []IM
	for _, e := range events {
		if e.Kind == record.IMSent && !e.Time.Before(from) && (to.IsZero() || e.Time.Before(to)) {
			text := strings.TrimSpace(strings.TrimSuffix(e.Text, e.Token))
			ims = append(ims, IM{Token: e.Token, Text: text, From: e.From, To: e.To, Via: e.Party, SentAt: e.Time})
		}
	}
	return ims
}

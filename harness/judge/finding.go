package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// The sentence of a finding that is no pass is the claim, then what was seen instead: "expected that megan's IM "lunch?"
// arrives only at alix's Teams client within 5s (delivery), but it was shown at alix's SfB client after 12ms".
func expected(c Claim, seen string) string { return "expected that " + c.String() + ", but " + seen }

// kept is a pass that rests on the events.
func kept(seen []record.Event) Finding { return Finding{Verdict: Pass, Seen: seen} }

// broken is a fail. offending may be empty, when it is the absence of something that breaks the guarantee.
func broken(c Claim, guarantee error, seen string, offending ...record.Event) Finding {
	return Finding{Verdict: Fail, Guarantee: guarantee, Sentence: expected(c, seen), Seen: offending, Offending: offending}
}

// awaited is open until the end of the window.
func awaited(c Claim, w Window) Finding {
	return Finding{Verdict: Inconclusive, Open: true, Until: w.End(), Sentence: "it is still awaited that " + c.String()}
}

// unclear is inconclusive for good.
func unclear(c Claim, seen string) Finding {
	return Finding{Verdict: Inconclusive, Sentence: expected(c, seen)}
}

// missing adds the arrow that did not come.
func (f Finding) missing(from, to, label string) Finding {
	f.Missing = &Arrow{From: from, To: to, Label: label}
	return f
}

// over says whether a window is over at a moment, so that nothing that comes now is in time.
func over(w Window, now time.Time) bool { return !now.Before(w.End()) }

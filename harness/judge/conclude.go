package judge

import (
	"cmp"
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Case is all that a verdict on one purpose rests on.
type Case struct {
	// Claims are what the purpose claimed, in order; Stops are the findings that ended it early.
	Claims []Claim
	Stops  []Finding
	// Events are all that were recorded about the purpose's people, the events of each observer in its own order.
	Events []record.Event
	// Now is until when they were recorded without a gap.
	Now time.Time
}

// Conclude gives the verdict on a purpose. It returns every finding, the worst first: the stops, one for each claim, the
// violations and crashes, and what the rules against a green that nobody earned have to say. So the first finding is the
// reason of any verdict but Pass.
//
// It is pure, so it can be asked again when more events have come, or years later. The rules only speak about what would
// otherwise pass: a story that broke off did not come to its fences and controls, and that is no news.
func Conclude(c Case) (Verdict, []Finding) {
	var judged []Finding
	for _, claim := range c.Claims {
		judged = append(judged, claim.Judge(c.Events, c.Now))
	}
	findings := slices.Concat(c.Stops, judged, conduct(c.Events))
	if worst(findings) == Pass {
		findings = append(findings, unearned(c.Claims, judged, c.Events)...)
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(b.Verdict, a.Verdict) })
	return worst(findings), findings
}

func worst(findings []Finding) Verdict {
	verdict := Pass
	for _, f := range findings {
		verdict = Worse(verdict, f.Verdict)
	}
	return verdict
}

// conduct judges what needs no claim: the IUT keeps to its protocols, nothing is shown that nobody sent, and the tester
// is whole. What the tester's own clients or fakes do wrong is never the IUT's fault.
func conduct(events []record.Event) []Finding {
	sent := map[string]bool{}
	for _, e := range events {
		if e.Kind == record.IMSent {
			sent[e.Token] = true
		}
	}
	var findings []Finding
	for _, e := range events {
		byIUT := e.Party == record.PartyIUT
		switch {
		case e.Kind == record.TesterPanic:
			findings = append(findings, Finding{
				Verdict: Error, Offending: []record.Event{e},
				Sentence: place(e.Source) + " crashed, so nothing can be said of the IUT: " + e.Text,
			})
		case e.Kind == record.Violation && byIUT:
			findings = append(findings, Finding{
				Verdict: Fail, Guarantee: ErrProtocol, Offending: []record.Event{e}, Seen: []record.Event{e},
				Sentence: "the IUT broke its protocol towards " + place(e.Source) + ": " + e.Text + " (" + e.Attr("rule") + ")",
			})
		case e.Kind == record.Violation:
			findings = append(findings, Finding{
				Verdict: Error, Offending: []record.Event{e},
				Sentence: "the tester's own " + place(e.Party) + " broke its protocol: " + e.Text + " (" + e.Attr("rule") + ")",
			})
		case e.Kind == record.HistoryRecorded && byIUT:
			findings = append(findings, Finding{
				Verdict: Fail, Guarantee: ErrNoHistory, Offending: []record.Event{e}, Seen: []record.Event{e},
				Sentence: "the IUT wrote into the SfB conversation history of " + who(e.From) + ": " + quote(e.Text),
			})
		case (e.Kind == record.IMShown || e.Kind == record.MessagePosted && byIUT) && !sent[e.Token]:
			where := place(e.Party) + " shows"
			if byIUT {
				where = "the IUT posted in Teams"
			}
			findings = append(findings, Finding{
				Verdict: Fail, Guarantee: ErrUnsolicited, Offending: []record.Event{e}, Seen: []record.Event{e},
				Sentence: where + " an IM of " + who(e.From) + " that nobody sent: " + quote(e.Text),
			})
		}
	}
	return findings
}

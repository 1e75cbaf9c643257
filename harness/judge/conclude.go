package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Conclude gives the verdict on a purpose: what it claimed, what ended it early, and everything that was recorded about
// its people up to now. It returns every finding: first the stops, then one for each claim in order, then the violations
// and crashes, then what the rules against a green that nobody earned have to say. It is pure, so it can be asked again
// when more events have come, or years later.
//
// The verdict is the worst of the findings. The rules only speak about what would otherwise pass.
func Conclude(claims []Claim, stops []Finding, events []record.Event, now time.Time) (Verdict, []Finding) {
	findings := append([]Finding(nil), stops...)
	first := len(findings)
	for _, c := range claims {
		findings = append(findings, c.Judge(events, now))
	}
	judged := findings[first:len(findings):len(findings)]
	findings = append(findings, conduct(events)...)
	if worst(findings) == Pass {
		findings = append(findings, unearned(claims, judged, events)...)
	}
	return worst(findings), findings
}

// Decisive returns the finding that made the verdict: the first of the worst ones. ok is false when all pass.
func Decisive(findings []Finding) (f Finding, ok bool) {
	verdict := worst(findings)
	if verdict == Pass {
		return Finding{}, false
	}
	for _, f := range findings {
		if f.Verdict == verdict {
			return f, true
		}
	}
	return Finding{}, false
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

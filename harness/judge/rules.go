package judge

import (
	"github.com/duet-conformance/duet/fakes/record"
)

// unearned says why a purpose whose claims all pass has not earned it: it claimed nothing, it claimed nothing about an IM
// that it sent, nothing that the IUT did was part of it, or something counts as absent that could not have been seen.
//
// What a purpose forgot to ask is the tester's mistake, an error. What could not be seen this time is inconclusive.
func unearned(claims []Claim, judged []Finding, events []record.Event) []Finding {
	if len(claims) == 0 {
		return []Finding{{Verdict: Error, Sentence: "the purpose asserted nothing"}}
	}
	findings := unclaimed(claims, events)
	if !restsOnIUT(judged) {
		findings = append(findings, Finding{
			Verdict:  Inconclusive,
			Sentence: "nothing that the purpose asserted rests on anything that the IUT did, so an IUT that does nothing would pass as well",
		})
	}
	for _, c := range claims {
		absent, ok := c.(Absent)
		if !ok {
			continue
		}
		for _, a := range absent.Absences() {
			findings = append(findings, a.unproven(events)...)
		}
	}
	return findings
}

// unclaimed finds the IMs that were sent and that no claim is about.
func unclaimed(claims []Claim, events []record.Event) []Finding {
	claimed := map[string]bool{}
	for _, c := range claims {
		if about, ok := c.(Concerns); ok {
			for _, token := range about.Tokens() {
				claimed[token] = true
			}
		}
	}
	var findings []Finding
	for _, e := range events {
		if e.Kind == record.IMSent && !claimed[e.Token] {
			claimed[e.Token] = true // once is enough
			im := IM{Token: e.Token, From: e.From, Text: readable(e.Text, "", e.Token)}
			findings = append(findings, Finding{
				Verdict: Error, Offending: []record.Event{e},
				Sentence: "the purpose asserted nothing about " + im.String(),
			})
		}
	}
	return findings
}

func restsOnIUT(judged []Finding) bool {
	for _, f := range judged {
		for _, e := range f.Seen {
			if e.Party == record.PartyIUT {
				return true
			}
		}
	}
	return false
}

// unproven says what is lacking for the absence to count.
func (a Absence) unproven(events []record.Event) []Finding {
	var findings []Finding
	if why, ok := a.fenced(events); !ok {
		findings = append(findings, Finding{
			Verdict:  Inconclusive,
			Sentence: place(a.Observer) + " did not see " + a.What + ", but that proves nothing: " + why,
		})
	}
	if !a.controlled(events) {
		findings = append(findings, Finding{
			Verdict: Error,
			Sentence: place(a.Observer) + " did not see " + a.What + ", but that proves nothing: " +
				"in this purpose it was never seen to see any such thing (a positive control is missing)",
		})
	}
	return findings
}

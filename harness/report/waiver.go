package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/harness/judge"
)

// Waiver is a failure that is known and expected for a time. The purpose is run all the same, and must fail in just the way
// that the waiver says. Its verdict stays a fail.
type Waiver struct {
	// Purpose is the id of the purpose: "ROUT-001".
	Purpose string `json:"purpose"`
	// Environment is where it is expected: "any", or a pattern for [iut.Environment.Is]. It must hold in each environment that fits where the purpose was played.
	Environment string `json:"environment"`
	// Owner is who answers for it; Reason is why it is put up with.
	Owner  string `json:"owner"`
	Reason string `json:"reason"`
	// Expires is the last day (UTC) on which it holds, as "2026-12-31".
	Expires string `json:"expires"`
	// Says is the first sentence of the failure. It is compared as [Alike] does.
	Says string `json:"says"`
	// Holds is true when the purpose failed as expected. If it did not, Trouble says in a sentence why. [Waive] sets both.
	Holds   bool   `json:"holds"`
	Trouble string `json:"trouble,omitempty"`
}

// terms is the waiver as a purpose that it covers states it.
func (w Waiver) terms() string {
	return "by " + w.Owner + " until " + w.Expires + ": " + w.Reason
}

// fleeting is what differs between runs in the sentence of the same failure: a length of time, as in "5s", "1.02s" and "less
// than 1ms"; and the token in the text of an IM, which follows from the seed.
var fleeting = regexp.MustCompile(`(?:less than )?\b(?:\d+(?:\.\d+)?(?:ns|µs|ms|h|m|s))+\b|\bduet-[0-9a-f]{12}\b`)

// Alike says whether two sentences of failures say the same thing. They must agree word for word, up to lengths of time,
// which differ between runs and between bounds; up to the tokens of IMs; and up to white space. Names don't differ: a
// purpose's cast always has the same addresses, and sentences name people and messages as the story does.
func Alike(a, b string) bool { return lasting(a) == lasting(b) }

// lasting is a sentence without what differs between runs.
func lasting(sentence string) string {
	return fleeting.ReplaceAllString(strings.Join(strings.Fields(sentence), " "), "…")
}

// Waive says of each of the result's waivers whether it holds, and marks the purposes that fail as one says. It may be
// called again when the result has changed. It reads the environments, the day of Started, Purposes and Violations.
//
// A waiver that covers several verdicts holds when each of them is a fail as it says. In a part of a run, one that covers
// none is left open: it is another part's matter.
func Waive(r *Result) {
	r.Waivers = append([]Waiver(nil), r.Waivers...)
	for i := range r.Purposes {
		r.Purposes[i].Waived = ""
	}
	for i := range r.Waivers {
		w := &r.Waivers[i]
		w.Holds, w.Trouble = false, ""
		covered := r.covered(*w)
		why := w.lapse(*r, covered)
		switch {
		case why != "":
			w.Trouble = fmt.Sprintf("the waiver of %s by %s %s", w.Purpose, w.Owner, why)
		case len(covered) > 0:
			w.Holds = true
			for _, p := range covered {
				p.Waived = w.terms()
			}
		}
	}
}

// covered are the purposes that a waiver is for and that were planned to be played, each where it was.
func (r *Result) covered(w Waiver) []*Purpose {
	fits := map[string]bool{}
	for _, e := range r.Environments {
		fits[e.String()] = e.Is(w.Environment)
	}
	var covered []*Purpose
	for i := range r.Purposes {
		if p := &r.Purposes[i]; p.ID == w.Purpose && fits[p.Environment] {
			covered = append(covered, p)
		}
	}
	return covered
}

// lapse says why a waiver does not hold, or "".
func (w Waiver) lapse(r Result, covered []*Purpose) string {
	switch {
	case r.Started.UTC().Format(time.DateOnly) > w.Expires:
		return "expired on " + w.Expires
	case len(covered) == 0 && r.Plan.whole():
		return w.idle(r)
	}
	for _, p := range covered {
		why := w.differs(r, *p)
		if why != "" && len(r.Environments) > 1 {
			return "does not hold in " + p.Environment + ": it " + why
		}
		if why != "" {
			return why
		}
	}
	return ""
}

// idle says why a waiver covers nothing.
func (w Waiver) idle(r Result) string {
	fits := func(e Environment) bool { return e.Is(w.Environment) }
	for _, p := range r.Purposes {
		if p.ID == w.Purpose && p.Verdict == judge.NotApplicable {
			return "is for a purpose that was not planned to be played: " + p.Reason
		}
	}
	switch {
	case len(r.Environments) == 1 && !fits(r.Environments[0]):
		return fmt.Sprintf("is for the environment %s, which was not planned: this run is in %s", w.Environment, r.Environments[0])
	case !slices.ContainsFunc(r.Environments, fits):
		return fmt.Sprintf("is for the environment %s, and none of the %d of this run is that", w.Environment, len(r.Environments))
	case slices.ContainsFunc(r.Purposes, func(p Purpose) bool { return p.ID == w.Purpose }):
		return fmt.Sprintf("is for the environment %s, in which the purpose was not planned", w.Environment)
	}
	return "is for a purpose that was not planned"
}

// differs says how a verdict is not what a waiver says, or "".
func (w Waiver) differs(r Result, p Purpose) string {
	switch {
	case p.Verdict == judge.Pass:
		return "is stale: the purpose passes"
	case p.Verdict != judge.Fail:
		return fmt.Sprintf("expects a fail, and the verdict is %s: %s", p.Verdict, p.Reason)
	case !Alike(p.Reason, w.Says):
		return "does not match: it says that " + sentenceOf(w.Says) + ", and the failure says that " + sentenceOf(p.Reason)
	}
	for _, v := range r.Violations {
		if v.Purpose == p.ID && v.Environment == p.Environment && !strings.Contains(p.Reason, v.Sentence) {
			return fmt.Sprintf("does not match: beside what it says, the IUT broke its protocol: %s (%s)", v.Sentence, v.Rule)
		}
	}
	return ""
}

func sentenceOf(text string) string { return "“" + strings.Join(strings.Fields(text), " ") + "”" }

// notAsWaived says which waiver does not hold, or "".
func notAsWaived(r Result) string {
	var first string
	others := 0
	for _, w := range r.Waivers {
		switch {
		case w.Trouble == "":
		case first == "":
			first = w.Trouble
		default:
			others++
		}
	}
	if others > 0 {
		return fmt.Sprintf("%s (and %d more of the waivers do not hold)", first, others)
	}
	return first
}

// asWaived says what failed as the waivers say, or "".
func asWaived(r Result) string {
	var waived []Purpose
	for _, p := range r.Purposes {
		if p.Waived != "" {
			waived = append(waived, p)
		}
	}
	if len(waived) == 0 {
		return ""
	}
	return fmt.Sprintf("%s failed, as waivers say: %s; a run with waived failures certifies nothing",
		purposes(distinct(waived)), r.names(waived))
}

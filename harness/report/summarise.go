package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/judge"
)

// Must is the level of a purpose without which nothing conforms.
const Must = "must"

// Facts are what the outcome of a run rests on beside the verdicts.
type Facts struct {
	// Planned is how many purposes the run set out to give a verdict on; Catalogue is how many there are.
	Planned, Catalogue int
	// SeenAtS and SeenAtT count the events of the IUT at its SfB side and at its Teams side, in the whole run.
	SeenAtS, SeenAtT int
	// TesterTrouble and IUTTrouble are sentences about what went wrong outside of any purpose: a fake that crashed, a
	// command not found; an IUT that never became ready, that ended, that did not stop properly.
	TesterTrouble, IUTTrouble []string
}

// Summarise counts the verdicts, sorts purposes and violations, says whether the run is partial, and decides the outcome.
// It fills in APIVersion, Kind, Result, Reason, Partial and Summary, does what [Waive] does, and leaves the rest as it is.
//
// The worst that can be said is what is said: the tester failed, the IUT does not conform, nobody can tell, a waiver does
// not hold, all that failed is waived, or it conforms.
func Summarise(r *Result, facts Facts) {
	r.APIVersion, r.Kind = APIVersion, Kind
	// A report says [] where there is nothing, never null.
	r.Purposes = append([]Purpose{}, r.Purposes...)
	r.Violations = append([]Violation{}, r.Violations...)
	slices.SortStableFunc(r.Purposes, func(a, b Purpose) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(r.Violations, func(a, b Violation) int {
		return cmp.Or(strings.Compare(a.Purpose, b.Purpose), a.Time.Compare(b.Time), strings.Compare(a.Rule, b.Rule))
	})
	slices.SortStableFunc(r.Observations, func(a, b Observation) int { return strings.Compare(a.Purpose, b.Purpose) })
	Waive(r)
	r.Summary = count(r.Purposes, facts.Planned)
	r.Partial = facts.Planned < facts.Catalogue
	for _, rule := range []struct {
		outcome Outcome
		reason  string
	}{
		{Error, testerFailed(*r, facts)},
		{NotConformant, doesNotConform(*r)},
		{Inconclusive, cannotTell(*r, facts)},
		{NotAsWaived, notAsWaived(*r)},
		{Waived, asWaived(*r)},
	} {
		if rule.reason != "" {
			r.Result, r.Reason = rule.outcome, rule.reason
			return
		}
	}
	r.Result, r.Reason = Conformant, ""
}

func count(purposes []Purpose, planned int) Summary {
	s := Summary{Planned: planned}
	for _, p := range purposes {
		if p.Waived != "" {
			s.Waived++
		}
		switch p.Verdict {
		case judge.Pass:
			s.Pass++
		case judge.Fail:
			s.Fail++
		case judge.Inconclusive:
			s.Inconclusive++
		case judge.NotApplicable:
			s.NotApplicable++
		default:
			s.Error++
		}
	}
	return s
}

// testerFailed says why nothing can be concluded from the run, or "".
func testerFailed(r Result, facts Facts) string {
	s := r.Summary
	given := s.Pass + s.Fail + s.Inconclusive + s.Error + s.NotApplicable
	twice := ""
	for i := 1; i < len(r.Purposes); i++ {
		if r.Purposes[i].ID == r.Purposes[i-1].ID {
			twice = r.Purposes[i].ID
		}
	}
	switch {
	case len(facts.TesterTrouble) > 0:
		return facts.TesterTrouble[0]
	case twice != "":
		return fmt.Sprintf("the purpose %s was given a verdict twice", twice)
	case given != s.Planned:
		return fmt.Sprintf("%s planned, and verdicts on %d: the sum does not hold", purposes(s.Planned), given)
	case contradicted(r) != "":
		return contradicted(r)
	case s.Error > 0:
		return fmt.Sprintf("the tester broke in %s: %s", purposes(s.Error), with(r.Purposes, judge.Error))
	case given == s.NotApplicable:
		return "no purpose was executed"
	}
	return ""
}

// contradicted says which purpose a violation counts against that has not failed by it, or "".
func contradicted(r Result) string {
	for _, v := range r.Violations {
		for _, p := range r.Purposes {
			if p.ID == v.Purpose && p.Verdict != judge.Fail && p.Verdict != judge.Error {
				return fmt.Sprintf("a violation counts against %s, and its verdict is %s: %s (%s)", p.ID, p.Verdict, v.Sentence, v.Rule)
			}
		}
	}
	return ""
}

// doesNotConform says what the IUT did wrong, or "".
func doesNotConform(r Result) string {
	var failed []Purpose
	for _, p := range r.Purposes {
		if p.Level == Must && p.Verdict == judge.Fail && p.Waived == "" {
			failed = append(failed, p)
		}
	}
	if len(failed) > 0 {
		reason := fmt.Sprintf("%s failed: %s", purposes(len(failed)), with(failed, judge.Fail))
		if lapsed := notAsWaived(r); lapsed != "" {
			reason += "; " + lapsed
		}
		return reason
	}
	for _, v := range r.Violations {
		if v.Purpose == "" {
			return fmt.Sprintf("the IUT broke its protocol outside of any purpose: %s (%s)", v.Sentence, v.Rule)
		}
	}
	return ""
}

// cannotTell says what is missing to a run in which nothing wrong was seen, or "".
func cannotTell(r Result, facts Facts) string {
	open := 0
	for _, p := range r.Purposes {
		if p.Level == Must && p.Verdict == judge.Inconclusive {
			open++
		}
	}
	switch {
	case len(facts.IUTTrouble) > 0:
		return facts.IUTTrouble[0]
	case open > 0:
		return fmt.Sprintf("%s came to no conclusion: %s", purposes(open), with(r.Purposes, judge.Inconclusive))
	case facts.SeenAtS == 0 && facts.SeenAtT == 0:
		return "the IUT was never seen, neither at its SfB side nor at its Teams side"
	case facts.SeenAtS == 0:
		return "the IUT was never seen at its SfB side"
	case facts.SeenAtT == 0:
		return "the IUT was never seen at its Teams side"
	}
	return ""
}

// named is how many ids a reason lists.
const named = 5

// with lists the ids of the purposes with a verdict.
func with(purposes []Purpose, verdict judge.Verdict) string {
	var ids []string
	for _, p := range purposes {
		if p.Verdict == verdict {
			ids = append(ids, p.ID)
		}
	}
	if len(ids) > named {
		return fmt.Sprintf("%s and %d more", strings.Join(ids[:named], ", "), len(ids)-named)
	}
	return strings.Join(ids, ", ")
}

func purposes(n int) string {
	if n == 1 {
		return "1 purpose"
	}
	return fmt.Sprintf("%d purposes", n)
}

package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/judge"
)

// The levels of purposes. Without a Must nothing conforms; an Extended decides nothing.
const (
	Must     = "must"
	Extended = "extended"
)

// Summarise sorts purposes and violations, counts the verdicts, says whether the run is partial, and decides the outcome from
// the plan, the environments and the verdicts. It fills in APIVersion, Kind, Result, Reason, Partial, Selection and Summary,
// does what [Waive] does, and leaves the rest as it is.
//
// The worst that can be said is what is said: the tester failed, the IUT does not conform, nobody can tell, a waiver does
// not hold, all that failed is waived, or it conforms.
func Summarise(r *Result) {
	r.APIVersion, r.Kind = APIVersion, Kind
	r.sort()
	Waive(r)
	r.Summary = r.count()
	r.Selection = r.Plan.partial()
	r.Partial = r.Selection != ""
	for _, rule := range []struct {
		outcome Outcome
		reason  string
	}{
		{Error, testerFailed(*r)},
		{NotConformant, doesNotConform(*r)},
		{Inconclusive, cannotTell(*r)},
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

// sort puts purposes in the order of their ids, then of the environments. A report says [] where there is nothing, never null.
func (r *Result) sort() {
	place := map[string]int{}
	for i, e := range r.Environments {
		place[e.String()] = i
	}
	r.Environments = append([]Environment{}, r.Environments...)
	r.Purposes = append([]Purpose{}, r.Purposes...)
	r.Violations = append([]Violation{}, r.Violations...)
	slices.SortStableFunc(r.Purposes, func(a, b Purpose) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), place[a.Environment]-place[b.Environment])
	})
	slices.SortStableFunc(r.Violations, func(a, b Violation) int {
		return cmp.Or(strings.Compare(a.Purpose, b.Purpose), place[a.Environment]-place[b.Environment], a.Time.Compare(b.Time), strings.Compare(a.Rule, b.Rule))
	})
	slices.SortStableFunc(r.Observations, func(a, b Observation) int {
		return cmp.Or(strings.Compare(a.Purpose, b.Purpose), place[a.Environment]-place[b.Environment])
	})
}

// count counts the verdicts. What is planned and got none counts among the musts, whose sum does not hold then.
func (r *Result) count() Summary {
	var s Summary
	for _, p := range r.Purposes {
		counts := &s.Counts
		if p.Level == Extended {
			counts = &s.Extended
			counts.Planned++
		}
		counts.add(p)
	}
	s.Planned = r.Plan.To - r.Plan.From - s.Extended.Planned
	return s
}

func (c *Counts) add(p Purpose) {
	if p.Waived != "" {
		c.Waived++
	}
	switch p.Verdict {
	case judge.Pass:
		c.Pass++
	case judge.Fail:
		c.Fail++
	case judge.Inconclusive:
		c.Inconclusive++
	case judge.NotApplicable:
		c.NotApplicable++
	default:
		c.Error++
	}
}

// given is how many verdicts there are.
func (c Counts) given() int { return c.Pass + c.Fail + c.Inconclusive + c.Error + c.NotApplicable }

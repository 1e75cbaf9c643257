package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/judge"
)

// testerFailed says why nothing can be concluded from the run, or "".
func testerFailed(r Result) string {
	s := r.Summary
	given := s.given() + s.Extended.given()
	planned := s.Planned + s.Extended.Planned
	switch {
	case r.trouble(func(e Environment) []string { return e.TesterTrouble }) != "":
		return r.trouble(func(e Environment) []string { return e.TesterTrouble })
	case r.twice() != "":
		return fmt.Sprintf("the purpose %s was given a verdict twice", r.twice())
	case given != planned:
		return fmt.Sprintf("%s planned, and %d given: the sum does not hold", verdicts(planned), given)
	case r.unplanned() != "":
		return r.unplanned()
	case contradicted(r) != "":
		return contradicted(r)
	case s.Error+s.Extended.Error > 0:
		broken := r.with(func(p Purpose) bool { return !slices.Contains(sound, p.Verdict) })
		return fmt.Sprintf("the tester broke in %s: %s", purposes(distinct(broken)), r.names(broken))
	case given == s.NotApplicable+s.Extended.NotApplicable:
		return "no purpose was executed"
	}
	return ""
}

// sound are the verdicts of a tester that did not break.
var sound = []judge.Verdict{judge.Pass, judge.Inconclusive, judge.Fail, judge.NotApplicable}

// trouble is the first that some environment had, with its name where there are several.
func (r *Result) trouble(of func(Environment) []string) string {
	for _, e := range r.Environments {
		if troubles := of(e); len(troubles) > 0 {
			return troubles[0] + r.where(e.String())
		}
	}
	return ""
}

// where names the environment of something, if there is more than one.
func (r *Result) where(environment string) string {
	if len(r.Environments) < 2 {
		return ""
	}
	return " (in " + environment + ")"
}

// twice names the first purpose with more than one verdict in an environment, or "". The purposes are sorted.
func (r *Result) twice() string {
	for i := 1; i < len(r.Purposes); i++ {
		if p := r.Purposes[i]; p.Key() == r.Purposes[i-1].Key() {
			return p.ID + r.where(p.Environment)
		}
	}
	return ""
}

// unplanned says how the verdicts are others than those that the plan asks for, or "".
func (r *Result) unplanned() string {
	var keys []Key
	for _, p := range r.Purposes {
		played := slices.ContainsFunc(r.Environments, func(e Environment) bool { return e.String() == p.Environment })
		if played == (p.Verdict == judge.NotApplicable) {
			return fmt.Sprintf("%s is said to be %s in the environment %q, which this run does not have", p.ID, p.Verdict, p.Environment)
		}
		keys = append(keys, p.Key())
	}
	if r.Plan.whole() && r.Plan.Digest != DigestOf(keys) {
		return "the verdicts are not those that the plan asks for"
	}
	return ""
}

// contradicted says which purpose a violation counts against that has not failed by it, or "".
func contradicted(r Result) string {
	for _, v := range r.Violations {
		for _, p := range r.Purposes {
			if p.ID == v.Purpose && p.Environment == v.Environment && p.Verdict != judge.Fail && p.Verdict != judge.Error {
				return fmt.Sprintf("a violation counts against %s, and its verdict is %s: %s (%s)", p.ID, p.Verdict, v.Sentence, v.Rule)
			}
		}
	}
	return ""
}

// decides says whether a purpose decides the outcome: a must does. In a run that plays nothing but extended purposes they
// do, because it would say nothing at all otherwise. It certifies nothing, for it is partial.
func (r *Result) decides(p Purpose) bool {
	return p.Level != Extended || r.Summary.given() == r.Summary.NotApplicable
}

// doesNotConform says what the IUT did wrong, or "".
func doesNotConform(r Result) string {
	failed := r.with(func(p Purpose) bool { return r.decides(p) && p.Verdict == judge.Fail && p.Waived == "" })
	if len(failed) > 0 {
		reason := fmt.Sprintf("%s failed: %s", purposes(distinct(failed)), r.names(failed))
		if lapsed := notAsWaived(r); lapsed != "" {
			reason += "; " + lapsed
		}
		return reason
	}
	for _, v := range r.Violations {
		if v.Purpose == "" {
			return fmt.Sprintf("the IUT broke its protocol outside of any purpose: %s (%s)", v.Sentence, v.Rule) + r.where(v.Environment)
		}
	}
	return ""
}

// cannotTell says what is missing to a run in which nothing wrong was seen, or "".
func cannotTell(r Result) string {
	open := r.with(func(p Purpose) bool { return r.decides(p) && p.Verdict == judge.Inconclusive })
	switch trouble := r.trouble(func(e Environment) []string { return e.IUTTrouble }); {
	case trouble != "":
		return trouble
	case len(open) > 0:
		return fmt.Sprintf("%s came to no conclusion: %s", purposes(distinct(open)), r.names(open))
	}
	for _, e := range r.Environments {
		unseen := ""
		switch {
		case e.SeenAtS == 0 && e.SeenAtT == 0:
			unseen = "the IUT was never seen, neither at its SfB side nor at its Teams side"
		case e.SeenAtS == 0:
			unseen = "the IUT was never seen at its SfB side"
		case e.SeenAtT == 0:
			unseen = "the IUT was never seen at its Teams side"
		}
		if unseen != "" {
			return unseen + r.where(e.String())
		}
	}
	return ""
}

// with are the verdicts that are so.
func (r *Result) with(is func(Purpose) bool) []Purpose {
	var those []Purpose
	for _, p := range r.Purposes {
		if is(p) {
			those = append(those, p)
		}
	}
	return those
}

// named is how many ids a reason lists.
const named = 5

// names lists the ids of purposes, which are sorted, and says in how many environments each is that is not in all.
func (r *Result) names(those []Purpose) string {
	var ids []string
	in := map[string]int{}
	for _, p := range those {
		if in[p.ID]++; in[p.ID] == 1 {
			ids = append(ids, p.ID)
		}
	}
	rest := ""
	if len(ids) > named {
		rest = fmt.Sprintf(" and %d more", len(ids)-named)
		ids = ids[:named]
	}
	for i, id := range ids {
		if n := len(r.Environments); n > 1 {
			ids[i] += fmt.Sprintf(" (in %d of %d environments)", in[id], len(r.with(func(p Purpose) bool { return p.ID == id })))
		}
	}
	return strings.Join(ids, ", ") + rest
}

// distinct is how many purposes there are among verdicts, which are sorted.
func distinct(those []Purpose) int {
	return len(slices.CompactFunc(slices.Clone(those), func(a, b Purpose) bool { return a.ID == b.ID }))
}

func purposes(n int) string { return several(n, "purpose") }

func verdicts(n int) string { return several(n, "verdict") }

func several(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}

package report

import (
	"slices"
	"testing"

	"github.com/duet-conformance/duet/harness/judge"
)

func TestSummarise(t *testing.T) {
	verdict := func(v judge.Verdict, level string) func(*Result) {
		return func(r *Result) { r.Purposes[1].Verdict, r.Purposes[1].Level = v, level }
	}
	for name, c := range map[string]struct {
		change func(*Result)
		want   Outcome
		reason string
	}{
		"all pass":              {func(*Result) {}, Conformant, ""},
		"a must fails":          {verdict(judge.Fail, Must), NotConformant, "1 purpose failed: TEST-002"},
		"an extended fails":     {verdict(judge.Fail, Extended), Conformant, ""},
		"an extended is open":   {verdict(judge.Inconclusive, Extended), Conformant, ""},
		"a must is open":        {verdict(judge.Inconclusive, Must), Inconclusive, "1 purpose came to no conclusion: TEST-002"},
		"the tester broke":      {verdict(judge.Error, Extended), Error, "the tester broke in 1 purpose: TEST-002"},
		"one is not applicable": {func(r *Result) { unplay(&r.Purposes[1]); planned(r) }, Conformant, ""},
		"an unknown verdict":    {verdict(judge.Verdict(9), Must), Error, "the tester broke in 1 purpose: TEST-002"},
		"nothing planned":       {func(r *Result) { r.Purposes, r.Environments = nil, nil; planned(r) }, Error, "no purpose was executed"},
		"nothing executed": {func(r *Result) {
			for i := range r.Purposes {
				unplay(&r.Purposes[i])
			}
			planned(r)
		}, Error, "no purpose was executed"},
		"a purpose is lost": {
			func(r *Result) { r.Purposes = r.Purposes[1:] }, Error,
			"3 verdicts planned, and 2 given: the sum does not hold",
		},
		"a purpose too many": {
			func(r *Result) { r.Plan.To = 1 }, Error,
			"1 verdict planned, and 3 given: the sum does not hold",
		},
		"a purpose twice": {
			func(r *Result) { r.Purposes[2] = r.Purposes[1] }, Error,
			"the purpose TEST-002 was given a verdict twice",
		},
		"never seen at S": {func(r *Result) { r.Environments[0].SeenAtS = 0 }, Inconclusive, "the IUT was never seen at its SfB side"},
		"never seen at T": {func(r *Result) { r.Environments[0].SeenAtT = 0 }, Inconclusive, "the IUT was never seen at its Teams side"},
		"never seen": {
			func(r *Result) { r.Environments[0].SeenAtS, r.Environments[0].SeenAtT = 0, 0 }, Inconclusive,
			"the IUT was never seen, neither at its SfB side nor at its Teams side",
		},
		"trouble of the tester": {func(r *Result) {
			r.Environments[0].TesterTrouble = []string{"the fake crashed"}
			r.Purposes[0].Verdict = judge.Fail
		}, Error, "the fake crashed"},
		"trouble of the IUT": {
			func(r *Result) { r.Environments[0].IUTTrouble = []string{"the IUT ended by itself"} }, Inconclusive,
			"the IUT ended by itself",
		},
		"a fail beside trouble of the IUT": {func(r *Result) {
			r.Environments[0].IUTTrouble = []string{"the IUT ended by itself"}
			r.Purposes[0].Verdict = judge.Fail
		}, NotConformant, "1 purpose failed: TEST-001"},
		"a violation that did not count": {func(r *Result) {
			r.Violations = []Violation{{Purpose: "TEST-002", Environment: here.String(), Rule: "RFC 3261 §8.1.1", Sentence: "REGISTER lacks Call-ID"}}
		}, Error, "a violation counts against TEST-002, and its verdict is pass: REGISTER lacks Call-ID (RFC 3261 §8.1.1)"},
		"a violation outside of all": {func(r *Result) {
			r.Violations = []Violation{{Environment: here.String(), Rule: "RFC 3261 §8.1.1", Sentence: "REGISTER lacks Call-ID"}}
		}, NotConformant, "the IUT broke its protocol outside of any purpose: REGISTER lacks Call-ID (RFC 3261 §8.1.1)"},
	} {
		t.Run(name, func(t *testing.T) {
			r := passing(3)
			c.change(&r)
			Summarise(&r)
			if r.Result != c.want || r.Reason != c.reason {
				t.Errorf("got %s because %q, want %s because %q", r.Result, r.Reason, c.want, c.reason)
			}
		})
	}
}

func TestSummariseTellsAPartialRun(t *testing.T) {
	r := passing(1)
	r.Plan.Catalogue, r.Plan.Options = 45, "--only TEST-001"
	Summarise(&r)
	if !r.Partial || r.Result != Conformant || r.Selection != "--only TEST-001" {
		t.Errorf("one of 45 purposes should be a partial run, and it is %+v", r)
	}
	r = passing(2)
	Summarise(&r)
	if r.Partial {
		t.Error("a run of the whole catalogue is not partial")
	}
}

func TestSummariseSortsAndCounts(t *testing.T) {
	r := sample()
	want := Summary{Counts: Counts{Planned: 6, Pass: 1, Fail: 2, Inconclusive: 1, Error: 1, NotApplicable: 1}}
	if r.Summary != want {
		t.Errorf("got %+v, want %+v", r.Summary, want)
	}
	if !slices.IsSortedFunc(r.Purposes, func(a, b Purpose) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) }) {
		t.Error("the purposes are not sorted by id")
	}
}

func TestLongListsOfPurposesAreCut(t *testing.T) {
	r := passing(9)
	for i := range r.Purposes {
		r.Purposes[i].Verdict = judge.Fail
	}
	Summarise(&r)
	if want := "9 purposes failed: TEST-001, TEST-002, TEST-003, TEST-004, TEST-005 and 4 more"; r.Reason != want {
		t.Errorf("got %q, want %q", r.Reason, want)
	}
}

func TestExitCodes(t *testing.T) {
	for outcome, want := range map[Outcome]int{Conformant: 0, NotConformant: 1, Inconclusive: 2, Error: 3, "": 3, "passed": 3} {
		if got := outcome.ExitCode(); got != want {
			t.Errorf("exit code of %q: got %d, want %d", outcome, got, want)
		}
	}
}

// unplay makes a purpose one that is not applicable.
func unplay(p *Purpose) { p.Verdict, p.Environment = judge.NotApplicable, "" }

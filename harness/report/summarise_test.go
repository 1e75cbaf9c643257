package report

import (
	"slices"
	"testing"

	"github.com/duet-conformance/duet/harness/judge"
)

func TestSummarise(t *testing.T) {
	verdict := func(v judge.Verdict, level string) func(*Result, *Facts) {
		return func(r *Result, _ *Facts) { r.Purposes[1].Verdict, r.Purposes[1].Level = v, level }
	}
	for name, c := range map[string]struct {
		change func(*Result, *Facts)
		want   Outcome
		reason string
	}{
		"all pass":              {func(*Result, *Facts) {}, Conformant, ""},
		"a must fails":          {verdict(judge.Fail, Must), NotConformant, "1 purpose failed: TEST-002"},
		"a should fails":        {verdict(judge.Fail, "should"), Conformant, ""},
		"a must is open":        {verdict(judge.Inconclusive, Must), Inconclusive, "1 purpose came to no conclusion: TEST-002"},
		"the tester broke":      {verdict(judge.Error, "should"), Error, "the tester broke in 1 purpose: TEST-002"},
		"one is not applicable": {verdict(judge.NotApplicable, Must), Conformant, ""},
		"an unknown verdict":    {verdict(judge.Verdict(9), Must), Error, "the tester broke in 1 purpose: "},
		"nothing planned":       {func(r *Result, f *Facts) { r.Purposes, f.Planned = nil, 0 }, Error, "no purpose was executed"},
		"nothing executed": {func(r *Result, _ *Facts) {
			for i := range r.Purposes {
				r.Purposes[i].Verdict = judge.NotApplicable
			}
		}, Error, "no purpose was executed"},
		"a purpose is lost": {
			func(r *Result, _ *Facts) { r.Purposes = r.Purposes[1:] }, Error,
			"3 purposes planned, and verdicts on 2: the sum does not hold",
		},
		"a purpose too many": {
			func(_ *Result, f *Facts) { f.Planned = 1 }, Error,
			"1 purpose planned, and verdicts on 3: the sum does not hold",
		},
		"a purpose twice": {
			func(r *Result, _ *Facts) { r.Purposes[2] = r.Purposes[1] }, Error,
			"the purpose TEST-002 was given a verdict twice",
		},
		"never seen at S": {func(_ *Result, f *Facts) { f.SeenAtS = 0 }, Inconclusive, "the IUT was never seen at its SfB side"},
		"never seen at T": {func(_ *Result, f *Facts) { f.SeenAtT = 0 }, Inconclusive, "the IUT was never seen at its Teams side"},
		"never seen": {
			func(_ *Result, f *Facts) { f.SeenAtS, f.SeenAtT = 0, 0 }, Inconclusive,
			"the IUT was never seen, neither at its SfB side nor at its Teams side",
		},
		"trouble of the tester": {func(r *Result, f *Facts) {
			f.TesterTrouble = []string{"the fake crashed"}
			r.Purposes[0].Verdict = judge.Fail
		}, Error, "the fake crashed"},
		"trouble of the IUT": {
			func(_ *Result, f *Facts) { f.IUTTrouble = []string{"the IUT ended by itself"} }, Inconclusive,
			"the IUT ended by itself",
		},
		"a fail beside trouble of the IUT": {func(r *Result, f *Facts) {
			f.IUTTrouble = []string{"the IUT ended by itself"}
			r.Purposes[0].Verdict = judge.Fail
		}, NotConformant, "1 purpose failed: TEST-001"},
		"a violation that did not count": {func(r *Result, _ *Facts) {
			r.Violations = []Violation{{Purpose: "TEST-002", Rule: "RFC 3261 §8.1.1", Sentence: "REGISTER lacks Call-ID"}}
		}, Error, "a violation counts against TEST-002, and its verdict is pass: REGISTER lacks Call-ID (RFC 3261 §8.1.1)"},
		"a violation outside of all": {func(r *Result, _ *Facts) {
			r.Violations = []Violation{{Rule: "RFC 3261 §8.1.1", Sentence: "REGISTER lacks Call-ID"}}
		}, NotConformant, "the IUT broke its protocol outside of any purpose: REGISTER lacks Call-ID (RFC 3261 §8.1.1)"},
	} {
		t.Run(name, func(t *testing.T) {
			r, facts := passing(3), fullRun(3)
			c.change(&r, &facts)
			Summarise(&r, facts)
			if r.Result != c.want || r.Reason != c.reason {
				t.Errorf("got %s because %q, want %s because %q", r.Result, r.Reason, c.want, c.reason)
			}
		})
	}
}

func TestSummariseTellsAPartialRun(t *testing.T) {
	r := passing(1)
	Summarise(&r, Facts{Planned: 1, Catalogue: 45, SeenAtS: 1, SeenAtT: 1})
	if !r.Partial || r.Result != Conformant {
		t.Errorf("one of 45 purposes should be a partial run, and it is %+v", r)
	}
	r = passing(2)
	Summarise(&r, fullRun(2))
	if r.Partial {
		t.Error("a run of the whole catalogue is not partial")
	}
}

func TestSummariseSortsAndCounts(t *testing.T) {
	r := sample()
	want := Summary{Planned: 6, Pass: 1, Fail: 2, Inconclusive: 1, Error: 1, NotApplicable: 1}
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
	Summarise(&r, fullRun(9))
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

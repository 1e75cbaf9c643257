package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
)

// there is another environment than here.
var there = Environment{
	Environment: iut.Environment{Transport: "tls", Dialect: "msrtc", Routing: "endpoint-decides", Topology: "online"},
	Fakes:       "embedded", SeenAtS: 1, SeenAtT: 1,
}

// across is a run of three purposes here and there: TEST-003 is extended, and TEST-004 is not applicable.
func across() Result {
	r := Result{Environments: []Environment{here, there}, IUT: sample().IUT, Started: epoch}
	for _, e := range r.Environments {
		for _, p := range passing(3).Purposes {
			p.Environment, p.Clause, p.Title, p.Sentence = e.String(), "R-08", "what "+p.ID+" is about", "Ensure that it does."
			r.Purposes = append(r.Purposes, p)
		}
	}
	r.Purposes[2].Level, r.Purposes[5].Level = Extended, Extended
	r.Purposes = append(r.Purposes, Purpose{
		ID: "TEST-004", Suite: "test", Level: Must, Clause: "R-01", Title: "none", Sentence: "Ensure it.",
		Verdict: judge.NotApplicable, Reason: "the ICS does not claim restartable",
	})
	planned(&r)
	return r
}

// fail makes a purpose of [across] fail there.
func fail(r *Result, id, reason string) {
	for i := range r.Purposes {
		if p := &r.Purposes[i]; p.ID == id && p.Environment == there.String() {
			p.Verdict, p.Reason = judge.Fail, reason
		}
	}
}

func TestSummariseAcrossEnvironments(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Result)
		want   Outcome
		reason string
	}{
		"all pass":          {func(*Result) {}, Conformant, ""},
		"a must fails":      {func(r *Result) { fail(r, "TEST-002", "no") }, NotConformant, "1 purpose failed: TEST-002 (in 1 of 2 environments)"},
		"an extended fails": {func(r *Result) { fail(r, "TEST-003", "no") }, Conformant, ""},
		"twice in one": {
			func(r *Result) { r.Purposes[1].ID = "TEST-001" }, Error,
			"the purpose TEST-001 (in tcp/pidf/endpoint-decides/online) was given a verdict twice",
		},
		"another than planned": {
			func(r *Result) { r.Purposes[1].ID = "TEST-009" }, Error, "the verdicts are not those that the plan asks for",
		},
		"somewhere else": {
			func(r *Result) { r.Purposes[1].Environment = "udp/pidf/endpoint-decides/online" }, Error,
			`TEST-002 is said to be pass in the environment "udp/pidf/endpoint-decides/online", which this run does not have`,
		},
		"one is lost": {
			func(r *Result) { r.Purposes = r.Purposes[1:] }, Error, "7 verdicts planned, and 6 given: the sum does not hold",
		},
		"trouble in one": {
			func(r *Result) { r.Environments[1].TesterTrouble = []string{"the fake crashed"} }, Error,
			"the fake crashed (in tls/msrtc/endpoint-decides/online)",
		},
		"unseen in one": {
			func(r *Result) { r.Environments[1].SeenAtT = 0 }, Inconclusive,
			"the IUT was never seen at its Teams side (in tls/msrtc/endpoint-decides/online)",
		},
		"a violation in the other": {func(r *Result) {
			fail(r, "TEST-001", "no")
			r.Violations = []Violation{{Purpose: "TEST-001", Environment: here.String(), Rule: "RFC 3261 §8.1.1", Sentence: "REGISTER lacks Call-ID"}}
		}, Error, "a violation counts against TEST-001, and its verdict is pass: REGISTER lacks Call-ID (RFC 3261 §8.1.1)"},
	} {
		t.Run(name, func(t *testing.T) {
			r := across()
			r.Environments = append([]Environment(nil), r.Environments...)
			c.change(&r)
			Summarise(&r)
			if r.Result != c.want || r.Reason != c.reason {
				t.Errorf("got %s because %q, want %s because %q", r.Result, r.Reason, c.want, c.reason)
			}
		})
	}
}

func TestExtendedPurposesAreCountedApart(t *testing.T) {
	r := across()
	fail(&r, "TEST-003", "it did not")
	Summarise(&r)
	want := Summary{Counts: Counts{Planned: 5, Pass: 4, NotApplicable: 1}, Extended: Counts{Planned: 2, Pass: 1, Fail: 1}}
	if r.Summary != want || r.Result != Conformant {
		t.Errorf("got %s with %+v, want %+v", r.Result, r.Summary, want)
	}
	var out bytes.Buffer
	NewTerminal(&out).End(r, "")
	for _, line := range []string{
		"  5 planned = 4 pass + 0 fail + 0 inconclusive + 0 error + 1 not applicable, in 2 environments and 0.000 s\n",
		"  extended, which decide nothing: 2 planned = 1 pass + 1 fail + 0 inconclusive + 0 error + 0 not applicable\n",
		"    failed: TEST-003 (in 1 of 2 environments)\n",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the terminal should show %q:\n%s", line, out.String())
		}
	}
	if err := fits(t, schema(t), r); err != nil {
		t.Error(err)
	}
}

// A run of nothing else would otherwise be green whatever came of it.
func TestExtendedPurposesAloneDecide(t *testing.T) {
	r := passing(2)
	r.Purposes[0].Level, r.Purposes[1].Level = Extended, Extended
	r.Purposes[1].Verdict, r.Purposes[1].Reason = judge.Fail, "it did not"
	Summarise(&r)
	if r.Result != NotConformant || r.Summary.Extended.Planned != 2 || r.Summary.Planned != 0 {
		t.Errorf("got %s because %q with %+v", r.Result, r.Reason, r.Summary)
	}
}

func TestANarrowedRunIsPartial(t *testing.T) {
	r := across()
	r.Plan.Claimed = 24
	Summarise(&r)
	if !r.Partial || r.Selection != "2 of 24 environments" {
		t.Errorf("it is partial: %t, as %q", r.Partial, r.Selection)
	}
	r.Plan.Shard, r.Plan.Size, r.Plan.Options, r.Plan.Catalogue = "1/3", 30, "--suite test", 9
	Summarise(&r)
	if want := "--suite test; 2 of 24 environments; shard 1/3"; r.Selection != want || r.Result != Conformant {
		t.Errorf("got %s as %q, want %q", r.Result, r.Selection, want)
	}
}

func TestWaiversAcrossEnvironments(t *testing.T) {
	waiver := Waiver{Purpose: "TEST-002", Environment: "tls/any/any/any", Owner: "ana", Reason: "slow", Expires: "2026-11-23", Says: "it did not"}
	for name, c := range map[string]struct {
		change  func(*Result)
		want    Outcome
		trouble string
	}{
		"where it fails":  {func(*Result) {}, Waived, ""},
		"stale elsewhere": {func(r *Result) { r.Waivers[0].Environment = "any" }, NotConformant, "does not hold in tcp/pidf/endpoint-decides/online: it is stale: the purpose passes"},
		"another failure elsewhere": {func(r *Result) {
			r.Waivers[0].Environment = "any/any/any/online"
			r.Purposes[1].Verdict, r.Purposes[1].Reason = judge.Fail, "it broke"
		}, NotConformant, "does not hold in tcp/pidf/endpoint-decides/online: it does not match"},
		"the same failure elsewhere": {func(r *Result) {
			r.Waivers[0].Environment = "any"
			r.Purposes[1].Verdict, r.Purposes[1].Reason = judge.Fail, "it did not"
		}, Waived, ""},
		"elsewhere without a waiver": {func(r *Result) {
			r.Purposes[1].Verdict, r.Purposes[1].Reason = judge.Fail, "it did not"
		}, NotConformant, ""},
		"one for each": {func(r *Result) {
			r.Purposes[1].Verdict, r.Purposes[1].Reason = judge.Fail, "it broke"
			other := r.Waivers[0]
			other.Environment, other.Says = "tcp/any/any/any", "it broke"
			r.Waivers = append(r.Waivers, other)
		}, Waived, ""},
		"nowhere": {
			func(r *Result) { r.Waivers[0].Environment = "udp/any/any/any" }, NotConformant,
			"is for the environment udp/any/any/any, and none of the 2 of this run is that",
		},
		"not planned there": {func(r *Result) {
			r.Purposes = append(r.Purposes[:4:4], r.Purposes[5:]...)
			planned(r)
		}, NotAsWaived, "is for the environment tls/any/any/any, in which the purpose was not planned"},
	} {
		t.Run(name, func(t *testing.T) {
			r := across()
			r.Waivers = []Waiver{waiver}
			fail(&r, "TEST-002", "it did not")
			c.change(&r)
			Summarise(&r)
			if w := r.Waivers[0]; r.Result != c.want || w.Holds != (c.trouble == "") || !strings.Contains(w.Trouble, c.trouble) {
				t.Errorf("got %s because %q, with %+v; want %s with the trouble %q", r.Result, r.Reason, w, c.want, c.trouble)
			}
			if err := fits(t, schema(t), r); err != nil {
				t.Error(err)
			}
		})
	}
}

// What a part of a run does not play can't make a waiver stale; the whole decides.
func TestAPartLeavesOpenWhatItDoesNotPlay(t *testing.T) {
	r := passing(1)
	r.Purposes[0].Title, r.Purposes[0].Clause, r.Purposes[0].Sentence = "one", "R-08", "Ensure it."
	r.IUT, r.Started = sample().IUT, epoch
	r.Plan.Size, r.Plan.Shard = 3, "1/3"
	r.Waivers = []Waiver{{Purpose: "TEST-002", Environment: "any", Owner: "ana", Reason: "slow", Expires: "2026-11-23", Says: "it did not"}}
	Summarise(&r)
	if w := r.Waivers[0]; r.Result != Conformant || w.Holds || w.Trouble != "" {
		t.Errorf("got %s because %q with %+v", r.Result, r.Reason, w)
	}
	if err := fits(t, schema(t), r); err != nil {
		t.Error(err)
	}
}

func TestJUnitTellsEnvironmentsApart(t *testing.T) {
	r := across()
	Summarise(&r)
	seen := map[string]bool{}
	all := read(t, r)
	for _, suite := range all.Suites {
		for _, c := range suite.Testcases {
			if name := c.Classname + " " + c.Name; seen[name] {
				t.Errorf("two testcases are called %s", name)
			} else {
				seen[name] = true
			}
		}
	}
	if len(seen) != 7 || len(all.Suites) != 3 || all.Suites[2].Name != "test" {
		t.Errorf("there should be three suites with 7 testcases, the last of what is not applicable: %+v", all)
	}
}

func TestTheTerminalShowsAnEnvironment(t *testing.T) {
	r := across()
	fail(&r, "TEST-002", "it did not")
	r.Plan.Claimed = 24
	var out bytes.Buffer
	term := NewTerminal(&out)
	term.Begin(r)
	alone := r
	alone.Environments, alone.Purposes = r.Environments[1:], r.Purposes[3:6]
	planned(&alone)
	Summarise(&alone)
	term.Explanations(alone)
	term.Sum(alone)
	for _, want := range []string{
		"duet: 7 purposes in 2 environments (7 verdicts) against", "\n      fakes embedded; seed 0\n      2 of 24 environments\n",
		"──── TEST-002 what TEST-002 is about · tls/msrtc/endpoint-decides/online ─", "\n  it did not\n",
		"  ✗ tls/msrtc/endpoint-decides/online            0.000 s  1 pass, 1 fail; extended: 1 pass\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the terminal should show %q:\n%s", want, out.String())
		}
	}
}

package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
)

// expecting is a run of three purposes of which the second fails, and a waiver for it.
func expecting() Result {
	r := passing(3)
	r.Started = epoch
	for i := range r.Purposes {
		p := &r.Purposes[i]
		p.Title, p.Clause, p.Sentence = "what "+p.ID+" is about", "R-08", "Ensure that it does."
	}
	r.IUT = sample().IUT
	r.Purposes[1].Verdict = judge.Fail
	r.Purposes[1].Reason = `expected that the IM "2 of 3" arrives within 5s (delivery), but it was shown after less than 1ms`
	r.Waivers = []Waiver{{
		Purpose: "TEST-002", Environment: iut.AnyEnvironment, Owner: "ana", Reason: "the gateway is slow", Expires: "2026-11-23",
		Says: "expected that the IM \"2 of 3\" arrives within 1m30s (delivery),\n but it was shown after 1.02s",
	}}
	return r
}

func TestWaivers(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*Result)
		want    Outcome
		trouble string
	}{
		"as expected":        {func(*Result) {}, Waived, ""},
		"in its environment": {func(r *Result) { r.Waivers[0].Environment = "tcp/any/endpoint-decides/online" }, Waived, ""},
		"expired":            {func(r *Result) { r.Waivers[0].Expires = "2026-11-22" }, NotConformant, "expired on 2026-11-22"},
		"stale": {func(r *Result) {
			r.Purposes[1].Verdict, r.Purposes[1].Reason = judge.Pass, ""
		}, NotAsWaived, "is stale: the purpose passes"},
		"another sentence": {
			func(r *Result) { r.Waivers[0].Says = strings.Replace(r.Waivers[0].Says, "2 of 3", "3 of 3", 1) }, NotConformant,
			"does not match: it says that “expected that the IM \"3 of 3\"",
		},
		"elsewhere": {
			func(r *Result) { r.Waivers[0].Environment = "tls/any/any/any" }, NotConformant,
			"is for the environment tls/any/any/any, which was not planned: this run is in tcp/pidf/endpoint-decides/online",
		},
		"no pattern": {func(r *Result) { r.Waivers[0].Environment = "tcp" }, NotConformant, "was not planned"},
		"not planned": {func(r *Result) {
			r.Waivers[0].Purpose = "TEST-009"
			r.Purposes[1].Verdict = judge.Pass
		}, NotAsWaived, "is for a purpose that was not planned"},
		"not applicable": {func(r *Result) {
			unplay(&r.Purposes[1])
			r.Purposes[1].Reason = "the ICS does not claim tls"
			planned(r)
		}, NotAsWaived, "is for a purpose that was not planned to be played: the ICS does not claim tls"},
		"inconclusive": {func(r *Result) { r.Purposes[1].Verdict = judge.Inconclusive }, Inconclusive, "expects a fail, and the verdict is inconclusive"},
		"another fail": {func(r *Result) { r.Purposes[2].Verdict, r.Purposes[2].Reason = judge.Fail, "it did not" }, NotConformant, ""},
		"a violation beside": {func(r *Result) {
			r.Violations = []Violation{{Purpose: "TEST-002", Environment: here.String(), PCO: "S", Rule: "RFC 3261 §8.1.1", Sentence: "REGISTER lacks Call-ID"}}
		}, NotConformant, "beside what it says, the IUT broke its protocol: REGISTER lacks Call-ID"},
	} {
		t.Run(name, func(t *testing.T) {
			r := expecting()
			c.change(&r)
			given := r.Waivers
			Summarise(&r)
			w := r.Waivers[0]
			if r.Result != c.want || w.Holds != (c.trouble == "") || !strings.Contains(w.Trouble, c.trouble) {
				t.Errorf("got %s because %q, with %+v; want %s with the trouble %q", r.Result, r.Reason, w, c.want, c.trouble)
			}
			if c.want != Inconclusive && !strings.Contains(r.Reason, w.Trouble) {
				t.Errorf("the reason %q should say %q", r.Reason, w.Trouble)
			}
			if p := r.Purposes[1]; (p.Waived != "") != w.Holds || p.Waived != "" && p.Verdict != judge.Fail {
				t.Errorf("the purpose is %s, waived %q, and the waiver %+v", p.Verdict, p.Waived, w)
			}
			if s := r.Summary; s.Planned != s.Pass+s.Fail+s.Inconclusive+s.Error+s.NotApplicable || (s.Waived == 1) != w.Holds {
				t.Errorf("the sum is %+v", s)
			}
			if given[0].Trouble != "" || given[0].Holds {
				t.Error("the caller's waivers were written into")
			}
		})
	}
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"it came after 1ms", "it came after 1.02s", true},
		{"it came after less than 1ms", "it came after\n  2m0.5s", true},
		{`the IUT wrote "lunch? duet-0123456789ab"`, `the IUT wrote "lunch? duet-ffff56789abc"`, true},
		{`the IUT wrote "lunch? duet-0123456789ab"`, `the IUT wrote "dinner? duet-0123456789ab"`, false},
		{"it came twice", "it came once", false},
		{"2 copies after 5s", "3 copies after 5s", false},
		{"it came after 1ms", "it came", false},
		{"SIP/2.0 480", "SIP/2.0 486", false},
	} {
		if Alike(c.a, c.b) != c.want {
			t.Errorf("%q and %q: alike should be %t", c.a, c.b, c.want)
		}
	}
}

func TestReportsOfWaivedRunsCannotBeMistaken(t *testing.T) {
	r := expecting()
	Summarise(&r)
	if r.Result.ExitCode() != 0 || NotAsWaived.ExitCode() != ExitNotConformant {
		t.Error("a waived run ends with 0, one that is not as waived with 1")
	}
	s := schema(t)
	if err := fits(t, s, r); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Result){
		"conformant with a waived fail": func(r *Result) {
			r.Result, r.Reason, r.Purposes[1].Level = Conformant, "", "extended"
		},
		"waived without a waiver":         func(r *Result) { r.Waivers = nil },
		"waived with an unwaived fail":    func(r *Result) { r.Purposes[1].Waived = "" },
		"waived with a waiver that fails": func(r *Result) { r.Waivers[0].Holds, r.Waivers[0].Trouble = false, "is stale" },
		"a pass that is waived":           func(r *Result) { r.Purposes[0].Waived = "by ana" },
		"not as waived, and all holds":    func(r *Result) { r.Result = NotAsWaived },
	} {
		spoilt := expecting()
		Summarise(&spoilt)
		spoil(&spoilt)
		if fits(t, s, spoilt) == nil {
			t.Errorf("the schema should refuse a report with %s", name)
		}
	}

	var out bytes.Buffer
	term := NewTerminal(&out)
	term.Purpose(r.Purposes[1])
	term.Explain(r.Purposes[1])
	term.End(r, "")
	for _, want := range []string{
		"FAIL ", "(waived) what TEST-002", "  waived     by ana until 2026-11-23: the gateway is slow\n",
		"= 2 pass + 1 fail (1 waived) +", "\n  WAIVED\n", "TEST-002; a run with waived failures certifies nothing",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the terminal should show %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "CONFORMANT") {
		t.Error("a waived run is not called conformant")
	}
}

func TestJUnitOfWaivers(t *testing.T) {
	r := expecting()
	Summarise(&r)
	all := read(t, r)
	skipped := all.Suites[0].Testcases[1].Skipped
	if all.Failures+all.Errors != 0 || skipped == nil || skipped.Type != "waived" || !strings.HasPrefix(skipped.Message, "fail, waived by ana until 2026-11-23") {
		t.Errorf("a waived fail should be skipped as waived: %+v", all)
	}
	r = expecting()
	r.Purposes[1].Verdict, r.Purposes[1].Reason = judge.Pass, ""
	Summarise(&r)
	if all := read(t, r); all.Failures != 1 {
		t.Errorf("a stale waiver should be a failure: %+v", all)
	}
}

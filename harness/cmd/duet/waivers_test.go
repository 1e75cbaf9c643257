package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"
)

// expected is how ROUT-001 fails when the IUT does not look at what its user does in Teams. Its times are those of
// another run with another bound.
const expected = `expected that megan's IM "control in Teams" arrives only at alix's Teams client within 5s (delivery), ` +
	`but it was shown at alix's SfB client after 17ms, and megan was told that it was delivered`

// waiversFile writes a file with one waiver of ROUT-001, some of whose fields are others.
func waiversFile(t *testing.T, other map[string]string) string {
	t.Helper()
	fields := map[string]string{
		"purpose": "ROUT-001", "environment": "any", "owner": "ana@contoso.test", "reason": "being mended",
		"expires": time.Now().UTC().Format(time.DateOnly), "says": expected,
	}
	var text strings.Builder
	text.WriteString("waivers:\n")
	lead := "  - "
	for _, name := range []string{"purpose", "environment", "owner", "reason", "expires", "says"} {
		value := fields[name]
		if o, ok := other[name]; ok {
			value = o
		}
		text.WriteString(lead + name + ": >-\n      " + value + "\n")
		lead = "    "
	}
	path := filepath.Join(t.TempDir(), "waivers.yaml")
	NewWithT(t).Expect(os.WriteFile(path, []byte(text.String()), 0o600)).To(Succeed())
	return path
}

// runExpecting runs ROUT-001 against a mutant that fails it.
func runExpecting(t *testing.T, other map[string]string, args ...string) done {
	t.Helper()
	file := impatient(t, "session, pager", mutantBound)
	args = append(args, "--environment", first, "--config", file, "--mutant", "ignores-teams-activity", "--expect", waiversFile(t, other))
	return runDuet(t, args...)
}

func TestWaivedFailureIsNoPassAndFailsNothing(t *testing.T) {
	t.Parallel()
	g := NewWithT(t)
	d := runExpecting(t, map[string]string{"environment": "tcp/pidf/any/any"}, "--only", "ROUT-001,SIGN-001")
	g.Expect(d.code).To(Equal(0), d.output)
	g.Expect(d.report.Result).To(Equal("waived"))
	g.Expect(d.report.verdict("ROUT-001")).To(Equal("fail"))
	s := d.report.Summary
	g.Expect([]int{s.Planned, s.Pass, s.Fail, s.Waived}).To(Equal([]int{2, 1, 1, 1}))
	g.Expect(d.report.Purposes[0].Waived).To(HavePrefix("by ana@contoso.test until "))
	g.Expect(d.junit).To(And(ContainSubstring(`type="waived"`), Not(ContainSubstring("<failure")), Not(ContainSubstring("<error"))))
	g.Expect(d.output).To(And(
		MatchRegexp(`FAIL +ROUT-001 +R-08 +\(waived\) `), ContainSubstring("1 fail (1 waived)"), ContainSubstring("\n  WAIVED\n"),
		ContainSubstring("1 purpose failed, as waivers say: ROUT-001"), ContainSubstring("certifies nothing"), Not(ContainSubstring("CONFORMANT"))))
}

func TestWaiversThatDoNotHoldFailTheRun(t *testing.T) {
	for name, c := range map[string]struct {
		other  map[string]string
		args   []string
		result string
		says   string
	}{
		"expired": {
			map[string]string{"expires": "2026-01-31"},
			[]string{"--only", "ROUT-001"},
			"not-conformant",
			"the waiver of ROUT-001 by ana@contoso.test expired on 2026-01-31",
		},
		"another failure": {
			map[string]string{"says": strings.Replace(expected, "SfB client after", "Teams client after", 1)},
			[]string{"--only", "ROUT-001"},
			"not-conformant", "does not match: it says that",
		},
		"another environment": {
			map[string]string{"environment": "tls/any/any/any"},
			[]string{"--only", "ROUT-001"},
			"not-conformant",
			"is for the environment tls/any/any/any, which was not planned: this run is in tcp/pidf/endpoint-decides/online",
		},
		"another purpose": {nil, []string{"--only", "SIGN-001"}, "not-as-waived", "is for a purpose that was not planned"},
		"a failure beside": {
			nil, []string{"--only", "ROUT-001,ROUT-010"}, "not-conformant", "1 purpose failed: ROUT-010",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := NewWithT(t)
			d := runExpecting(t, c.other, c.args...)
			g.Expect(d.code).To(Equal(1), d.output)
			g.Expect(d.report.Result).To(Equal(c.result))
			g.Expect(d.report.Reason).To(ContainSubstring(c.says))
			g.Expect(d.junit).To(ContainSubstring("<failure"))
		})
	}
}

func TestStaleWaiverFailsTheRun(t *testing.T) {
	t.Parallel()
	g := NewWithT(t)
	d := runDuet(t, "--environment", first, "--only", "ROUT-001", "--expect", waiversFile(t, nil))
	g.Expect(d.code).To(Equal(1), d.output)
	g.Expect(d.report.Result).To(Equal("not-as-waived"))
	g.Expect(d.report.verdict("ROUT-001")).To(Equal("pass"))
	g.Expect(d.output).To(And(ContainSubstring("\n  NOT AS WAIVED\n"), ContainSubstring("the waiver of ROUT-001 by ana@contoso.test is stale: the purpose passes")))
	g.Expect(d.junit).To(ContainSubstring("<failure"))
}

func TestMisreadWaiversAreUsage(t *testing.T) {
	g := NewWithT(t)
	path := config(t, "waivers:\n  - purpose: ROUT-001\n    expirse: 2026-12-31\n")
	d := call(t, "run", "--expect", path)
	g.Expect(d.code).To(Equal(4), d.output)
	g.Expect(d.output).To(ContainSubstring(path + ":3: waivers[0].expirse: there is no such key; the nearest valid key is waivers[0].expires"))
	g.Expect(call(t, "run", "--expect", "/nowhere/waivers.yaml").output).To(ContainSubstring("the file of waivers /nowhere/waivers.yaml can't be read"))
}

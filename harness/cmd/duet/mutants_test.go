package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	. "github.com/onsi/gomega"
)

// mutantBound is what a mutant is given for everything in real time: far more than the reference needs, on a busy machine
// too.
const mutantBound = 3 * time.Second

// TestEveryMutantIsCaught runs every mutant, in virtual time, against the purposes that name it: each of them must fail. A
// mutant that no purpose names survives, which fails as well; a purpose that names none is refused by the lint of the
// catalogue. `make mutants` runs every mutant against every purpose.
func TestEveryMutantIsCaught(t *testing.T) {
	withoutDetector(t)
	if len(gateway.Faults()) == 0 {
		t.Fatal("there is no mutant to catch")
	}
	for _, m := range gateway.Faults() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			if m.Liar {
				catchLiar(t, m)
				return
			}
			named := purpose.Catching(catalogue, m)
			if len(named) == 0 {
				t.Fatalf("no purpose names the mutant %s (%s): it survives", m.Name, m.Breaks)
			}
			catch(t, m, iut.Default(), named)
		})
	}
}

// TestEveryMutantIsCaughtInMSRTC does the same in the other dialect, where that makes a difference: for the mutants that show in
// it only, and for those that purposes of who is there and how they are shown catch.
func TestEveryMutantIsCaughtInMSRTC(t *testing.T) {
	withoutDetector(t)
	msrtc := iut.Default().In("dialect:msrtc")
	for _, m := range gateway.Faults() {
		named := purpose.Catching(catalogue, m)
		if m.Needs != "dialect:msrtc" {
			named = ofSuites(named, "presence", "signin", "optout")
		}
		if m.Liar || len(named) == 0 {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			catch(t, m, msrtc, named)
		})
	}
}

// withoutDetector skips what `make test` runs without the race detector.
func withoutDetector(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("it is run without the race detector: go test ./harness/cmd/duet -run 'Mutant|EveryEnvironment|BothModes'")
	}
}

// ofSuites keeps those of the purposes that stand in one of the suites.
func ofSuites(ids []string, suites ...string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return !slices.ContainsFunc(catalogue, func(p purpose.Purpose) bool { return p.ID == id && slices.Contains(suites, p.Suite) })
	})
}

// catch runs a mutant against the purposes, each in an environment that it needs and of an ICS without what it shows to be
// declined. Each must fail.
func catch(t *testing.T, m gateway.Fault, cfg iut.Config, ids []string) {
	t.Helper()
	for _, alike := range bySuit(ids) {
		var names []string
		for _, p := range alike {
			names = append(names, p.ID)
		}
		caught(t, m, plan.Suited(cfg.In(m.Needs), alike[0]), names)
	}
}

// caught is [catch] with one config.
func caught(t *testing.T, m gateway.Fault, cfg iut.Config, ids []string) {
	t.Helper()
	result, output := inVirtualTime(t, cfg, purpose.Selection{IDs: ids}, m.Name)
	for _, p := range result.Purposes {
		if p.Verdict != judge.Fail {
			t.Errorf("%s does not catch %s (%s): its verdict is %s\n%s", p.ID, m.Name, m.Breaks, p.Verdict, output)
		}
	}
	if result.Result != report.NotConformant {
		t.Errorf("the result for the mutant %s is %s, want %s", m.Name, result.Result, report.NotConformant)
	}
}

// catchLiar runs the whole catalogue: whatever a liar makes of it, it is never certified.
func catchLiar(t *testing.T, m gateway.Fault) {
	t.Helper()
	result, output := inVirtualTime(t, iut.Default(), purpose.Selection{}, m.Name)
	if result.Result != report.NotConformant && result.Result != report.Inconclusive {
		t.Errorf("the liar %s (%s) comes out as %q\n%s", m.Name, m.Breaks, result.Result, output)
	}
}

func TestTheKillMatrixIsWritten(t *testing.T) {
	t.Parallel()
	g := NewWithT(t)
	out := t.TempDir()
	d := call(t, "mutants", "--out", out, "--mutant", gateway.IgnoresTeamsActivity.Name)
	g.Expect(d.code).To(Equal(report.ExitConformant), d.output)
	g.Expect(d.output).To(ContainSubstring("✓ killed    ignores-teams-activity"))
	g.Expect(d.output).To(ContainSubstring("1 of 1 mutants killed"))
	for _, file := range []string{"mutants.json", "mutants.txt"} {
		g.Expect(filepath.Join(out, file)).To(BeARegularFile())
	}
}

func TestAnUnknownMutantIsNotTried(t *testing.T) {
	g := NewWithT(t)
	d := call(t, "mutants", "--out", t.TempDir(), "--mutant", "ignores-taems-activity")
	g.Expect(d.code).To(Equal(report.ExitUsage))
	g.Expect(strings.ToLower(d.output)).To(ContainSubstring("ignores-teams-activity"))
}

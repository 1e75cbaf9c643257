package main

import (
	"bytes"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
)

// cores bounds how many runs in virtual time go on side by side: unlike those in real time, which wait, they compute, and
// each holds everything that it has recorded.
var cores = make(chan struct{}, runtime.NumCPU())

// inVirtualTime plays the purposes in a bubble, in this process.
func inVirtualTime(t *testing.T, cfg iut.Config, only purpose.Selection, faults ...string) (report.Result, string) {
	t.Helper()
	cores <- struct{}{}
	defer func() { <-cores }()
	var output bytes.Buffer
	result, err := runner.InVirtualTime(catalogue, runner.Options{
		Config: cfg, Selection: only, Faults: faults, Version: "go test", Progress: &output,
		Repeat: func(id string) string { return "duet run --only " + id },
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, &output)
	}
	return result, output.String()
}

// TestTheReferenceConformsInVirtualTime over every transport. Bounds cost nothing there, so the result does not hang on how
// busy this machine is.
func TestTheReferenceConformsInVirtualTime(t *testing.T) {
	for _, transport := range iut.Default().ICS.Transports {
		t.Run(transport, func(t *testing.T) {
			cfg := iut.Default()
			cfg.IXIT.Transport, cfg.IXIT.TLS = transport, transport == "tls"
			began := time.Now()
			result, output := inVirtualTime(t, cfg, purpose.Selection{})
			if result.Result != report.Conformant {
				t.Errorf("%s: %s\n%s", result.Result, result.Reason, output)
			}
			for _, p := range result.Purposes { // the extended ones too, which decide nothing
				if p.Verdict != judge.Pass && p.Verdict != judge.NotApplicable {
					t.Errorf("%s: %s: %s", p.ID, p.Verdict, p.Reason)
				}
			}
			t.Logf("%d purposes, %d ms in the bubble, %s outside", len(result.Purposes), result.DurationMs, time.Since(began))
		})
	}
}

// TestTheReferenceConformsWithTheLeastThatItMayClaim plays what shows that the rest is declined, which a reference that
// claims everything leaves out: each dialect and each transport is claimed once, and denied in the others.
func TestTheReferenceConformsWithTheLeastThatItMayClaim(t *testing.T) {
	for _, least := range []struct{ dialect, transport string }{{"pidf", "tcp"}, {"msrtc", "udp"}, {"pidf", "tls"}} {
		t.Run(least.dialect+" over "+least.transport, func(t *testing.T) {
			cfg := iut.Default()
			cfg.ICS = iut.ICS{
				Dialects: []string{least.dialect}, Transports: []string{least.transport}, Routing: []string{"endpoint-decides"},
				Topologies: []string{"online"}, IMModes: []string{"session"}, TLS: least.transport == "tls",
			}
			made, err := plan.Make(catalogue, purpose.Selection{}, cfg)
			if err != nil {
				t.Fatal(err)
			}
			result, output := inVirtualTime(t, cfg, purpose.Selection{})
			if result.Result != report.Conformant || result.Partial {
				t.Errorf("%s (%s)\n%s", result.Reason, result.Selection, output)
			}
			shown := 0
			for _, denied := range made.Denied(cfg.ICS) {
				for _, id := range denied.ShownBy {
					shown++
					if i := slices.IndexFunc(result.Purposes, func(p report.Purpose) bool { return p.ID == id }); result.Purposes[i].Verdict != judge.Pass {
						t.Errorf("%s is to show that %s is declined: %s (%s)", id, denied.Feature, result.Purposes[i].Verdict, result.Purposes[i].Reason)
					}
				}
			}
			if shown < 7 {
				t.Errorf("%d purposes show that what is not claimed is declined", shown)
			}
		})
	}
}

// TestVirtualTimeAgreesWithRealTime runs all purposes on real sockets and in a bubble, against the reference and against
// mutants that are wrong at once, and late. The verdicts must be the same, purpose by purpose.
func TestVirtualTimeAgreesWithRealTime(t *testing.T) {
	for _, faults := range [][]string{
		nil,
		{gateway.IgnoresTeamsActivity.Name},
		{gateway.StrayCopyInTeams.Name},
	} {
		name := "the reference"
		var args []string
		if len(faults) > 0 {
			name, args = faults[0], []string{"--mutant", faults[0]}
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := impatient(t, "session, pager", mutantBound)
			inReal := runDuet(t, append([]string{"--environment", first, "--config", file}, args...)...)
			cfg, err := iut.Load(file)
			if err != nil {
				t.Fatal(err)
			}
			virtual, output := inVirtualTime(t, cfg, purpose.Selection{}, faults...)
			if string(virtual.Result) != inReal.report.Result {
				t.Errorf("the result is %s in real time and %s in virtual time\n%s", inReal.report.Result, virtual.Result, output)
			}
			for _, p := range virtual.Purposes {
				// Those that restart the implementation follow one another, and whether a copy of theirs turns up before the next
				// one makes the implementation forget it is a matter of time.
				if len(faults) > 0 && faults[0] == gateway.StrayCopyInTeams.Name && restarts(p.ID) {
					continue
				}
				if in := inReal.report.verdict(p.ID); in != p.Verdict.String() {
					t.Errorf("%s: %s in real time, %s in virtual time (%s)", p.ID, in, p.Verdict, p.Reason)
				}
			}
		})
	}
}

// restarts says whether a purpose of the catalogue restarts the implementation.
func restarts(id string) bool {
	return slices.ContainsFunc(catalogue, func(p purpose.Purpose) bool { return p.ID == id && p.Priority() > 0 })
}

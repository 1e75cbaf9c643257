package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	. "github.com/onsi/gomega"
)

// bySuit groups purposes that apply to the same configs: what they need a run to be, and what they need the ICS to deny.
func bySuit(ids []string) map[string][]purpose.Purpose {
	groups := map[string][]purpose.Purpose{}
	for _, p := range catalogue {
		if slices.Contains(ids, p.ID) {
			suit := fmt.Sprint(plan.Suited(iut.Default(), p))
			groups[suit] = append(groups[suit], p)
		}
	}
	return groups
}

func TestTheReferenceConformsInEveryEnvironment(t *testing.T) {
	withoutDetector(t)
	for _, routing := range iut.Default().ICS.Routing {
		for _, topology := range iut.Default().ICS.Topologies {
			t.Run(routing+" "+topology, func(t *testing.T) {
				t.Parallel()
				result, output := inVirtualTime(t, iut.Default().In("routing:"+routing).In("topology:"+topology), purpose.Selection{})
				if result.Result != report.Conformant || len(result.Violations) > 0 {
					t.Errorf("%s: %s\n%s", result.Result, result.Reason, output)
				}
				if e := result.Environments[0]; e.Routing != routing || e.Topology != topology {
					t.Errorf("the report says that the run was %+v", e)
				}
			})
		}
	}
}

func TestAHybridDeploymentOnRealSockets(t *testing.T) {
	for _, transport := range []string{"udp", "tls"} {
		t.Run(transport, func(t *testing.T) {
			g := NewWithT(t)
			d := runDuet(t, "--topology", "hybrid", "--routing", "registrar-decides", "--transport", transport, "--suite", "topology,routing")
			g.Expect(d.code).To(Equal(0), d.output)
			g.Expect(d.report.Environments[0].Topology).To(Equal("hybrid"))
			g.Expect(d.report.Environments[0].Routing).To(Equal("registrar-decides"))
		})
	}
}

// TestRoutingMutantsAreCaughtWhereTheRegistrarDecides runs every mutant that a purpose about routing names, and that can
// do wrong there, against the purposes that name it.
func TestRoutingMutantsAreCaughtWhereTheRegistrarDecides(t *testing.T) {
	withoutDetector(t)
	const here = "routing:registrar-decides"
	tried := 0
	for _, m := range gateway.Faults() {
		ids := slices.DeleteFunc(purpose.Catching(catalogue, m), func(id string) bool {
			return !strings.HasPrefix(id, "ROUT-") && !strings.HasPrefix(id, "OPT-")
		})
		if len(ids) == 0 || m.Needs != "" && m.Needs != here {
			continue
		}
		tried++
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			catch(t, m, iut.Default().In(here), ids)
		})
	}
	if tried < 15 {
		t.Errorf("only %d mutants can do wrong where the registrar decides", tried)
	}
}

// TestRoutingComesOutTheSameInBothModes plays the purposes about routing where the endpoints decide and where the registrar
// does: the same purposes, the same claims, the same verdicts, for the reference and for mutants that are wrong in both.
func TestRoutingComesOutTheSameInBothModes(t *testing.T) {
	withoutDetector(t)
	for _, faults := range [][]string{
		nil, {gateway.IgnoresTeamsActivity.Name}, {gateway.DeliversTwice.Name}, {gateway.KeepsSessionsTaken.Name}, {gateway.StaysRegistered.Name},
	} {
		t.Run(strings.Join(faults, ","), func(t *testing.T) {
			t.Parallel()
			only := purpose.Selection{Suites: []string{"routing"}}
			endpoints, _ := inVirtualTime(t, iut.Default().In("routing:endpoint-decides"), only, faults...)
			registrar, _ := inVirtualTime(t, iut.Default().In("routing:registrar-decides"), only, faults...)
			if len(endpoints.Purposes) < 20 || len(endpoints.Purposes) != len(registrar.Purposes) {
				t.Fatalf("%d purposes where the endpoints decide, %d where the registrar does", len(endpoints.Purposes), len(registrar.Purposes))
			}
			for i, e := range endpoints.Purposes {
				r := registrar.Purposes[i]
				if e.ID != r.ID || e.Verdict != r.Verdict || e.Verdict == judge.NotApplicable && !showsADenial(e.ID) {
					t.Errorf("%s: %s where the endpoints decide (%s); %s: %s where the registrar does (%s)", e.ID, e.Verdict, e.Reason, r.ID, r.Verdict, r.Reason)
				}
				// A registrar that decides need not ask.
				asked := strings.ReplaceAll(strings.Join(r.Claims, "\n"), ", if it is asked, ", " ")
				if e.Verdict == judge.Pass && strings.Join(e.Claims, "\n") != asked {
					t.Errorf("%s claims %q where the endpoints decide, and %q where the registrar does", e.ID, e.Claims, r.Claims)
				}
			}
		})
	}
}

// showsADenial says whether a purpose of the catalogue is for implementations that claim less than the reference does.
func showsADenial(id string) bool {
	return slices.ContainsFunc(catalogue, func(p purpose.Purpose) bool { return p.ID == id && len(p.Denies) > 0 })
}

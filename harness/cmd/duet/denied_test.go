package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fixtures"
	"github.com/duet-conformance/duet/harness/iut"
	. "github.com/onsi/gomega"
)

// TestALesserImplementationConforms runs the reference, on real sockets, with the claims of the example that claims the
// least. Everything that it denies is shown to be declined, or the plan says why nothing can show it.
func TestALesserImplementationConforms(t *testing.T) {
	g := NewWithT(t)
	file := filepath.Join(t.TempDir(), "duet.lesser.yaml")
	g.Expect(os.WriteFile(file, []byte(fixtures.ICSLesser()), 0o600)).To(Succeed())
	var planned plannedItem
	g.Expect(json.Unmarshal([]byte(call(t, "list", "--plan", "--json", "--config", file).output), &planned)).To(Succeed())
	text := call(t, "list", "--plan", "--config", file).output

	d := runDuet(t, "--config", file)
	g.Expect(d.code).To(Equal(0), d.output)
	g.Expect(d.report.Result).To(Equal("conformant"))
	g.Expect(d.report.Partial).To(BeFalse())

	cfg, err := iut.Load(file)
	g.Expect(err).NotTo(HaveOccurred())
	var features []string
	for _, denied := range planned.Denied {
		features = append(features, denied.Feature)
		for _, id := range denied.ShownBy {
			g.Expect(d.report.verdict(id)).To(Equal("pass"), "%s is to show that %s is declined", id, denied.Feature)
		}
		says := denied.Reason
		if len(denied.ShownBy) > 0 {
			says = "shown to be declined by " + strings.Join(denied.ShownBy, ", ")
		}
		g.Expect(text).To(MatchRegexp(`(?m)^  %s +%s$`, denied.Feature, says))
	}
	g.Expect(slices.Concat(features, cfg.ICS.Claims())).To(ConsistOf(iut.Default().ICS.Claims()), "everything is claimed or denied")
	for _, p := range d.report.Purposes {
		if p.Verdict == "notApplicable" {
			g.Expect(p.Reason).To(Or(ContainSubstring("the ICS does not claim"), HavePrefix("the ICS claims ")), p.ID)
			g.Expect(text).To(ContainSubstring(p.ID + "  " + p.Reason))
		}
	}
}

// TestReadmeSaysWhatIsDenied compares what README.md shows of the plan for that example with the plan.
func TestReadmeSaysWhatIsDenied(t *testing.T) {
	text, _ := readme(t)
	_, denied, _ := strings.Cut(call(t, "list", "--plan", "--config", filepath.Join(top, "fixtures/ics/duet.lesser.yaml")).output, "\ndenied by the ICS:\n")
	if denied == "" || !strings.Contains(text, "denied by the ICS:\n"+denied+"```\n") {
		t.Errorf("README.md does not show what is denied:\n%s", denied)
	}
}

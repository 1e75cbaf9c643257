package matrix

import (
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/report"
	. "github.com/onsi/gomega"
)

// spread is a mutant of R-03 that fails a purpose of R-03, and two of R-06 besides.
func spread(why string) Matrix {
	f := gateway.Fault{Name: "never-there", Clause: "R-03", Breaks: "nobody is there", Spreads: why}
	m := Matrix{Reference: Run{Result: report.Conformant}, Partial: true}
	m.Mutants = []Mutant{mutantOf(f, Run{Result: report.NotConformant, Cells: []Cell{
		{Purpose: "MSG-001", Clause: "R-06", Verdict: judge.Fail, Sentence: "the reply did not come"},
		{Purpose: "MSG-002", Clause: "R-06", Verdict: judge.Fail, Sentence: "the answer did not come"},
		{Purpose: "SIGN-001", Clause: "R-03", Verdict: judge.Fail, Sentence: "alix was not registered"},
	}})}
	m.judge(nil)
	return m
}

func TestCollateralKillsNeedAReason(t *testing.T) {
	g := NewWithT(t)
	g.Expect(spread("who is not there gets nothing").Trouble).To(BeEmpty())
	g.Expect(spread("").Trouble).To(ConsistOf(
		"the mutant never-there fails 2 purposes of other clauses as well (MSG-001 first), and does not say why"))
}

func TestCollateralKillsAreToldByClauseWithTheReason(t *testing.T) {
	g := NewWithT(t)
	var table strings.Builder
	g.Expect(spread("who is not there gets nothing").WriteTable(&table)).To(Succeed())
	g.Expect(table.String()).To(ContainSubstring("  never-there (R-03)\n      because who is not there gets nothing\n" +
		"      R-06  MSG-001 MSG-002\n           the reply did not come\n"))
}

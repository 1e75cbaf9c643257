package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	. "github.com/onsi/gomega"
)

// cells is a run with verdicts by purpose; the clause of ROUT-001 is R-08, that of MSG-001 R-06.
func cells(rout, msg judge.Verdict) Run {
	r := Run{Result: report.Conformant, Cells: []Cell{
		{Purpose: "MSG-001", Clause: "R-06", Verdict: msg, Sentence: "why " + msg.String()},
		{Purpose: "ROUT-001", Clause: "R-08", Verdict: rout, Sentence: "why " + rout.String()},
	}}
	for _, c := range r.Cells {
		if c.Verdict != judge.Pass {
			r.Result = report.NotConformant
		}
	}
	return r
}

// judged is the matrix of a catalogue of two purposes, each of which names a mutant that it catches.
func judged(reference Run, partial bool, mutants ...Mutant) Matrix {
	m := Matrix{Reference: reference, Partial: partial, Mutants: mutants}
	m.judge([]purpose.Purpose{
		{ID: "ROUT-001", Clause: "R-08", Title: "arrives", Catches: []gateway.Fault{{Name: "deaf"}}},
		{ID: "MSG-001", Clause: "R-06", Title: "is read", Catches: []gateway.Fault{{Name: "mute"}}},
	})
	return m
}

func deaf(r Run) Mutant {
	return mutantOf(gateway.Fault{Name: "deaf", Clause: "R-08", Breaks: "hears nothing", Spreads: "who hears nothing reads nothing"}, r)
}

func mute(r Run) Mutant {
	return mutantOf(gateway.Fault{Name: "mute", Clause: "R-06", Breaks: "says nothing"}, r)
}

func liar(r Run) Mutant {
	return mutantOf(gateway.Fault{Name: "liar", Clause: "R-10", Breaks: "does nothing", Liar: true}, r)
}

var right = cells(judge.Pass, judge.Pass)

func TestASoundMatrixHasNoTrouble(t *testing.T) {
	g := NewWithT(t)
	m := judged(right, false, deaf(cells(judge.Fail, judge.Fail)), mute(cells(judge.Inconclusive, judge.Fail)), liar(cells(judge.Inconclusive, judge.Pass)))
	g.Expect(m.Trouble).To(BeEmpty())
	g.Expect(m.Sound).To(BeTrue())
	g.Expect(m.Mutants[0].KilledBy).To(Equal([]string{"ROUT-001"}))
	g.Expect(m.Mutants[0].Collateral).To(Equal([]string{"MSG-001"}))
	g.Expect(m.Mutants[1].Collateral).To(BeEmpty(), "only a fail kills")
	g.Expect(m.Purposes[0]).To(Equal(Purpose{ID: "MSG-001", Clause: "R-06", Title: "is read", Catches: []string{"mute"}, Kills: []string{"deaf", "mute"}}))
}

func TestEverythingThatMakesAMatrixUnsoundIsSaid(t *testing.T) {
	for name, test := range map[string]struct {
		m    Matrix
		says string
	}{
		"the reference fails": {
			judged(cells(judge.Fail, judge.Pass), true), "the reference does not pass ROUT-001 (fail): why fail",
		},
		"a purpose applies nowhere": {
			judged(cells(judge.NotApplicable, judge.Pass), true), "ROUT-001 applies in no environment: why notApplicable",
		},
		"the reference breaks a protocol outside of the purposes": {
			judged(Run{Result: report.NotConformant, Cells: right.Cells}, true), "the reference comes out as not-conformant",
		},
		"the reference fails where a mutant needs it": {
			func() Matrix {
				m := Matrix{Reference: right, Partial: true, Grounds: []Ground{{Needs: "transport:udp", Run: cells(judge.Fail, judge.NotApplicable)}}}
				m.judge(nil)
				return m
			}(), "the reference in transport:udp does not pass ROUT-001 (fail): why fail",
		},
		"the reference was not run": {
			judged(Run{Result: report.Error, Error: "stuck"}, true), "the run of the reference says nothing: stuck",
		},
		"a mutant survives": {
			judged(right, true, deaf(right)), "the mutant deaf survives: hears nothing, and no purpose of R-08 fails (of other clauses: 0)",
		},
		"a mutant is killed in another clause only": {
			judged(right, true, deaf(cells(judge.Pass, judge.Fail))), "no purpose of R-08 fails (of other clauses: 1)",
		},
		"a mutant is only inconclusive": {
			judged(right, true, deaf(cells(judge.Inconclusive, judge.Pass))), "the mutant deaf survives",
		},
		"a mutant was not run": {
			judged(right, true, deaf(Run{Result: report.Error, Error: "stuck"})), "the run of the mutant deaf says nothing: stuck",
		},
		"a liar is certified": {
			judged(right, true, liar(right)), "the liar liar (does nothing) comes out as conformant",
		},
		"a purpose kills none": {
			judged(right, false, deaf(cells(judge.Fail, judge.Pass))), "MSG-001 (is read) kills no mutant",
		},
		"a purpose kills liars only": {
			judged(right, false, liar(cells(judge.Fail, judge.Fail)), deaf(cells(judge.Fail, judge.Pass))), "MSG-001 (is read) kills no mutant",
		},
		"a purpose does not catch what it names": {
			judged(right, true, mute(cells(judge.Pass, judge.Inconclusive))), "MSG-001 names the mutant mute and does not catch it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			g.Expect(test.m.Trouble).To(ContainElement(ContainSubstring(test.says)))
			g.Expect(test.m.Sound).To(BeFalse())
		})
	}
}

func TestAPartialMatrixSaysNothingOfPurposes(t *testing.T) {
	NewWithT(t).Expect(judged(right, true, deaf(cells(judge.Fail, judge.Pass))).Trouble).To(BeEmpty())
}

func TestWhatDoesNotApplyIsPlayedWhereItDoes(t *testing.T) {
	g := NewWithT(t)
	worlds, nowhere, err := trial{needs: "transport:udp", purposes: []purpose.Purpose{
		{ID: "A", Claims: []string{"topology:hybrid"}},
		{ID: "B"},
		{ID: "C", Denies: []string{"transport:udp"}},
	}}.worlds()
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(worlds).To(HaveLen(2))
	g.Expect(worlds[0].ids).To(Equal([]string{"B"}))
	g.Expect(worlds[1].ids).To(Equal([]string{"A"}))
	g.Expect(worlds[1].cfg.IXIT.Topology).To(Equal("hybrid"))
	g.Expect(nowhere).To(HaveLen(1))
	g.Expect(nowhere[0].ID).To(Equal("C"))
	g.Expect(nowhere[0].Verdict).To(Equal(judge.NotApplicable))
}

func TestPurposesThatBreakWhatAllStandOnHaveAWorldOfTheirOwn(t *testing.T) {
	g := NewWithT(t)
	worlds, _, err := trial{purposes: []purpose.Purpose{{ID: "A", Claims: []string{"restartable"}}, {ID: "B"}}}.worlds()
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(worlds).To(HaveLen(2))
	g.Expect(worlds[0].ids).To(Equal([]string{"B"}))
	g.Expect(worlds[1].ids).To(Equal([]string{"A"}))
}

func TestOnlyWhatAFaultIsInReachOfIsPlayedAgain(t *testing.T) {
	g := NewWithT(t)
	r := newReach()
	r.passed("ROUT-001", "deaf")
	r.passed("", "dead")
	of := func(p purpose.Purpose, name string) bool {
		return r.of(p, gateway.Fault{Name: name, Clause: "R-09", Liar: name == "liar"})
	}
	routing, messaging := purpose.Purpose{ID: "ROUT-001", Clause: "R-08"}, purpose.Purpose{ID: "MSG-001", Clause: "R-06"}
	g.Expect(of(routing, "deaf")).To(BeTrue(), "it comes there")
	g.Expect(of(messaging, "deaf")).To(BeFalse(), "it never does")
	g.Expect(of(messaging, "dead")).To(BeTrue(), "who starts has been there")
	g.Expect(of(messaging, "liar")).To(BeTrue(), "a liar is wrong everywhere")
	g.Expect(of(purpose.Purpose{ID: "ROUT-002", Clause: "R-09"}, "deaf")).To(BeTrue(), "the clause is the one that it breaks")
	messaging.Catches = []gateway.Fault{{Name: "deaf"}}
	g.Expect(of(messaging, "deaf")).To(BeTrue(), "it says that it catches it")
}

func TestTheMatrixIsWrittenForProgramsAndForPeople(t *testing.T) {
	g := NewWithT(t)
	m := judged(right, false, deaf(cells(judge.Fail, judge.Fail)), mute(cells(judge.Inconclusive, judge.Fail)), liar(cells(judge.Error, judge.NotApplicable)))
	dir := filepath.Join(t.TempDir(), "made")
	g.Expect(m.Save(dir)).To(Succeed())
	text, err := os.ReadFile(filepath.Join(dir, JSONFile))
	g.Expect(err).NotTo(HaveOccurred())
	var read struct {
		Sound   bool
		Mutants []struct {
			Name, Result         string
			Killed               bool
			KilledBy, Collateral []string
			Cells                []struct{ Purpose, Verdict, Sentence string }
		}
	}
	g.Expect(json.Unmarshal(text, &read)).To(Succeed())
	g.Expect(read.Sound).To(BeTrue())
	g.Expect(read.Mutants[0].Cells[1]).To(HaveField("Sentence", "why fail"))
	table, err := os.ReadFile(filepath.Join(dir, TableFile))
	g.Expect(err).NotTo(HaveOccurred())
	for _, line := range []string{
		"3 of 3 mutants killed in the clause that they break, by 2 purposes; 1 collateral kills; the reference is conformant",
		"6 times a mutant met a purpose; 0 more were left out, for there it can't be told from the reference",
		"   1  deaf                                   R-08  killed   ROUT-001",
		"  deaf (R-08)", "      because who hears nothing reads nothing", "      R-06  MSG-001", "           why fail",
		"  MSG-001   +# ",
		"  ROUT-001  #?!",
	} {
		g.Expect(strings.Split(string(table), "\n")).To(ContainElement(line))
	}
}

func TestAMatrixThatIsInterruptedSaysHowFarItCame(t *testing.T) {
	g := NewWithT(t)
	ctx, interrupt := context.WithCancelCause(t.Context())
	interrupt(errors.New("enough"))
	m, err := Play(ctx, Options{})
	g.Expect(err).To(MatchError("enough"))
	g.Expect(m.Sound).To(BeFalse())
	g.Expect(m.Partial).To(BeTrue())
	g.Expect(m.Trouble).To(ContainElement(MatchRegexp(`^the matrix was not finished: \d+ of \d+ mutants were tried$`)))
}

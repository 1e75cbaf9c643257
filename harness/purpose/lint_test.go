package purpose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// good is a purpose that nothing is wrong with.
func good() Purpose {
	return Purpose{
		ID: "ROUT-001", Title: "arrives", Clause: "R-08", Level: Must, Where: "routing/active.go:12",
		Sentence: "Ensure that the IUT delivers.",
		Cast:     Cast{"alix": people.OnBoth},
		Catches:  []gateway.Fault{gateway.DeliversTwice},
		play:     func(ginkgo.SpecContext, Leased) {},
	}
}

var goodSpecs = [][]string{{"tp:ROUT-001", "clause:R-08"}}

func TestLintHasNothingToSayAboutAGoodCatalogue(t *testing.T) {
	g := NewWithT(t)
	g.Expect(lint([]Purpose{good()}, goodSpecs)).To(BeEmpty())
}

func TestLintNamesEveryBadEntry(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(*Purpose)
		says  string
	}{
		"id of another form":     {func(p *Purpose) { p.ID = "routing1" }, "an id has the form"},
		"unknown clause":         {func(p *Purpose) { p.Clause = "R-99" }, `there is no clause "R-99"`},
		"no clause":              {func(p *Purpose) { p.Clause = "" }, `there is no clause ""`},
		"another's level":        {func(p *Purpose) { p.Level = Extended }, `the level "extended" is not that of the clause R-08`},
		"no level":               {func(p *Purpose) { p.Level = "" }, "the level must be"},
		"no title":               {func(p *Purpose) { p.Title = "" }, "a title is missing"},
		"no sentence":            {func(p *Purpose) { p.Sentence = "" }, "a sentence is missing"},
		"half a sentence":        {func(p *Purpose) { p.Sentence = "Ensure that the IUT" }, "a sentence is missing"},
		"no cast":                {func(p *Purpose) { p.Cast = nil }, "a cast is missing"},
		"no story":               {func(p *Purpose) { p.play = nil }, "a story is missing"},
		"no mutant":              {func(p *Purpose) { p.Catches = nil }, "names no mutant"},
		"restarts beside others": {func(p *Purpose) { p.SideBySide, p.Claims = true, []string{"restartable"} }, "can't be played side by side"},
		"unknown mutant":         {func(p *Purpose) { p.Catches = []gateway.Fault{{Name: "flies"}} }, `there is no mutant "flies"`},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			p := good()
			test.spoil(&p)
			wrong := lint([]Purpose{p}, [][]string{{"tp:" + p.ID}})
			g.Expect(wrong).To(HaveLen(1))
			g.Expect(wrong[0]).To(And(ContainSubstring(test.says), ContainSubstring("routing/active.go:12")))
		})
	}
}

func TestLintFindsAnIDThatIsTaken(t *testing.T) {
	g := NewWithT(t)
	other := good()
	other.Where = "routing/moves.go:9"
	g.Expect(lint([]Purpose{good(), other}, goodSpecs)).To(ConsistOf(ContainSubstring("the id is taken by")))
}

func TestLintFindsSpecsAndPurposesThatHaveLostEachOther(t *testing.T) {
	g := NewWithT(t)
	g.Expect(lint([]Purpose{good()}, append(goodSpecs, []string{"level:must"}))).To(ConsistOf(ContainSubstring("belongs to no purpose")))
	g.Expect(lint([]Purpose{good()}, append(goodSpecs, []string{"tp:ROUT-002"}))).To(ConsistOf(ContainSubstring("not in the catalogue")))
	g.Expect(lint([]Purpose{good()}, nil)).To(ConsistOf(ContainSubstring("no spec that plays it")))
}

func TestClausesAreNumberedWithoutAGap(t *testing.T) {
	g := NewWithT(t)
	g.Expect(document).To(HaveLen(14))
	for i, c := range document {
		g.Expect(c.ID).To(Equal(fmt.Sprintf("R-%02d", i+1)))
		g.Expect(c.Extended).To(BeFalse())
	}
	for first, family := range map[int][]Requirement{1: resilience, 11: security} {
		for i, c := range family {
			g.Expect(c.ID).To(Equal(fmt.Sprintf("X-%02d", first+i)))
			g.Expect(c.Extended).To(BeTrue())
		}
	}
	for _, c := range Clauses() {
		found, ok := ClauseByID(c.ID)
		g.Expect(ok).To(BeTrue())
		g.Expect(found).To(Equal(c))
		g.Expect(c.Requires).To(HaveSuffix("."))
	}
	_, ok := ClauseByID("R-15")
	g.Expect(ok).To(BeFalse())
}

func TestEveryPurposeHasPeopleOfItsOwn(t *testing.T) {
	g := NewWithT(t)
	a, b := good(), good()
	b.ID = "ROUT-002"
	alix := a.User("alix", "contoso.test")
	g.Expect(alix.Validate()).To(Succeed())
	g.Expect(alix.Address).To(Equal("alix.rout-001@contoso.test"))
	g.Expect(alix.Address).NotTo(Equal(b.User("alix", "contoso.test").Address))
	g.Expect(strings.ToLower(alix.Address)).To(Equal(alix.Address))
}

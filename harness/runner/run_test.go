package runner_test

import (
	"testing"

	. "github.com/onsi/gomega"
)

func TestWhatIsRightPasses(t *testing.T) {
	p := play(t, "sound")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(0), p.output)
	g.Expect(p.with("pass")).To(HaveLen(3))
	g.Expect(p.report.Violations).To(BeEmpty())
}

func TestAStrayCopyTurnsAPassIntoAFail(t *testing.T) {
	p := play(t, "stray copy")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(1), p.output)
	g.Expect(p.lines("pass", "SOUND-001")).To(HaveLen(1), "the copy came before the purpose was over: %s", p.output)
	g.Expect(p.lines("FAIL", "SOUND-001", "R-08")).To(HaveLen(1))
	g.Expect(p.with("fail")).To(ConsistOf(HaveField("Reason", ContainSubstring("twice"))), p.output)
}

func TestALostFenceIsNoAbsence(t *testing.T) {
	p := play(t, "lost fence")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(2), p.output)
	g.Expect(p.with("inconclusive")).To(ConsistOf(HaveField("Reason", ContainSubstring("a fence through the IUT was lost"))), p.output)
}

func TestAnIUTThatDiesFailsThePurposeInWhichItDied(t *testing.T) {
	p := play(t, "crash")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(1), p.output)
	g.Expect(p.with("fail")).To(ConsistOf(HaveField("Reason", And(
		ContainSubstring("the IUT ended while the purpose was played"), ContainSubstring("out of memory")))))
	printed := p.with("fail")[0].Output
	g.Expect(printed).To(MatchRegexp(`^\[\d+ bytes before\]\nthe memory gets short\n`), "the last of it, from the beginning of a line")
	g.Expect(printed).To(HaveSuffix("\nand that is the end\n"))
	g.Expect(len(printed)).To(BeNumerically("<", 9<<10))
	g.Expect(p.output).To(And(ContainSubstring("what the IUT printed meanwhile:"), ContainSubstring("│ and that is the end")))
	g.Expect(p.with("inconclusive")).To(ConsistOf(HaveField("Output", "turn 1\n"), HaveField("Output", BeEmpty())), "to each its own")
	g.Expect(p.with("inconclusive")).To(ContainElement(HaveField("Reason", ContainSubstring("the IUT was gone before this purpose began"))))
	g.Expect(p.with("error")).To(BeEmpty())
}

func TestAnIUTThatDiesAtOnceIsNotBlamedForAPurpose(t *testing.T) {
	p := play(t, "crash early")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(2), p.output)
	g.Expect(p.with("inconclusive")).To(HaveLen(3))
	g.Expect(p.report.Reason).To(ContainSubstring("no licence"))
}

// Whose fault it is that no connection comes about is not seen; and a wrong answer is the IUT's own...
func TestAnIUTThatIsNeverReachedCantBeJudged(t *testing.T) {
	p := play(t, "never reached")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(2), p.output)
	g.Expect(p.with("inconclusive")).To(HaveLen(3))
	g.Expect(p.report.Violations).To(BeEmpty())
	g.Expect(p.report.Reason).To(And(
		HavePrefix("the IUT did not become ready: it can't be judged without a webhook that is reached: the notification URL http://127.0.0.2:1/"),
		ContainSubstring("from where the Teams backend is (http://127.0.0.1:"), ContainSubstring("connection refused"),
		ContainSubstring("DUET_LISTEN_HOST says where"), ContainSubstring("firewall")))
	g.Expect(p.report.Environments).To(ConsistOf(HaveField("Output", ContainSubstring("serving at 127.0.0.2:1"))), "the last of its log")
}

// ... which counts, although no purpose began.
func TestAWrongAnswerAtTheStartIsTheIUTs(t *testing.T) {
	p := play(t, "wrong answer at a start")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(1), p.output)
	g.Expect(p.report.Violations).NotTo(BeEmpty())
	g.Expect(p.report.Reason).To(ContainSubstring("must answer its validation with 200 OK, and answered 404"))
}

// One that a purpose ended and that does not come back fails that purpose, in which it was started again; what it would have
// done in those after it nobody can tell.
func TestAnIUTThatDoesNotComeBackFailsThePurposeThatEndedIt(t *testing.T) {
	p := play(t, "no return")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(1), p.output)
	g.Expect(p.with("fail")).To(ConsistOf(HaveField("Reason", And(
		ContainSubstring("the implementation was started again: the IUT did not become ready"), ContainSubstring("the lock file is still there")))), p.output)
	g.Expect(p.with("inconclusive")).To(HaveLen(2), "one was over and could not be swept, one had not begun")
	g.Expect(p.with("inconclusive")).To(ContainElement(HaveField("Reason", And(
		ContainSubstring("the IUT was gone before this purpose began"), ContainSubstring("ended on purpose and did not come back")))))
	g.Expect(p.with("error")).To(BeEmpty())
	g.Expect(p.report.Reason).NotTo(BeEmpty())
}

func TestTheIUTIsNotBlamedForAPanicOfTheTester(t *testing.T) {
	p := play(t, "panic of a fake")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(3), p.output)
	g.Expect(p.with("fail")).To(BeEmpty())
	g.Expect(p.with("pass")).To(BeEmpty())
	g.Expect(p.with("error")).To(HaveEach(HaveField("Reason", ContainSubstring("index out of range"))))
}

// Ginkgo hears a signal as well, and may have stopped before anybody else has heard of it.
func TestARunThatGinkgoInterruptsSaysSo(t *testing.T) {
	p := play(t, "signal for ginkgo")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(3), p.output)
	g.Expect(p.report.Reason).To(ContainSubstring("the run was interrupted: a signal came"))
	g.Expect(p.with("fail")).To(BeEmpty())
	g.Expect(p.with("error")).To(ContainElement(HaveField("Reason", HavePrefix("the purpose was planned and not run"))))
}

func TestTheIUTIsNotBlamedForWhatTheTesterCantSee(t *testing.T) {
	p := play(t, "broken log")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(3), p.output)
	g.Expect(p.with("fail")).To(BeEmpty())
	g.Expect(p.with("pass")).To(BeEmpty(), "a pass that could not be swept")
	g.Expect(p.with("error")).To(HaveLen(2))
	g.Expect(p.report.Reason).To(ContainSubstring("lost sight of"))
}

func TestPurposesThatAreWrongThemselvesAreErrors(t *testing.T) {
	p := play(t, "bad")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(3), p.output)
	g.Expect(p.report.Purposes).To(ConsistOf(
		And(HaveField("ID", "BAD-001"), HaveField("Verdict", "error"), HaveField("Reason", ContainSubstring("asserted nothing"))),
		And(HaveField("ID", "BAD-002"), HaveField("Verdict", "error"), HaveField("Reason", ContainSubstring("asserted nothing about megan's IM \"and now?\""))),
		And(HaveField("ID", "BAD-003"), HaveField("Verdict", "error"), HaveField("Reason", ContainSubstring("nil pointer"))),
		And(HaveField("ID", "BAD-004"), HaveField("Verdict", "error"), HaveField("Reason", ContainSubstring("outside of what it claims"))),
		And(HaveField("ID", "BAD-005"), HaveField("Verdict", "inconclusive"), HaveField("Reason", ContainSubstring("nothing that the purpose asserted rests on anything that the IUT did"))),
	))
}

// Of those that are played at the same time each fails for itself, though no spec of ginkgo's is theirs.
func TestWhatIsPlayedSideBySideIsJudgedApart(t *testing.T) {
	p := play(t, "side by side")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(3), p.output)
	g.Expect(p.report.Purposes).To(ConsistOf(
		And(HaveField("ID", "SIDE-001"), HaveField("Verdict", "pass")),
		And(HaveField("ID", "SIDE-002"), HaveField("Verdict", "fail"), HaveField("Reason", ContainSubstring("arrives only at alix's SfB client"))),
		And(HaveField("ID", "SIDE-003"), HaveField("Verdict", "error"), HaveField("Reason", ContainSubstring("nil pointer"))),
		And(HaveField("ID", "SOUND-001"), HaveField("Verdict", "pass")),
	))
	for _, id := range []string{"SIDE-001", "SIDE-002", "SIDE-003"} {
		g.Expect(p.lines(" ms", id)).To(HaveLen(1), "told once: %s", p.output)
	}
}

func TestARunOfNothingIsAnError(t *testing.T) {
	p := play(t, "none")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(3), p.output)
	g.Expect(p.with("notApplicable")).To(HaveLen(1))
	g.Expect(p.report.Reason).To(Equal("no purpose was executed"))
}

// A violation counts against the purpose that the report says, and that purpose fails: one that is about nobody of a cast...
func TestAViolationWithoutAnOwnerFailsThePurposeThatWasPlayed(t *testing.T) {
	p := play(t, "violation without an owner")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(1), p.output)
	g.Expect(p.report.Violations).NotTo(BeEmpty())
	g.Expect(p.with("fail")).To(HaveLen(1))
	g.Expect(p.report.Violations).To(HaveEach(HaveField("Purpose", p.with("fail")[0].ID)))
}

// ... and one that comes when the purposes are over and everybody has left.
func TestAViolationAtTheEndFailsThePurposeThatItIsAbout(t *testing.T) {
	p := play(t, "violation at the end")
	g := NewWithT(t)
	g.Expect(p.code).To(Equal(1), p.output)
	g.Expect(p.report.Violations).NotTo(BeEmpty())
	g.Expect(p.report.Violations).To(HaveEach(HaveField("Purpose", "SOUND-002")))
	g.Expect(p.with("fail")).To(ConsistOf(HaveField("ID", "SOUND-002")))
	g.Expect(p.lines("FAIL", "SOUND-002", "R-08")).NotTo(BeEmpty())
}

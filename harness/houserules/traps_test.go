package houserules

import (
	"go/ast"
	"path"
	"strings"
	"testing"
)

// traps are ways in which other conformance harnesses came out green, or blamed the wrong one, when they should not have.
// Each is tried by the tests named: package and function.
var traps = []struct {
	trap  string
	tests []string
}{
	{"a filter that matches nothing exits 0", []string{
		"harness/cmd/duet.TestUsage", "harness/cmd/duet.TestTheOtherDoors", "harness/purpose.TestSelectionThatMatchesNothingIsAnError",
	}},
	{"all specs skipped exits 0 (ginkgo does, even with --fail-on-empty)", []string{
		"harness/cmd/duet.TestTheOtherDoors", "harness/runner.TestARunOfNothingIsAnError",
	}},
	{"an unreadable or misspelt config is ignored", []string{
		"harness/cmd/duet.TestUsage", "harness/cmd/duet.TestMisspeltConfigKeyIsRefused", "harness/iut.TestLoadRefuses",
	}},
	{"JUnit counts failures but writes no <failure> element", []string{
		"harness/report.TestJUnitHasAnElementForEveryFailureThatItCounts", "harness/cmd/duet.TestMutantFailsWithItsEvidence",
	}},
	{"a matcher reused in a retry loop passes the second time", []string{"harness/match.TestAMatcherReusedInARetryLoop"}},
	{"an assertion that drops its matchers", []string{"harness/judge.TestConclude", "harness/runner.TestPurposesThatAreWrongThemselvesAreErrors"}},
	{"a partial run reported as the full one", []string{
		"harness/cmd/duet.TestPartialRunSaysSo", "harness/report.TestSummariseTellsAPartialRun", "harness/report.TestTerminalNeverCallsAPartialRunConformant",
	}},
	{"a lost fence counted as absence", []string{
		"harness/judge.TestConclude", "harness/match.TestALostFenceIsNoAbsence", "harness/runner.TestALostFenceIsNoAbsence",
	}},
	{"the fake crashes and the IUT is blamed", []string{
		"harness/judge.TestConclude", "harness/runner.TestTheIUTIsNotBlamedForAPanicOfTheTester", "harness/runner.TestTheIUTIsNotBlamedForWhatTheTesterCantSee",
	}},
	{"a purpose that made no assertion on anything the IUT did", []string{
		"harness/judge.TestConclude", "harness/runner.TestPurposesThatAreWrongThemselvesAreErrors",
	}},
	{"a run that was interrupted leaves no report, or a green one", []string{"harness/cmd/duet.TestAnInterruptedRunEndsProperly"}},
	{"the reader of the output goes away and the implementation is left running", []string{"harness/cmd/duet.TestARunOutlivesTheReaderOfItsOutput"}},
	{"the reports can't be written, and that is found out after the run", []string{"harness/cmd/duet.TestReportsThatCantBeWrittenAreToldBeforeTheRun"}},
	{"an implementation that dies is taken for one that is slow", []string{"harness/runner.TestAnIUTThatDiesFailsThePurposeInWhichItDied"}},
	{"what comes when a purpose is over is not counted", []string{
		"harness/runner.TestAStrayCopyTurnsAPassIntoAFail", "harness/runner.TestAViolationAtTheEndFailsThePurposeThatItIsAbout",
	}},
}

func TestEveryTrapIsTried(t *testing.T) {
	tests := map[string]bool{}
	for _, s := range sources(t) {
		if !strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil {
				tests[path.Dir(s.path)+"."+f.Name.Name] = true
			}
		}
	}
	for _, c := range traps {
		for _, name := range c.tests {
			if !tests[name] {
				t.Errorf("nothing tries %q any more: there is no %s", c.trap, name)
			}
		}
	}
}

package report

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/duet-conformance/duet/harness/judge"
)

// WriteJUnit writes the result in the JUnit XML form that build servers read: one testsuite for each suite in each
// environment, one testcase for each verdict, whose classname names both. A fail is a <failure>; one that is waived is
// <skipped> with the type "waived", which is no success either. An error of the tester is an <error>, and so is a purpose
// that came to no conclusion, with the type "inconclusive": neither may look like a success. One that is not applicable is
// <skipped>.
//
// When the run as a whole is not conformant and no testcase says so (nothing was executed, the sum doesn't hold, a waiver
// is stale), a testcase of the run itself does.
func WriteJUnit(w io.Writer, r Result) error {
	all := junit.Testsuites{Name: "duet", Time: duration(r.DurationMs)}
	for _, group := range groupsOf(r) {
		suite := junit.Testsuite{Name: group.name(), ID: len(all.Suites)}
		suite.SetTimestamp(r.Started)
		var ms int64
		for _, p := range r.Purposes {
			if p.Suite == group.suite && p.Environment == group.environment {
				suite.AddTestcase(testcase(p))
				ms += p.DurationMs
			}
		}
		suite.Time = duration(ms)
		all.AddSuite(suite)
	}
	if r.Result == NotAsWaived || r.Result != Conformant && all.Failures == 0 && all.Errors == 0 {
		suite := junit.Testsuite{Name: "run", ID: len(all.Suites), Time: duration(0)}
		suite.SetTimestamp(r.Started)
		suite.AddTestcase(wholeRun(r))
		all.AddSuite(suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return all.WriteXML(w)
}

// group is what a testsuite is made of.
type group struct{ environment, suite string }

func (g group) name() string { return strings.TrimSpace(g.environment + " " + g.suite) }

// groupsOf lists the groups: by environment, what is not applicable last, and in the order of the purposes.
func groupsOf(r Result) []group {
	var environments []string
	for _, e := range r.Environments {
		environments = append(environments, e.String())
	}
	for _, p := range r.Purposes { // nowhere; or one of which the run knows nothing, which must show all the same
		if !slices.Contains(environments, p.Environment) {
			environments = append(environments, p.Environment)
		}
	}
	var groups []group
	for _, e := range environments {
		for _, p := range r.Purposes {
			if g := (group{e, p.Suite}); p.Environment == e && !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

func testcase(p Purpose) junit.Testcase {
	tc := junit.Testcase{
		Name:      xmlText(p.ID + " " + p.Title),
		Classname: xmlText(strings.Join(said("duet", p.Environment, p.Suite), ".")),
		Time:      duration(p.DurationMs),
	}
	reason := p.Reason
	if reason == "" {
		reason = "no reason was recorded"
	}
	result := &junit.Result{Message: xmlText(reason), Type: p.Verdict.String()}
	switch p.Verdict {
	case judge.Pass:
	case judge.NotApplicable:
		tc.Skipped = result
	case judge.Fail:
		result.Data = xmlText(Explain(p))
		if p.Waived == "" {
			tc.Failure = result
			break
		}
		result.Type = string(Waived)
		result.Message = xmlText("fail, waived " + p.Waived + ": " + reason)
		tc.Skipped = result
	default:
		result.Data = xmlText(Explain(p))
		tc.Error = result
	}
	return tc
}

func wholeRun(r Result) junit.Testcase {
	tc := junit.Testcase{Name: "the run as a whole", Classname: "duet", Time: duration(0)}
	result := &junit.Result{Message: xmlText(r.Reason), Type: string(r.Result), Data: xmlText(r.output())}
	switch r.Result {
	case NotConformant, NotAsWaived:
		tc.Failure = result
	case Waived:
		tc.Skipped = result
	default:
		tc.Error = result
	}
	return tc
}

// output is the last that the IUT printed, in each environment where it could not be judged.
func (r *Result) output() string {
	var all strings.Builder
	for _, e := range r.Environments {
		if e.Output != "" && len(r.Environments) > 1 {
			all.WriteString(e.String() + ":\n")
		}
		all.WriteString(e.Output)
	}
	return all.String()
}

// xmlText replaces what XML 1.0 can't carry, even escaped (§2.2 of it): most control characters, and bytes that are no
// UTF-8. An IUT may have sent any of them.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r',
			r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000 && r <= 0x10FFFF:
			return r
		default:
			return utf8.RuneError
		}
	}, s)
}

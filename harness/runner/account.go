package runner

import (
	"time"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// account is what is known of one purpose of the plan.
type account struct {
	planned
	scene *people.Scene
	// started and ended are when the story was played; zero while it was not.
	started, ended time.Time
	// from and to are the marks of the run's timeline between which it was played.
	from, to int
	// trouble is what ginkgo says of a story that failed for a reason which no claim explains: a panic, a time-out.
	trouble string
	// absent is true when the IUT was gone before the story began, died when it ended while the story was played.
	absent, died bool

	verdict  judge.Verdict
	findings []judge.Finding
}

// worsen joins a finding to the account. A verdict never gets better.
func (a *account) worsen(f judge.Finding) {
	a.verdict = judge.Worse(a.verdict, f.Verdict)
	a.findings = append(a.findings, f)
}

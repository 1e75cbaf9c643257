package runner

import (
	"errors"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/world"
)

// settle gives a purpose its final verdict: the judge is heard once more, on the complete log. Where the log is not
// complete, nothing that was absent stays so.
func (r *run) settle(a *account, sweep error) {
	if a.NotApplicable != "" {
		a.verdict = judge.NotApplicable
		return
	}
	before := a.verdict
	a.hear(r.conclude(a))
	if sweep != nil && a.verdict == judge.Pass {
		a.worsen(judge.Finding{
			Verdict:  judge.Inconclusive,
			Sentence: fmt.Sprintf("the run could not be swept for stragglers at its end: %v", sweep),
		})
	}
	if a.verdict != before {
		r.tell(a)
	}
}

// countLate counts what the IUT broke of its protocols since a mark while no purpose was played, against the purposes that it
// was about: after they were settled, when everybody left, or before they could begin.
func (r *run) countLate(settled int) {
	if r.world == nil {
		return
	}
	for _, e := range r.world.Events(settled, r.world.Mark()) {
		a := r.accounts[r.owner(e)]
		if a == nil || e.Kind != record.Violation || e.Party != record.PartyIUT || r.excused(e) || a.counts(e) {
			continue
		}
		before := a.verdict
		_, findings := judge.Conclude(judge.Case{Events: []record.Event{e}, Now: time.Now()})
		for _, f := range findings {
			a.worsen(f)
		}
		if a.verdict != before {
			r.tell(a)
		}
	}
}

// unready gives every purpose the verdict that follows from a world that did not come up.
func (r *run) unready(err error) {
	verdict := judge.Error
	if errors.Is(err, world.ErrNotReady) {
		verdict = judge.Inconclusive
	}
	for _, a := range r.inOrder() {
		if a.NotApplicable != "" {
			a.verdict = judge.NotApplicable
			continue
		}
		a.worsen(judge.Finding{Verdict: verdict, Sentence: err.Error()})
	}
	r.interrupted, r.unreached = err, errors.Is(err, world.ErrUnreached)
	if verdict == judge.Error {
		r.saw.TesterTrouble = append(r.saw.TesterTrouble, err.Error())
	} else {
		r.saw.IUTTrouble = append(r.saw.IUTTrouble, err.Error())
	}
	r.countLate(0)
}

// tell shows the verdict on a purpose, and why it is no pass. That the run was interrupted is said once, at the end.
func (r *run) tell(a *account) {
	if r.opts.Progress == nil {
		return // the evidence of a failure is work to write
	}
	soFar := r.head()
	soFar.Purposes = []report.Purpose{r.reported(a)}
	report.Waive(&soFar)
	done := soFar.Purposes[0]
	r.terminal.Purpose(done)
	if r.interrupted == nil || a.cut || a.verdict == judge.Fail {
		r.terminal.Explain(done)
	}
}

// closed takes down what did not stop properly: the IUT by its own account, everything else by err.
func (r *run) closed(err error) {
	if iut := r.world.Process().Err(); iut != nil {
		r.saw.IUTTrouble = append(r.saw.IUTTrouble, iut.Error())
	}
	if err != nil {
		r.saw.TesterTrouble = append(r.saw.TesterTrouble, fmt.Sprintf("the world did not close properly: %v", err))
	}
}

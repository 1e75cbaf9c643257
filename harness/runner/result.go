package runner

import (
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/report"
)

// head is what is known of the run before anything was run.
func (r *run) head() report.Result {
	head := report.Result{
		Plan: r.part.Reported(),
		IUT: report.IUT{
			Name:    r.opts.Launcher.Name(),
			Adapter: r.opts.Launcher.Adapter(),
			Command: r.opts.Launcher.Command(),
			Claims:  r.opts.Config.ICS.Claims(),
			Faults:  r.opts.Faults,
		},
		Waivers: r.opts.Waivers,
		Started: r.started,
		Seed:    r.opts.Config.IXIT.Seed,
		Duet:    r.opts.Version,
	}
	if len(r.part.Played()) > 0 {
		head.Environments = []report.Environment{r.saw}
	}
	return head
}

// result makes the one model of the run that every report is made from.
func (r *run) result() report.Result {
	result := report.Result{}
	for _, a := range r.inOrder() {
		result.Purposes = append(result.Purposes, r.reported(a))
		if a.scene == nil {
			continue
		}
		for _, note := range judge.Notes(a.scene.Ledger.Claims(), a.scene.Log.All()) {
			result.Observations = append(result.Observations, report.Observation{Purpose: a.ID, Environment: r.saw.String(), Sentence: note})
		}
	}
	r.lookBack(&result)
	if r.interrupted != nil || len(r.saw.IUTTrouble) > 0 {
		r.saw.Output = r.output()
	}
	r.saw.DurationMs = time.Since(r.started).Milliseconds()
	head := r.head()
	head.DurationMs = r.saw.DurationMs
	head.Purposes, head.Violations, head.Observations = result.Purposes, result.Violations, result.Observations
	report.Summarise(&head)
	return head
}

// lookBack goes through everything that was recorded, once: violations, and whether the IUT was seen at both PCOs.
func (r *run) lookBack(result *report.Result) {
	if r.world == nil {
		return
	}
	for i, e := range r.world.Events(0, r.world.Mark()) {
		switch {
		case e.Kind == record.TesterPanic:
			r.saw.TesterTrouble = append(r.saw.TesterTrouble, fmt.Sprintf("a fake crashed (%s): %s", e.Source, e.Text))
		case e.Party != record.PartyIUT:
		case e.Kind == record.Violation:
			result.Violations = append(result.Violations, report.Violation{
				Purpose: r.duringWhich(e, i), Environment: r.saw.String(), PCO: pco(e.Source), Rule: e.Attr("rule"), Sentence: e.Text, Time: e.Time,
			})
		case e.Source == record.SourceSfB:
			r.saw.SeenAtS++
		case e.Source == record.SourceTeams:
			r.saw.SeenAtT++
		}
	}
	if err := r.world.Blind(); err != nil {
		r.saw.TesterTrouble = append(r.saw.TesterTrouble, err.Error())
	}
}

// pco is the point of control and observation of a fake.
func pco(source string) string {
	if source == record.SourceTeams {
		return "T"
	}
	return "S"
}

// reported is an account as a report has it.
func (r *run) reported(a *account) report.Purpose {
	p := report.Purpose{
		ID:       a.ID,
		Title:    a.Title,
		Suite:    a.Suite,
		Clause:   a.Clause,
		Level:    string(a.Level),
		Sentence: a.Sentence,
		Verdict:  a.verdict,
		Repeat:   r.opts.Repeat(a.ID),
		Findings: a.findings,
	}
	if a.NotApplicable != "" {
		p.Reason = a.NotApplicable
	} else {
		p.Environment = r.saw.String()
	}
	if len(a.findings) > 0 {
		p.Reason = a.findings[0].Sentence
		if a.findings[0].Guarantee != nil {
			p.Guarantee = a.findings[0].Guarantee.Error()
		}
	}
	if a.scene != nil {
		p.DurationMs = a.ended.Sub(a.started).Milliseconds()
		p.Events = a.scene.Log.All()
		for _, claim := range a.scene.Ledger.Claims() {
			p.Claims = append(p.Claims, claim.String())
		}
	}
	return p
}

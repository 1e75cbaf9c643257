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
	ixit := r.opts.Config.IXIT
	return report.Result{
		Selection: r.opts.Selection.String(),
		IUT: report.IUT{
			Name:    r.opts.Launcher.Name(),
			Adapter: r.opts.Launcher.Adapter(),
			Command: r.opts.Launcher.Command(),
			Faults:  r.opts.Faults,
		},
		Environment: report.Environment{
			Transport: ixit.Transport,
			Dialect:   ixit.Dialect,
			Routing:   ixit.Routing,
			Topology:  ixit.Topology,
			Fakes:     "embedded",
		},
		Waivers: r.opts.Waivers,
		Started: r.started,
		Seed:    ixit.Seed,
		Duet:    r.opts.Version,
	}
}

// result makes the one model of the run that every report is made from.
func (r *run) result() report.Result {
	result := r.head()
	result.DurationMs = time.Since(r.started).Milliseconds()
	for _, a := range r.inOrder() {
		result.Purposes = append(result.Purposes, r.reported(a))
		if a.scene == nil {
			continue
		}
		for _, note := range judge.Notes(a.scene.Ledger.Claims(), a.scene.Log.All()) {
			result.Observations = append(result.Observations, report.Observation{Purpose: a.ID, Sentence: note})
		}
	}
	if r.interrupted != nil || len(r.facts.IUTTrouble) > 0 {
		result.IUT.Output = r.output()
	}
	r.lookBack(&result)
	report.Summarise(&result, r.facts)
	return result
}

// lookBack goes through everything that was recorded, once: violations, and whether the IUT was seen at both PCOs.
func (r *run) lookBack(result *report.Result) {
	if r.world == nil {
		return
	}
	for i, e := range r.world.Events(0, r.world.Mark()) {
		switch {
		case e.Kind == record.TesterPanic:
			r.facts.TesterTrouble = append(r.facts.TesterTrouble, fmt.Sprintf("a fake crashed (%s): %s", e.Source, e.Text))
		case e.Party != record.PartyIUT:
		case e.Kind == record.Violation:
			result.Violations = append(result.Violations, report.Violation{
				Purpose: r.duringWhich(e, i), PCO: pco(e.Source), Rule: e.Attr("rule"), Sentence: e.Text, Time: e.Time,
			})
		case e.Source == record.SourceSfB:
			r.facts.SeenAtS++
		case e.Source == record.SourceTeams:
			r.facts.SeenAtT++
		}
	}
	if err := r.world.Blind(); err != nil {
		r.facts.TesterTrouble = append(r.facts.TesterTrouble, err.Error())
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
	if a.notApplicable != "" {
		p.Reason = a.notApplicable
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

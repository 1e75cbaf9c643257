package runner

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/report"
)

// result makes the one model of the run that every report is made from.
func (r *run) result() report.Result {
	ixit := r.opts.Config.IXIT
	result := report.Result{
		APIVersion: report.APIVersion,
		Kind:       report.Kind,
		Partial:    r.partial,
		Selection:  r.opts.Selection.String(),
		IUT: report.IUT{
			Name:    r.opts.Launcher.Name(),
			Adapter: r.opts.Launcher.Adapter(),
			Command: r.opts.Launcher.Command(),
		},
		Environment: report.Environment{
			Transport: ixit.Transport,
			Dialect:   r.opts.Config.ICS.Dialects[0],
			Routing:   r.opts.Config.ICS.Routing[0],
			Topology:  r.opts.Config.ICS.Topologies[0],
			Fakes:     "embedded",
		},
		Started:    r.started,
		DurationMs: time.Since(r.started).Milliseconds(),
		Seed:       ixit.Seed,
		Duet:       r.opts.Version,
	}
	for _, a := range r.inOrder() {
		result.Purposes = append(result.Purposes, r.reported(a))
	}
	if r.interrupted != nil {
		result.IUT.Output = r.output()
	}
	r.addWhole(&result)
	return report.Summarise(result)
}

// addWhole adds what is about the run as a whole: violations, what was found when the world closed, and which PCOs the
// IUT was seen at.
func (r *run) addWhole(result *report.Result) {
	if r.world == nil {
		return
	}
	for i, e := range r.world.Events(0, r.world.Mark()) {
		switch {
		case e.Kind == record.Violation && e.Party == record.PartyIUT:
			result.Violations = append(result.Violations, report.Violation{
				Purpose: r.duringWhich(e, i), PCO: pco(e.Source), Rule: e.Attr("rule"), Sentence: e.Text, Time: e.Time,
			})
		case e.Party == record.PartyIUT && e.Source == record.SourceSfB:
			result.SeenAtS = true
		case e.Party == record.PartyIUT && e.Source == record.SourceTeams:
			result.SeenAtT = true
		}
	}
	result.Afterwards = append(result.Afterwards, r.afterwards...)
}

// pco is the point of control and observation of a fake.
func pco(source string) string {
	if source == record.SourceTeams {
		return "T"
	}
	return "S"
}

// duringWhich is the purpose that an event counts against: the one that it is about, or else the one that was played when
// it came. i is its place in the run's timeline.
func (r *run) duringWhich(e record.Event, i int) string {
	for _, a := range r.accounts {
		for _, handle := range a.Handles() {
			if e.About(a.User(handle, r.domain).Address) {
				return a.ID
			}
		}
	}
	for _, a := range r.accounts {
		if !a.started.IsZero() && i >= a.from && i < a.to {
			return a.ID
		}
	}
	return ""
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


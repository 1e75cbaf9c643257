package runner

import (
	"cmp"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/report"
)

// Announce is what is known of a run of a part of a plan before anything was run, with the environments in which it is going
// to play. Of the options it uses Config, Launcher, Faults, Waivers and Version. It began now.
func Announce(opts Options, part plan.Part) report.Result {
	r := report.Result{
		Plan: part.Reported(),
		IUT: report.IUT{
			Name:    opts.Launcher.Name(),
			Adapter: opts.Launcher.Adapter(),
			Command: opts.Launcher.Command(),
			Claims:  opts.Config.ICS.Claims(),
			Faults:  opts.Faults,
		},
		Waivers: opts.Waivers,
		Started: time.Now(),
		Seed:    opts.Config.IXIT.Seed,
		Duet:    opts.Version,
	}
	for _, alone := range part.Split() {
		if where, played := alone.Environment(); played {
			r.Environments = append(r.Environments, report.Environment{Environment: where, Fakes: fakesOf(opts)})
		}
	}
	return r
}

// fakesOf says how the world around an implementation is made, in the words of reports.
func fakesOf(opts Options) string {
	if opts.Launcher.Adapter() == iut.AdapterRemote {
		return "on stated addresses"
	}
	return cmp.Or(opts.FakesIn, "embedded")
}

// Lost is the result of a part that could not be played: an error for everything that was to be, for the reason given.
func Lost(opts Options, part plan.Part, reason string) report.Result {
	r := Announce(opts, part)
	for i := range r.Environments {
		r.Environments[i].TesterTrouble = []string{reason}
	}
	for _, item := range part.Stretch() {
		p := item.Reported()
		if item.NotApplicable == "" {
			p.Verdict, p.Reason, p.Repeat = judge.Error, "the purpose was planned and not run: "+reason, opts.Repeat(item.ID)
		}
		r.Purposes = append(r.Purposes, p)
	}
	report.Summarise(&r)
	return r
}

// head is what is known of the run so far.
func (r *run) head() report.Result {
	head := Announce(r.opts, r.part)
	head.Started = r.started
	for i := range head.Environments {
		head.Environments[i] = r.saw
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
		case r.excused(e):
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
	p := a.Reported()
	p.Verdict, p.Repeat, p.Findings = a.verdict, r.opts.Repeat(a.ID), a.findings
	if len(a.findings) > 0 {
		p.Reason = a.findings[0].Sentence
		if a.findings[0].Guarantee != nil {
			p.Guarantee = a.findings[0].Guarantee.Error()
		}
	}
	if a.scene != nil {
		p.DurationMs = a.ended.Sub(a.started).Milliseconds()
		p.Events = a.evidence()
		if p.Verdict != judge.Pass {
			p.Output = a.printed
		}
		for _, claim := range a.scene.Ledger.Claims() {
			p.Claims = append(p.Claims, claim.String())
		}
	}
	return p
}

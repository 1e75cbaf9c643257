package runner

import (
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/plan"
)

// account is what is known of one purpose of the plan.
type account struct {
	plan.Item
	scene *people.Scene
	// started and ended are when the story was played; zero while it was not.
	started, ended time.Time
	// from and to are the marks of the run's timeline between which it was played.
	from, to int
	// printed is what the IUT printed while it was played, as far as it had come when it ended.
	printed string
	// trouble is why the story failed; it matters when no claim explains it: a time-out.
	trouble string
	// panicked is true when the story itself broke; cut when it was cut short because the run was interrupted.
	panicked, cut bool
	// blind says why the tester could not see what happened any more when the story ended; nil when it could.
	blind error
	// absent is true when the IUT was gone before the story began, died when it ended by itself while the story was
	// played: an end that the story asked for is none of that.
	absent, died bool

	verdict  judge.Verdict
	findings []judge.Finding
}

// worsen joins a finding to the account. A verdict never gets better, and its reason is the first finding.
func (a *account) worsen(f judge.Finding) {
	if f.Verdict > a.verdict {
		a.findings = append([]judge.Finding{f}, a.findings...)
		a.verdict = f.Verdict
		return
	}
	a.findings = append(a.findings, f)
}

// hear takes what the judge concludes from more than was known before. What made an earlier verdict that was worse stays.
func (a *account) hear(verdict judge.Verdict, findings []judge.Finding) {
	if verdict < a.verdict {
		return
	}
	a.verdict, a.findings = verdict, findings
}

// counts says whether an event is among what the findings hold against the IUT already.
func (a *account) counts(e record.Event) bool {
	return slices.ContainsFunc(a.findings, func(f judge.Finding) bool {
		return slices.ContainsFunc(f.Offending, func(o record.Event) bool { return o.Source == e.Source && o.Seq == e.Seq })
	})
}

// evidence is what is shown of the purpose: its scene, without what other purposes did to the IUT before and after it.
func (a *account) evidence() []record.Event {
	return record.Select(a.scene.Log.All(), func(e record.Event) bool {
		return !e.Kind.OfAll() || !e.Time.Before(a.started) && (a.ended.IsZero() || !e.Time.After(a.ended))
	})
}

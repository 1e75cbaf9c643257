package runner

import (
	"context"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/world"
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
)

// play is the stage under ginkgo, which calls it for every spec. The spec fails when the verdict so far is no pass.
func (r *run) play(ctx context.Context, spec ginkgo.SpecContext, p purpose.Purpose) {
	a := r.accounts[p.ID]
	r.interrupted = context.Cause(ctx)
	if p.SideBySide {
		r.playSideBySide(ctx, a)
		return
	}
	ginkgo.DeferCleanup(func() { r.heard(a, endOf(ginkgo.CurrentSpecReport())) })
	r.enact(ctx, spec, a)
}

// enact is the stage of one purpose: it checks that there is something to judge, lets the cast take their places, plays
// the story, and hears the judge. It fails when the verdict so far is no pass.
func (r *run) enact(ctx context.Context, spec ginkgo.SpecContext, a *account) {
	if context.Cause(ctx) != nil {
		return
	}
	a.scene = r.world.Scene(a.ID)
	a.scene.Halt = func(f judge.Finding) {
		a.scene.Ledger.Stop(f)
		fail(f.Sentence, 1)
	}
	story, over := cutBy(ctx, spec, a.scene.Log)
	defer over()
	a.started, a.from = time.Now(), r.world.Mark()
	printed := r.world.Printed()
	ended := false
	defer func() {
		a.ended, a.to = time.Now(), r.world.Mark()
		a.died = r.world.Gone() != nil && !a.absent
		a.printed = r.world.PrintedSince(printed)
		r.world.Restore(ctx)
		a.blind = r.world.Blind()
		a.cut = !ended && context.Cause(ctx) != nil
	}()
	if f, ok := r.unplayable(); ok {
		a.absent = r.world.Gone() != nil
		a.scene.Halt(f)
	}
	a.Play(story, r.lease(story, a))
	if err := r.world.Sync(story); err != nil {
		a.scene.Halt(judge.Finding{Verdict: judge.Error, Sentence: err.Error()})
	}
	ended = true
	a.to = r.world.Mark()
	if verdict, findings := r.conclude(a); verdict != judge.Pass {
		fail(findings[0].Sentence)
	}
}

// lease puts the cast of a purpose on its scene, each where their role says.
func (r *run) lease(ctx context.Context, a *account) purpose.Leased {
	cast := purpose.Leased{}
	var everybody []*people.Person
	for _, handle := range a.Handles() {
		person := r.world.Person(a.scene, handle, r.user(a.Purpose, handle))
		cast[handle] = person
		everybody = append(everybody, person)
	}
	a.scene.Fence = func(ctx context.Context) error { return r.world.Fence(ctx, everybody...) }
	for _, handle := range a.Handles() {
		cast[handle].TakePlaces(ctx, a.Cast[handle])
	}
	return cast
}

// user is the directory entry behind a handle of a purpose's cast, homed where the run's topology has it.
func (r *run) user(p purpose.Purpose, handle string) directory.User {
	p.Edition = r.edition
	u := p.User(handle, r.domain)
	u.Home = p.Cast[handle].HomeIn(r.opts.Config.IXIT.Topology == world.Hybrid)
	return u
}

// unplayable says why nothing can be judged now, if so.
func (r *run) unplayable() (f judge.Finding, unplayable bool) {
	if err := r.world.Blind(); err != nil {
		return judge.Finding{Verdict: judge.Error, Sentence: err.Error()}, true
	}
	if err := r.world.Gone(); err != nil {
		return judge.Finding{Verdict: judge.Inconclusive, Sentence: fmt.Sprintf("the IUT was gone before this purpose began: %v", err)}, true
	}
	return judge.Finding{}, false
}

// ending is how a story ended, as far as it is no matter of the judge's.
type ending struct {
	trouble       string // why it failed; "" when it did not
	panicked, cut bool   // as in account
}

// endOf is what ginkgo knows of the end of a story.
func endOf(spec ginkgo.SpecReport) ending {
	e := ending{
		panicked: spec.State.Is(types.SpecStatePanicked),
		cut:      spec.State.Is(types.SpecStateInterrupted | types.SpecStateAborted),
	}
	if spec.State.Is(types.SpecStateFailureStates) {
		e.trouble = spec.Failure.Message
		if spec.Failure.ForwardedPanic != "" {
			e.trouble += ": " + spec.Failure.ForwardedPanic
		}
	}
	return e
}

// heard is called when a story is over. It is where one that broke off is told from one that was judged.
func (r *run) heard(a *account, end ending) {
	a.trouble, a.panicked, a.cut = end.trouble, end.panicked, a.cut || end.cut
	a.hear(r.conclude(a))
	r.tell(a)
}

// conclude hears the judge about a purpose, on what is known now. It also sees what the judge cannot: that the story broke
// off for a reason of its own, and that the IUT went away under it.
func (r *run) conclude(a *account) (judge.Verdict, []judge.Finding) {
	if a.started.IsZero() {
		sentence := "the purpose was planned and not run"
		if r.interrupted != nil {
			sentence += ": " + r.interrupted.Error()
		}
		return judge.Error, []judge.Finding{{Verdict: judge.Error, Sentence: sentence}}
	}
	verdict, findings := judge.Conclude(r.caseOf(a))
	first := func(f judge.Finding) {
		verdict, findings = f.Verdict, append([]judge.Finding{f}, findings...)
	}
	if a.died && verdict != judge.Error {
		first(judge.Finding{
			Verdict: judge.Fail, Guarantee: people.ErrServes,
			Sentence: fmt.Sprintf("the IUT ended while the purpose was played: %v", r.world.Gone()),
		})
	}
	switch {
	case a.blind != nil: // what the IUT did not do may only not have been seen
		first(judge.Finding{Verdict: judge.Error, Sentence: a.blind.Error()})
	case a.panicked:
		first(judge.Finding{Verdict: judge.Error, Sentence: "the story of the purpose broke: " + a.trouble})
	case a.cut && verdict < judge.Fail:
		first(judge.Finding{Verdict: judge.Error, Sentence: "the purpose was cut short: the run was interrupted"})
	case verdict == judge.Pass && a.trouble != "":
		first(judge.Finding{Verdict: judge.Error, Sentence: "the story failed outside of what it claims: " + a.trouble})
	}
	return verdict, findings
}

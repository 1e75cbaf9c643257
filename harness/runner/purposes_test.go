package runner_test

import (
	"context"
	"sync"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// beginning is where those that are played side by side wait until all of them have come.
var beginning = func() *sync.WaitGroup {
	all := &sync.WaitGroup{}
	all.Add(len(sideOnes))
	return all
}()

// together is a story that begins when the others do.
func together(story func(SpecContext, purpose.Leased)) func(SpecContext, purpose.Leased) {
	return func(ctx SpecContext, cast purpose.Leased) {
		beginning.Done()
		beginning.Wait()
		story(ctx, cast)
	}
}

// during is what the scenario does in the middle of a story; turns counts the stories of the run.
var (
	during func(ctx context.Context, turn int, cast purpose.Leased)
	turns  int
)

// The purposes of this test: three that are sound, and one for each way in which a purpose can be wrong itself.
var _ = Describe("Purposes of the runner's test", func() {
	it := func(id, title string, story any, options ...any) {
		purpose.It(id, title, append([]any{
			story, purpose.Clause("R-08"), purpose.Must, purpose.Ensure("that the IUT delivers an IM in Teams."),
			purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
			purpose.Catches(gateway.IgnoresTeamsActivity),
		}, options...)...)
	}
	for _, id := range []string{"SOUND-001", "SOUND-002", "SOUND-003"} {
		it(id, "an IM arrives in Teams only", sound)
	}
	it("BAD-001", "asserts nothing", func(SpecContext, purpose.Leased) {})
	it("BAD-002", "drops its matcher", func(ctx SpecContext, cast purpose.Leased) {
		sound(ctx, cast)
		_ = Expect(cast["megan"].SfB.Send(ctx, cast["alix"], "and now?"))
	})
	it("BAD-003", "panics", func(ctx SpecContext, cast purpose.Leased) {
		sound(ctx, cast)
		cast["nobody"].Teams.Type(ctx)
	})
	it("BAD-004", "asserts something else", func(ctx SpecContext, cast purpose.Leased) {
		sound(ctx, cast)
		Expect(cast).To(BeEmpty())
	})
	it("BAD-005", "asserts nothing that the IUT did", func(ctx SpecContext, cast purpose.Leased) {
		Expect(cast["alix"].Teams.Send(ctx, cast["tom"], "lunch?")).To(match.ArriveAt(cast["tom"].Teams))
	}, purpose.Cast{"alix": people.OnTeams, "tom": people.TeamsOnly})
	it("SIDE-001", "is played with others", together(sound), purpose.SideBySide)
	it("SIDE-002", "fails beside others", together(func(ctx SpecContext, cast purpose.Leased) {
		cast["alix"].Teams.Type(ctx)
		Expect(cast["megan"].SfB.Send(ctx, cast["alix"], "lunch?")).To(match.ArriveOnlyAt(cast["alix"].SfB))
	}), purpose.SideBySide)
	it("SIDE-003", "panics beside others", together(func(ctx SpecContext, cast purpose.Leased) {
		cast["nobody"].Teams.Type(ctx)
	}), purpose.SideBySide)
	it("NONE-001", "does not apply", sound, purpose.Claims("imModes:telepathy"))
})

// sound is a story with its positive controls, that the reference passes.
func sound(ctx SpecContext, cast purpose.Leased) {
	alix, megan := cast["alix"], cast["megan"]
	turns++
	alix.SfB.Type(ctx)
	Expect(megan.SfB.Send(ctx, alix, "control")).To(match.ArriveOnlyAt(alix.SfB))
	megan.SfB.EndConversation(ctx, alix)
	alix.Teams.Type(ctx)
	if during != nil {
		during(ctx, turns, cast)
	}
	Expect(megan.SfB.Send(ctx, alix, "lunch?")).To(match.ArriveOnlyAt(alix.Teams))
}

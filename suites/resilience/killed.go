package resilience

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var pair = purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB}

var _ = Describe("Killed", func() {
	purpose.It("RES-001", "killed in the middle of a conversation: what was accepted arrives once, and the conversation goes on",
		purpose.Clause("X-01"), purpose.Extended, purpose.Claims("restartable"),
		purpose.Ensure("that the IUT, killed as soon as it has accepted an IM from an SfB user, and started again, has delivered that IM in Teams, registers the user again, and carries the next IMs either way."),
		pair, purpose.Catches(gateway.StoresAfterAnswering, gateway.RefusesForgottenSessions, gateway.PostsAgainAtStart, gateway.CountsFromStart),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			first := alix.Teams.Send(ctx, megan, "before it was killed")
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
			accepted := megan.SfB.Send(ctx, alix, "accepted just before")

			iut := alix.Scene().IUT()
			iut.Kill(ctx)
			iut.Start(ctx)
			alix.BeServed(ctx)

			Expect(alix).To(match.BeRegistered())
			Expect(megan.SfB.Send(ctx, alix, "anybody there?")).To(match.ArriveOnlyAt(alix.Teams))
			Expect(alix.Teams.Send(ctx, megan, "here again")).To(match.ArriveOnlyAt(megan.SfB))
			Expect(accepted).To(match.ArriveOnlyAt(alix.Teams))
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
		})
})

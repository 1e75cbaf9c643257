package resilience

import (
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// slow is how long each answer is held back: longer than an answer takes, and so short that even the four requests one after
// the other that an IM may need end well within the bound Delivery.
const slow = 300 * time.Millisecond

var _ = Describe("A backend that answers slowly", func() {
	purpose.It("RES-030", "a backend that takes its time with every answer gets each IM once",
		purpose.Clause("X-04"), purpose.Extended, purpose.SideBySide,
		purpose.Ensure("that the IUT, while every answer of Teams about a user takes 300 ms, delivers an IM to that user in Teams, and one from that user at the SfB client, once each."),
		pair, purpose.Catches(gateway.PostsAgainWhenSlow, gateway.GivesUpOnSlowReads, gateway.TakesOverSlowWork, gateway.Answers408WhenSlow),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			prompt := given.SlowBackend(ctx, slow, alix)

			toTeams := megan.SfB.Send(ctx, alix, "take your time")
			Expect(toTeams).To(match.ArriveOnlyAt(alix.Teams))
			given.AnswersWereHeldBack(ctx, slow, toTeams)

			toSfB := alix.Teams.Send(ctx, megan, "I do")
			Expect(toSfB).To(match.ArriveOnlyAt(megan.SfB))
			given.AnswersWereHeldBack(ctx, slow, toSfB)
			prompt()
		})
})

package history

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("History over a restart", func() {
	purpose.It("HIST-008", "what arrived in Teams before a restart is not in the SfB history after it",
		purpose.Clause("R-13"), purpose.Must, purpose.Claims("restartable"),
		purpose.Ensure("that the IUT, having been restarted after it delivered an IM in Teams for a user of both, writes nothing of it into the user's SfB conversation history."),
		both, purpose.Catches(gateway.ArchivesAtStart),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)
			im := megan.SfB.Send(ctx, alix, "before the restart")
			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)

			alix.Scene().IUT().Restart(ctx)
			alix.BeServed(ctx)
			alix.SfB.Type(ctx)
			later := megan.SfB.Send(ctx, alix, "after the restart")

			Expect(later).To(match.ArriveOnlyAt(alix.SfB))
			Expect(later).To(match.BeInHistoryOf(alix))
			Expect(im).To(match.BeKeptOutOfHistoryOf(alix))
		})
})

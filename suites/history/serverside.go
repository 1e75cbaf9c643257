package history

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// In every other purpose the people's own SfB clients keep the history: server-side history is off.
var _ = Describe("Server-side history", func() {
	purpose.It("HIST-005", "kept by the server: an IM that arrives in Teams is not in the SfB history",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, with a front end that keeps the conversation histories itself, having delivered in Teams an IM for a user of both, leaves it out of the user's history; what arrives at the SfB client is in it."),
		both, purpose.Catches(gateway.UploadsToMailbox, gateway.CopiesToSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.ServerSideHistory(ctx, alix, megan)
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			inTeams := megan.SfB.Send(ctx, alix, "for Teams only")
			Expect(inTeams).To(match.ArriveOnlyAt(alix.Teams))
			alix.SfB.Type(ctx)
			inSfB := megan.SfB.Send(ctx, alix, "and now for SfB")

			Expect(inSfB).To(match.ArriveOnlyAt(alix.SfB))
			Expect(inSfB).To(match.BeInHistoryOf(alix))
			Expect(inTeams).To(match.BeInHistoryOf(megan))
			Expect(inTeams).To(match.BeKeptOutOfHistoryOf(alix))
		})

	purpose.It("HIST-006", "kept by the server: an IM that is taken in Teams is no missed conversation",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, with a front end that keeps the conversation histories itself, on receipt of an IM for a user who is active in Teams and signed in to SfB, takes it so that no missed conversation is recorded."),
		both, purpose.Catches(gateway.RingsSfBBriefly),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.ServerSideHistory(ctx, alix)
			given.BothClientsSee(ctx, alix, megan)
			given.SfBClientMisses(ctx, alix, megan)
			alix.Teams.Type(ctx)

			im := megan.SfB.Send(ctx, alix, "taken in Teams")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			Expect(alix).To(match.MissNothingSince(im))
		})
})

var _ = Describe("Copies", func() {
	purpose.It("HIST-007", "nothing of a conversation in Teams is copied to the user's own SfB client",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, carrying a conversation between a user of both who writes in Teams and an SfB user, sends nothing of it to the Teams user's own SfB client, which would record it."),
		both, purpose.Catches(gateway.CopiesSentToSfB, gateway.CopiesToSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			question := alix.Teams.Send(ctx, megan, "written in Teams")
			Expect(question).To(match.ArriveOnlyAt(megan.SfB))
			reply := megan.SfB.Send(ctx, alix, "answered from SfB")
			Expect(reply).To(match.ArriveOnlyAt(alix.Teams))

			for _, im := range []*people.IM{question, reply} {
				Expect(im).To(match.StayAwayFrom(alix.SfB))
			}
		})
})

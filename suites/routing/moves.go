package routing

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A user who moves between the clients", func() {
	purpose.It("ROUT-010", "IMs follow the user to and fro",
		purpose.Clause("R-08"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who moves between Teams and SfB several times, on receipt of an IM after each move, has it arrive only where the user was active last."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.SticksToFirstDecision, gateway.RoundsToSeconds, gateway.IgnoresSfBActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			for range 3 {
				alix.Teams.Type(ctx)
				Expect(megan.SfB.Send(ctx, alix, "in Teams?")).To(match.ArriveOnlyAt(alix.Teams))
				megan.SfB.EndConversation(ctx, alix)

				alix.SfB.Type(ctx)
				Expect(megan.SfB.Send(ctx, alix, "in SfB?")).To(match.ArriveOnlyAt(alix.SfB))
				megan.SfB.EndConversation(ctx, alix)
			}
		})

	purpose.It("ROUT-011", "a conversation that is open in Teams follows the user to SfB",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, having taken an IM session of an SfB user in Teams, once the user was active in SfB, lets the SfB user's next IM arrive at the SfB client."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.KeepsSessionsTaken),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			alix.Teams.Type(ctx)
			Expect(megan.SfB.Send(ctx, alix, "first")).To(match.ArriveOnlyAt(alix.Teams))

			alix.SfB.Type(ctx)
			im := megan.SfB.Send(ctx, alix, "second")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-012", "signing in to Teams alone moves nothing",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who works at the SfB client and then signed in to Teams without doing anything there, lets an IM of an SfB user arrive at the SfB client."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.SignInCountsAsActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.SignOut(ctx)
			Expect(alix).To(match.BeDeregistered())
			alix.SfB.Type(ctx)

			alix.Teams.SignIn(ctx)
			im := megan.SfB.Send(ctx, alix, "still at it?")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-013", "the second Teams client's activity counts",
		purpose.Clause("R-08"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who was active in SfB and then at the second of two Teams clients, on receipt of an IM from an SfB user, delivers it in Teams."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresTeamsActivity, gateway.PrefersLeastActive),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			second := alix.Teams.Another()
			second.SignIn(ctx)
			given.BothClientsSee(ctx, alix, megan)

			second.Type(ctx)
			im := megan.SfB.Send(ctx, alix, "at the other desk?")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("ROUT-014", "someone else's activity moves nothing",
		purpose.Clause("R-08"), purpose.Must,
		purpose.Ensure("that the IUT, having one user last active in SfB and another active in Teams since, on receipt of an IM for each, has it arrive where its own receiver was active."),
		purpose.Cast{"alix": people.OnBoth, "bert": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.MixesUpActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, megan := cast["alix"], cast["bert"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			given.BothClientsSee(ctx, bert, megan)

			alix.SfB.Type(ctx)
			bert.Teams.Type(ctx)

			Expect(megan.SfB.Send(ctx, alix, "for alix")).To(match.ArriveOnlyAt(alix.SfB))
			Expect(megan.SfB.Send(ctx, bert, "for bert")).To(match.ArriveOnlyAt(bert.Teams))
		})

	purpose.It("ROUT-015", "two senders at once both get through",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, having a conversation of one SfB user with a user active in Teams, on receipt of an IM from another SfB user, delivers both users' IMs in Teams."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB, "carol": people.OnSfB},
		purpose.Catches(gateway.OneSenderAtATime),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan, carol := cast["alix"], cast["megan"], cast["carol"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			fromMegan := megan.SfB.Send(ctx, alix, "from megan")
			fromCarol := carol.SfB.Send(ctx, alix, "from carol")
			again := megan.SfB.Send(ctx, alix, "from megan again")

			Expect(fromMegan).To(match.ArriveOnlyAt(alix.Teams))
			Expect(fromCarol).To(match.ArriveOnlyAt(alix.Teams))
			Expect(again).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("ROUT-016", "none of many IMs is lost",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, having a user active in Teams, on receipt of twenty IMs from an SfB user, delivers each once in Teams."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.LosesEverySeventh),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			alix.Teams.Type(ctx)

			var ims []*people.IM
			for range 20 {
				ims = append(ims, megan.SfB.Send(ctx, alix, "one of many"))
			}

			for _, im := range ims {
				Expect(im).To(match.ArriveAt(alix.Teams))
			}
			// Only now, for an IUT that loses some IMs may lose the fences that an absence needs as well.
			given.BothClientsSee(ctx, alix, megan)
			for _, im := range ims {
				Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			}
		})
})

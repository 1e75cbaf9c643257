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

var _ = Describe("Last active endpoint", func() {
	purpose.It("ROUT-001", "active in Teams: an IM arrives in Teams only",
		purpose.Clause("R-08"), purpose.Must,
		purpose.Ensure("that the IUT, having a user active in Teams and signed in to SfB, on receipt of an IM from an SfB user at S, "+
			"delivers it in Teams at T and lets the SfB client go without it."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresTeamsActivity, gateway.PrefersLeastActive, gateway.DeliversTwice, gateway.CopiesToSfB,
			gateway.PublishesNoActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			alix.Teams.Type(ctx)
			im := megan.SfB.Send(ctx, alix, "lunch?")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("ROUT-002", "opening a chat in Teams counts as activity",
		purpose.Clause("R-08"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who was active in SfB and then opened a chat in Teams, on receipt of an IM from an SfB user, delivers it in Teams."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresTeamsActivity, gateway.StrayCopyInTeams, gateway.PublishesStaleActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			alix.Teams.Open(ctx, megan)
			im := megan.SfB.Send(ctx, alix, "seen my mail?")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("ROUT-003", "sending in Teams counts as activity",
		purpose.Clause("R-08"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who was active in SfB and then wrote to someone in Teams, on receipt of an IM from an SfB user, delivers it in Teams."),
		purpose.Cast{"alix": people.OnBoth, "tom": people.TeamsOnly, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresTeamsActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, tom, megan := cast["alix"], cast["tom"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			Expect(alix.Teams.Send(ctx, tom, "back in a minute")).To(match.ArriveAt(tom.Teams))
			im := megan.SfB.Send(ctx, alix, "got a minute?")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("ROUT-004", "active in SfB: an IM arrives at the SfB client only",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, having a user signed in to both and last active in SfB, on receipt of an IM from an SfB user, lets the SfB client have it and delivers nothing in Teams."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresSfBActivity, gateway.DeclinesForAll, gateway.NeverDeclines, gateway.TakesWhatRings,
			gateway.ClaimsEternalActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			alix.Teams.Type(ctx)
			alix.SfB.Type(ctx)
			im := megan.SfB.Send(ctx, alix, "coffee?")

			Expect(im).To(match.HaveInvitationDeclined())
			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-005", "only in Teams: an IM arrives in Teams",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, having a user signed in to Teams alone, on receipt of an IM from an SfB user, delivers it in Teams."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.DeclinesEverything, gateway.DeliversTwice, gateway.RepeatsMinutesLater),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := megan.SfB.Send(ctx, alix, "hello")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("ROUT-006", "only in SfB: an IM arrives at the SfB client",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who signed out of Teams and is signed in to SfB, on receipt of an IM from an SfB user, leaves it to the SfB client."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.StaysRegistered),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			alix.Teams.SignOut(ctx)
			Expect(alix).To(match.BeDeregistered())
			im := megan.SfB.Send(ctx, alix, "on your way?")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-007", "signed in nowhere: an IM arrives nowhere and the sender is told",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who signed out of both clients, on an IM from an SfB user, shows it nowhere and leaves the sender to be told."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.StaysRegistered),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)

			alix.Teams.SignOut(ctx)
			Expect(alix).To(match.BeDeregistered())
			im := megan.SfB.Send(ctx, alix, "anybody?")

			Expect(im).To(match.ArriveNowhere())
		})
})

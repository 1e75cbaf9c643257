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

var _ = Describe("What Teams no longer tells", func() {
	purpose.It("RES-010", "subscriptions that are removed are made anew, and what was written meanwhile arrives",
		purpose.Clause("X-02"), purpose.Extended,
		purpose.Ensure("that the IUT, having been told that its subscriptions were removed, makes them anew and delivers a message that a Teams user wrote while there were none, once, and nothing else of the chat again."),
		pair, purpose.Catches(gateway.LeavesTheGap, gateway.FillsGapButLast, gateway.EchoesTheGap),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			first, second := talk(ctx, alix, megan)
			given.SubscriptionsRemoved(ctx, alix)

			im := alix.Teams.Send(ctx, megan, "into the gap")

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
			given.FellIntoGap(ctx, im)
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
			Expect(second).To(match.ArriveOnlyAt(alix.Teams))
			Expect(alix.Teams.Send(ctx, megan, "after the gap")).To(match.ArriveOnlyAt(megan.SfB))
		})

	purpose.It("RES-011", "a subscription that wants to be authorized again is, and what was held back arrives",
		purpose.Clause("X-02"), purpose.Extended,
		purpose.Ensure("that the IUT, on receipt of the lifecycle notification reauthorizationRequired, reauthorizes or renews the subscription, and delivers a message that a Teams user wrote meanwhile, once."),
		pair, purpose.Catches(gateway.ReauthorizesLate, gateway.RemakesOnReauthorization),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))
			given.ReauthorizationRequired(ctx, alix)

			im := alix.Teams.Send(ctx, megan, "held back")

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
		})

	purpose.It("RES-012", "a message of which Teams tells late arrives all the same",
		purpose.Clause("X-02"), purpose.Extended, purpose.SideBySide,
		purpose.Ensure("that the IUT, on receipt of a change notification that comes a second after the message was written, delivers that message at the SfB client, once."),
		pair, purpose.Catches(gateway.DropsOverdue),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))
			// News that is late takes from the time that the vendor's bound leaves for the delivery.
			by := min(1200*time.Millisecond, alix.Scene().Bounds.Delivery/2)
			given.LateNews(ctx, by, alix)

			im := alix.Teams.Send(ctx, megan, "you will hear of this")

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
			given.CameLate(ctx, by, im)
		})

	purpose.It("RES-013", "a subscription that was granted less than was asked for is renewed in time",
		purpose.Clause("X-02"), purpose.Extended,
		purpose.Ensure("that the IUT, having asked for a longer and been granted a two-second subscription to messages, renews it or makes another before the two seconds are over, and delivers a message that a Teams user writes after them, once."),
		pair, purpose.Catches(gateway.NeverRenews, gateway.IgnoresGrantedLife),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))
			given.BriefSubscriptions(ctx, 2, alix)

			Expect(alix).To(match.KeepSubscription())

			im := alix.Teams.Send(ctx, megan, "two seconds later")
			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
			given.ToldAnew(ctx, im)
		})
})

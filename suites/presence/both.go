package presence

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Presence of a user of both clients", func() {
	purpose.It("PRES-020", "a user of both clients is shown with what the SfB client can do",
		purpose.Clause("R-07"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to both clients, leaves the SfB client's published presence as it is, so that the user is not shown as IM Only."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.TakesOverSfBTuple),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			megan.SfB.Watch(ctx, alix)
			alix.Teams.Type(ctx)

			Expect(alix).To(match.BeShownAs(available, megan.SfB))
		})

	purpose.It("PRES-021", "signing out of SfB leaves the user IM Only",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to both clients, on the sign-out of the SfB client, still publishes IM Only."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.WithdrawsPresenceBesideSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			megan.SfB.Watch(ctx, alix)
			Expect(alix).To(match.BeShownAs(available, megan.SfB))

			alix.SfB.SignOut(ctx)

			Expect(alix).To(match.BeShownAs(imOnly, megan.SfB))
		})

	purpose.It("PRES-022", "a call at the SfB client shows while it lasts and no longer",
		purpose.Clause("R-07"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to both clients, neither hides nor prolongs that the user is on the phone in SfB."),
		purpose.Cast{"alix": people.OnBoth, "carol": people.OnSfB, "megan": people.OnSfB},
		purpose.Catches(gateway.EchoesOnThePhone),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			megan.SfB.Watch(ctx, alix)

			given.InACall(ctx, carol, alix)
			Expect(alix).To(match.BeShownAs(onThePhone, megan.SfB))
			alix.SfB.EndCall(ctx)

			Expect(alix).To(match.BeShownAs(available, megan.SfB))
		})
})

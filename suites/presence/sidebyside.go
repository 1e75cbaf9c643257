package presence

import (
	"context"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// bothWatch lets megan watch alix by presence documents and carol by the categories of SfB, whatever the implementation speaks.
func bothWatch(ctx context.Context, cast purpose.Leased) (alix *people.Person, shown func(as string)) {
	alix = cast["alix"]
	megan, carol := cast["megan"], cast["carol"]
	megan.SfB.WatchIn(ctx, "pidf", alix)
	carol.SfB.WatchIn(ctx, "msrtc", alix)
	return alix, func(as string) {
		GinkgoHelper()
		Expect(alix).To(match.BeShownAs(as, megan.SfB))
		Expect(alix).To(match.BeShownAs(as, carol.SfB))
	}
}

var _ = Describe("Watchers of either kind", func() {
	purpose.It("PRES-006", "watchers of either kind see IM Only, and then offline",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to Teams alone and then signed out, publishes presence by which watchers see IM Only and then offline, whether they watch by presence documents or by categories."),
		purpose.Cast{"alix": people.OnTeams, "carol": people.OnSfB, "megan": people.OnSfB},
		purpose.Catches(gateway.PublishesForTeamOnly, gateway.OmitsCapabilities, gateway.LeavesPublicationBehind),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, shown := bothWatch(ctx, cast)

			shown(imOnly)
			alix.Teams.SignOut(ctx)

			shown(offline)
		})

	purpose.It("PRES-007", "watchers of either kind see IM Only come and go with interop",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to Teams alone who switches interop off and on, takes IM Only back and publishes it again, for watchers by presence documents and by categories."),
		purpose.Cast{"alix": people.OnTeams, "carol": people.OnSfB, "megan": people.OnSfB},
		purpose.Catches(gateway.PublishesAtFirstSignInOnly, gateway.LeavesPublicationBehind),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, shown := bothWatch(ctx, cast)
			shown(imOnly)

			alix.Teams.SetInterop(ctx, false)
			shown(offline)
			alix.Teams.SetInterop(ctx, true)

			shown(imOnly)
		})

	purpose.It("PRES-023", "watchers of either kind see what the SfB client of a user of both can do",
		purpose.Clause("R-07"), purpose.Must,
		purpose.Ensure("that the IUT, with a user of both clients who is active in Teams and then signs out of SfB, has watchers of either kind see the user as available, and then as IM Only."),
		purpose.Cast{"alix": people.OnBoth, "carol": people.OnSfB, "megan": people.OnSfB},
		purpose.Catches(gateway.TakesOverSfBTuple, gateway.WithdrawsPresenceBesideSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, shown := bothWatch(ctx, cast)
			alix.Teams.Type(ctx)

			shown(available)
			alix.SfB.SignOut(ctx)

			shown(imOnly)
		})

	purpose.It("PRES-024", "watchers of either kind see a call at the SfB client while it lasts and no longer",
		purpose.Clause("R-07"), purpose.Must,
		purpose.Ensure("that the IUT, with a user of both clients who is in an SfB call, has watchers of either kind see the user on the phone until the call ends."),
		purpose.Cast{"alix": people.OnBoth, "carol": people.OnSfB, "megan": people.OnSfB},
		purpose.Catches(gateway.EchoesOnThePhone),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, shown := bothWatch(ctx, cast)

			given.InACall(ctx, alix, cast["carol"])
			shown(onThePhone)
			alix.SfB.EndCall(ctx)

			shown(available)
		})
})

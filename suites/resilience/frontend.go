package resilience

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Over UDP nothing tells that the front end was restarted before something is refreshed, which may be in an hour.
var _ = Describe("A front end that is restarted", func() {
	purpose.It("RES-070", "a front end that was restarted and knows nobody: registered and shown as IM Only again",
		purpose.Clause("X-08"), purpose.Extended, purpose.Claims(iut.CanBreak), purpose.Denies("transport:udp"),
		purpose.Ensure("that the IUT, after the front end was restarted and has forgotten registrations, publications and subscriptions, registers the user again, publishes so that a watcher sees IM Only, and carries IMs either way."),
		pair, purpose.Catches(gateway.TrustsOldPublication, gateway.NeverReconnects, gateway.ReturnsOnActivity, gateway.RegistersBesideItsOldSelf,
			gateway.RepublishesEverything),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			megan.SfB.Watch(ctx, alix)
			Expect(alix).To(match.BeShownAs("IM Only", megan.SfB))
			first, second := talk(ctx, alix, megan)

			restart := alix.Scene().IUT().FrontEndRestarts(ctx)
			restart.Heal(ctx)

			Expect(restart).To(match.LetBeServedAgain(alix))
			megan.SfB.Watch(ctx, alix)
			Expect(alix).To(match.BeShownAs("IM Only", megan.SfB))
			talk(ctx, alix, megan)
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
			Expect(second).To(match.ArriveOnlyAt(alix.Teams))
		})
})

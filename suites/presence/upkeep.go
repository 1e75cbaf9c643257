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

var _ = Describe("Upkeep of the publication", func() {
	purpose.It("PRES-010", "the publication is refreshed before it expires",
		purpose.Clause("R-04"), purpose.Must, purpose.SideBySide,
		purpose.Ensure("that the IUT, having been granted a two-second publication, publishes again before the two seconds are over."),
		purpose.Cast{"alix": people.SignedOut},
		purpose.Catches(gateway.NeverRefreshesPublication),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]
			given.GrantsOf(ctx, 2, alix)

			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.RefreshPublication())
		})

	purpose.It("PRES-011", "a publication that the front end forgot is made anew",
		purpose.Clause("R-04"), purpose.Must, purpose.SideBySide,
		purpose.Ensure("that the IUT, on receipt of 412 to the refresh of a publication, publishes the presence anew."),
		purpose.Cast{"alix": people.SignedOut, "megan": people.OnSfB},
		purpose.Catches(gateway.GivesUpOn412),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.GrantsOf(ctx, 2, alix)
			given.ForgottenPublication(ctx, alix)

			alix.Teams.SignIn(ctx)
			megan.SfB.Watch(ctx, alix)

			Expect(alix).To(match.RefreshPublication())
			Expect(alix).To(match.BeShownAs(imOnly, megan.SfB))
		})
})

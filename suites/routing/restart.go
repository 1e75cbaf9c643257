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

var _ = Describe("The last active endpoint over a restart", func() {
	purpose.It("ROUT-017", "active in Teams before a restart: an IM arrives in Teams after it",
		purpose.Clause("R-08"), purpose.Must, purpose.Claims("restartable"),
		purpose.Ensure("that the IUT, having been restarted after a user of both was active in Teams last, on receipt of an IM from an SfB user, delivers it in Teams only."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.ForgetsActivityAtStart),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			alix.Scene().IUT().Restart(ctx)
			alix.BeServed(ctx)
			im := megan.SfB.Send(ctx, alix, "still in Teams?")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})
})

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

var _ = Describe("A dialect that is not claimed", func() {
	for _, denied := range []struct{ id, dialect, claimed string }{
		{"ROUT-030", "msrtc", "a presence document"},
		{"ROUT-031", "pidf", "categories"},
	} {
		purpose.It(denied.id, "what is told in "+denied.dialect+", which is not claimed, is refused",
			purpose.Clause("R-10"), purpose.Must, purpose.Denies("dialects:"+denied.dialect),
			purpose.Ensure("that the IUT, not claiming the dialect "+denied.dialect+" and having subscribed to "+denied.claimed+
				", on being told in that dialect that the user was active in SfB, refuses it, and, told so in its own, lets the SfB client have the next IM."),
			purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
			purpose.Catches(gateway.AcknowledgesOtherDialect, gateway.HeedsOtherDialect, gateway.DeafAfterOtherDialect),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				given.BothClientsSee(ctx, alix, megan)
				alix.Teams.Type(ctx)
				given.OtherDialect(ctx, alix)

				alix.SfB.Type(ctx)

				Expect(alix).To(match.BeToldInItsDialectOnly())
				Expect(megan.SfB.Send(ctx, alix, "coffee?")).To(match.ArriveOnlyAt(alix.SfB))
			})
	}
})

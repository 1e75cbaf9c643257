package resilience

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A connection that breaks", func() {
	purpose.It("RES-040", "a conversation goes on after the connection to the front end was lost",
		purpose.Clause("X-05"), purpose.Extended, purpose.Denies("transport:udp"),
		purpose.Ensure("that the IUT, having lost the connection to the front end in the middle of a conversation, registers the user over a new one and carries the next IMs either way, once each."),
		pair, purpose.Catches(gateway.DeafAfterReconnecting, gateway.StaysOnOldConnection, gateway.RepeatsAfterReconnecting, gateway.LosesFirstAfterReconnecting),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			first, second := talk(ctx, alix, megan)

			given.BrokenConnection(ctx, alix)
			Expect(alix).To(match.BeRegistered())

			talk(ctx, alix, megan)
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
			Expect(second).To(match.ArriveOnlyAt(alix.Teams))
		})
})

package security

import (
	"context"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Secrets", func() {
	purpose.It("SEC-040", "no secret of Teams is in what is sent to SfB",
		purpose.Clause("X-15"), purpose.Extended,
		purpose.Ensure("that the IUT, having a conversation both ways, has sent nothing to SfB that holds its OAuth client secret, a bearer token or a clientState, be it as it is, escaped or in base64."),
		pair, purpose.Catches(gateway.LeaksBearerToken, gateway.LeaksClientState),
		func(ctx SpecContext, cast purpose.Leased) {
			talk(ctx, cast)

			Expect(cast["alix"]).To(match.BringNoSecretToSfB())
		})

	purpose.It("SEC-041", "no secret of SfB is in what is sent to Teams",
		purpose.Clause("X-15"), purpose.Extended,
		purpose.Ensure("that the IUT, having a conversation both ways, has sent nothing to Teams that holds the password of its SfB account or the digest of that, be it as it is, escaped or in base64."),
		pair, purpose.Catches(gateway.LeaksServicePassword),
		func(ctx SpecContext, cast purpose.Leased) {
			talk(ctx, cast)

			Expect(cast["alix"]).To(match.BringNoSecretToTeams())
		})
})

// talk is a conversation in which both sides have said something, and one after it that the other side begins.
func talk(ctx context.Context, cast purpose.Leased) {
	alix, megan := cast["alix"], cast["megan"]
	Expect(megan.SfB.Send(ctx, alix, "lunch?")).To(match.ArriveOnlyAt(alix.Teams))
	Expect(alix.Teams.Send(ctx, megan, "at noon")).To(match.ArriveOnlyAt(megan.SfB))
	megan.SfB.EndConversation(ctx, alix)
	Expect(alix.Teams.Send(ctx, megan, "where?")).To(match.ArriveOnlyAt(megan.SfB))
}

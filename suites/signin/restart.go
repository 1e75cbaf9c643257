package signin

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A restart", func() {
	purpose.It("SIGN-022", "after a restart who is signed in to Teams has the same endpoint again",
		purpose.Clause("R-03"), purpose.Must, purpose.Claims("restartable"),
		purpose.Ensure("that the IUT, having been restarted while a user is signed in to Teams, registers one endpoint for that user, under the instance id from before."),
		purpose.Cast{"alix": people.OnTeams},
		purpose.Catches(gateway.TakesNewInstances, gateway.AwaitsSignIns),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]
			Expect(alix).To(match.BeRegistered())

			alix.Scene().IUT().Restart(ctx)
			alix.BeServed(ctx)

			Expect(alix).To(match.BeRegistered())
			Expect(alix).To(match.KeepInstance())
		})
})

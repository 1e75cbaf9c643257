package signin

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Registration", func() {
	purpose.It("SIGN-001", "signing in to Teams registers the user at SfB",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, on the sign-in to Teams of a user who is enabled for SfB, registers one endpoint for the user at the SfB registrar."),
		purpose.Cast{"alix": people.SignedOut},
		purpose.Catches(gateway.NeverRegisters),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]

			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.BeRegistered())
		})

	purpose.It("SIGN-002", "signing out of Teams ends the registration",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, having registered a user, on the sign-out of the user's only Teams client, removes the endpoint from the SfB registrar."),
		purpose.Cast{"alix": people.OnTeams},
		purpose.Catches(gateway.StaysRegistered),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]

			alix.Teams.SignOut(ctx)

			Expect(alix).To(match.BeDeregistered())
		})

	purpose.It("SIGN-003", "the endpoint registers without audio and video",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, on registering a user, states an instance id and no audio or video feature in the Contact."),
		purpose.Cast{"alix": people.SignedOut},
		purpose.Catches(gateway.ClaimsAudioFeature, gateway.ClaimsVideoFeature, gateway.OmitsInstance),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]

			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.RegisterWithoutMedia())
		})

	purpose.It("SIGN-004", "the endpoint keeps its instance id",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, on a user's second sign-in to Teams, registers the endpoint under the instance id of the first."),
		purpose.Cast{"alix": people.OnTeams},
		purpose.Catches(gateway.ForgetsItsInstance),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]

			alix.Teams.SignOut(ctx)
			Expect(alix).To(match.BeDeregistered())
			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.KeepInstance())
		})

	purpose.It("SIGN-005", "signing in to Teams again registers one endpoint",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, having removed a user's endpoint on sign-out, on the next sign-in to Teams, registers exactly one endpoint."),
		purpose.Cast{"alix": people.OnTeams},
		purpose.Catches(gateway.RegistersTwiceOnReturn),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]

			alix.Teams.SignOut(ctx)
			Expect(alix).To(match.BeDeregistered())
			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.BeRegistered())
		})

	purpose.It("SIGN-006", "a user who is not enabled for SfB is not registered",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, on the sign-in to Teams of a user who is not enabled for SfB, registers nothing for that user."),
		purpose.Cast{"tom": people.TeamsOnly, "alix": people.SignedOut},
		purpose.Catches(gateway.RegistersUnlicensed),
		func(ctx SpecContext, cast purpose.Leased) {
			tom, alix := cast["tom"], cast["alix"]

			alix.Teams.SignIn(ctx)
			Expect(alix).To(match.BeRegistered())

			Expect(tom).To(match.NeverBeRegistered())
		})
})

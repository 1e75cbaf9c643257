package signin

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Upkeep of the registration", func() {
	purpose.It("SIGN-010", "the registration is refreshed before it expires",
		purpose.Clause("R-03"), purpose.Must, purpose.SideBySide,
		purpose.Ensure("that the IUT, having asked for a longer and been granted a two-second registration, refreshes it before the two seconds are over."),
		purpose.Cast{"alix": people.SignedOut},
		purpose.Catches(gateway.NeverRefreshes, gateway.IgnoresGrantedExpiry),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]
			given.GrantsOf(ctx, 2, alix)

			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.RefreshRegistration())
		})

	purpose.It("SIGN-011", "a registrar that wants a longer interval is asked again",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of 423 with Min-Expires to a REGISTER, registers the user with an interval of at least Min-Expires."),
		purpose.Cast{"alix": people.SignedOut},
		purpose.Catches(gateway.GivesUpOn423),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]
			given.MinimumOf(ctx, 90_000, alix)

			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.BeRegistered())
		})

	purpose.It("SIGN-012", "a stale nonce is answered with the new one",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of a second challenge that says stale=true, registers the user with the nonce of that challenge."),
		purpose.Cast{"alix": people.SignedOut},
		purpose.Catches(gateway.GivesUpOnStaleNonce),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]
			given.StaleNonce(ctx, alix)

			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.BeRegistered())
		})

	purpose.It("SIGN-013", "a lost connection to the front end is made again",
		purpose.Clause("R-03"), purpose.Must, purpose.Denies("transport:udp"),
		purpose.Ensure("that the IUT, having lost the connection over which a user is registered, registers the user over a new one."),
		purpose.Cast{"alix": people.OnTeams},
		purpose.Catches(gateway.NeverReconnects),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]

			given.BrokenConnection(ctx, alix)

			Expect(alix).To(match.BeRegistered())
		})
})

var _ = Describe("Several Teams clients", func() {
	purpose.It("SIGN-020", "a second Teams client adds no endpoint",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, having registered a user, on the sign-in of the user's second Teams client, keeps exactly one endpoint registered."),
		purpose.Cast{"alix": people.OnTeams},
		purpose.Catches(gateway.RegistersEachClient),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]

			alix.Teams.Another().SignIn(ctx)

			Expect(alix).To(match.BeRegistered())
		})

	purpose.It("SIGN-021", "the endpoint stays until the last Teams client signs out",
		purpose.Clause("R-03"), purpose.Must,
		purpose.Ensure("that the IUT, with two Teams clients of a user signed in, keeps the endpoint on the sign-out of one and removes it on the sign-out of the other."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.WithdrawsOnFirstSignOut, gateway.StaysRegistered),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			second := alix.Teams.Another()
			second.SignIn(ctx)

			second.SignOut(ctx)
			Expect(megan.SfB.Send(ctx, alix, "still there?")).To(match.ArriveOnlyAt(alix.Teams))
			Expect(alix).To(match.BeRegistered())

			alix.Teams.SignOut(ctx)
			Expect(alix).To(match.BeDeregistered())
		})
})

package signin

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Both clients at once", func() {
	purpose.It("SIGN-030", "signing in to SfB leaves the Teams endpoint registered",
		purpose.Clause("R-07"), purpose.Must,
		purpose.Ensure("that the IUT, having registered a user who is in Teams, on the sign-in of the user's SfB client, keeps the endpoint registered."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.LeavesToSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			alix.SfB.SignIn(ctx)
			alix.SfB.Type(ctx)
			Expect(megan.SfB.Send(ctx, alix, "in SfB now?")).To(match.ArriveAt(alix.SfB))
			megan.SfB.EndConversation(ctx, alix)
			alix.Teams.Type(ctx)

			Expect(megan.SfB.Send(ctx, alix, "and back?")).To(match.ArriveOnlyAt(alix.Teams))
			Expect(alix).To(match.BeRegistered())
			Expect(alix.SfB).To(match.BeUndisturbed())
		})

	purpose.It("SIGN-031", "signing in to Teams leaves the SfB client signed in",
		purpose.Clause("R-07"), purpose.Must,
		purpose.Ensure("that the IUT, on the sign-in to Teams of a user whose SfB client is signed in, leaves the SfB client's registration alone."),
		purpose.Cast{"alix": people.OnSfBOfBoth},
		purpose.Catches(gateway.RemovesForeignContacts),
		func(ctx SpecContext, cast purpose.Leased) {
			alix := cast["alix"]

			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.BeRegistered())
			Expect(alix.SfB).To(match.BeUndisturbed())
		})

	purpose.It("SIGN-032", "signing out of Teams leaves the SfB client signed in",
		purpose.Clause("R-07"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to both clients, on the sign-out from Teams, removes its own endpoint and leaves the SfB client reachable."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.RemovesAllContacts),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			alix.Teams.SignOut(ctx)
			Expect(alix).To(match.BeDeregistered())

			Expect(alix.SfB).To(match.BeUndisturbed())
			Expect(megan.SfB.Send(ctx, alix, "where are you?")).To(match.ArriveAt(alix.SfB))
		})

	purpose.It("SIGN-033", "signing out of SfB leaves the user reachable in Teams",
		purpose.Clause("R-07"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to both clients and last active in SfB, on the sign-out of the SfB client, takes IMs in Teams."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.DeclinesEverything),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			alix.SfB.Type(ctx)

			alix.SfB.SignOut(ctx)

			Expect(megan.SfB.Send(ctx, alix, "are you there?")).To(match.ArriveAt(alix.Teams))
			Expect(alix).To(match.BeRegistered())
		})
})

package presence

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// What an SfB client shows of a contact.
const (
	imOnly     = "IM Only"
	available  = "Available"
	onThePhone = "On the phone"
	offline    = "Offline"
)

var _ = Describe("IM Only", func() {
	purpose.It("PRES-001", "a user who is only in Teams is shown as IM Only",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to Teams alone, publishes presence by which an SfB user who looks the user up sees IM Only."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.PublishesNothing, gateway.OmitsCapabilities, gateway.DeniesMessageCapability),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			megan.SfB.Watch(ctx, alix)

			Expect(alix).To(match.BeShownAs(imOnly, megan.SfB))
		})

	purpose.It("PRES-002", "the published capabilities are IM and nothing else",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, with a user signed in to Teams, publishes message capability and denies audio, video and application sharing."),
		purpose.Cast{"alix": people.OnTeams},
		purpose.Catches(gateway.ClaimsAudioCapability, gateway.ClaimsVideoCapability, gateway.ClaimsSharingCapability,
			gateway.DeniesMessageCapability, gateway.OmitsCapabilities),
		func(_ SpecContext, cast purpose.Leased) {
			Expect(cast["alix"]).To(match.PublishIMOnly())
		})

	purpose.It("PRES-003", "a user who signs out of Teams is shown as offline",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, with a user shown as IM Only, on the sign-out from Teams, takes the published presence back."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.LeavesPublicationBehind),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			megan.SfB.Watch(ctx, alix)
			Expect(alix).To(match.BeShownAs(imOnly, megan.SfB))

			alix.Teams.SignOut(ctx)

			Expect(alix).To(match.BeShownAs(offline, megan.SfB))
		})

	purpose.It("PRES-004", "a user who signs in to Teams again is shown as IM Only again",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, with a user who signed in to Teams and out again, on the next sign-in, publishes IM Only for a standing watcher to see."),
		purpose.Cast{"alix": people.SignedOut, "megan": people.OnSfB},
		purpose.Catches(gateway.PublishesAtFirstSignInOnly),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			megan.SfB.Watch(ctx, alix)
			Expect(alix).To(match.BeShownAs(offline, megan.SfB))

			alix.Teams.SignIn(ctx)
			Expect(alix).To(match.BeShownAs(imOnly, megan.SfB))
			alix.Teams.SignOut(ctx)
			Expect(alix).To(match.BeShownAs(offline, megan.SfB))
			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.BeShownAs(imOnly, megan.SfB))
		})

	purpose.It("PRES-005", "with two Teams clients, one sign-out leaves the user IM Only",
		purpose.Clause("R-04"), purpose.Must,
		purpose.Ensure("that the IUT, with two Teams clients of a user signed in, on the sign-out of one, keeps the user shown as IM Only until the other signs out."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.WithdrawsOnFirstSignOut),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			megan.SfB.Watch(ctx, alix)
			second := alix.Teams.Another()
			second.SignIn(ctx)

			second.SignOut(ctx)
			Expect(megan.SfB.Send(ctx, alix, "still here?")).To(match.ArriveAt(alix.Teams))
			Expect(alix).To(match.BeShownAs(imOnly, megan.SfB))
			alix.Teams.SignOut(ctx)

			Expect(alix).To(match.BeShownAs(offline, megan.SfB))
		})
})

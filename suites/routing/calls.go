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

// everybody is the cast of the call stories: alix is called or calls, carol is the other side of the call, megan writes.
var everybody = purpose.Cast{"alix": people.OnBoth, "carol": people.OnSfB, "megan": people.OnSfB}

var _ = Describe("An SfB call", func() {
	purpose.It("ROUT-020", "in a call that was received: an IM arrives at the SfB client",
		purpose.Clause("R-09"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who was active in Teams and is in a call received in SfB, on an IM from an SfB user, lets it arrive at the SfB client only."),
		everybody, purpose.Catches(gateway.IgnoresCalls),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			given.InACall(ctx, carol, alix)
			im := megan.SfB.Send(ctx, alix, "busy?")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))

			alix.Teams.Type(ctx)
			Expect(megan.SfB.Send(ctx, alix, "and now?")).To(match.BeObserved(purpose.ActivityDuringCall))
		})

	purpose.It("ROUT-021", "in a call that was made: an IM arrives at the SfB client",
		purpose.Clause("R-09"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who was active in Teams and is in a call made from SfB, on an IM from an SfB user, lets it arrive at the SfB client only."),
		everybody, purpose.Catches(gateway.IgnoresSfBActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			given.InACall(ctx, alix, carol)
			im := megan.SfB.Send(ctx, alix, "busy?")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-022", "just after a call: an IM arrives at the SfB client",
		purpose.Clause("R-09"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who has just ended an SfB call and has not returned to Teams, on an IM from an SfB user, lets it arrive at the SfB client only."),
		everybody, purpose.Catches(gateway.ForgetsEndedCalls),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			given.InACall(ctx, carol, alix)
			alix.SfB.EndCall(ctx)
			im := megan.SfB.Send(ctx, alix, "done?")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-023", "just after the other side hung up: an IM arrives at the SfB client",
		purpose.Clause("R-09"), purpose.Must,
		purpose.Ensure("that the IUT, having a user whose SfB call the other side has just ended, on an IM from an SfB user, lets it arrive at the SfB client only."),
		everybody, purpose.Catches(gateway.ForgetsEndedCalls),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			given.InACall(ctx, alix, carol)
			carol.SfB.EndCall(ctx)
			im := megan.SfB.Send(ctx, alix, "done?")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-024", "back in Teams after a call: an IM arrives in Teams",
		purpose.Clause("R-08"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who ended an SfB call and then was active in Teams, on receipt of an IM from an SfB user, delivers it in Teams only."),
		everybody, purpose.Catches(gateway.NeverReturnsFromCall),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			given.InACall(ctx, carol, alix)
			alix.SfB.EndCall(ctx)
			alix.Teams.Type(ctx)
			im := megan.SfB.Send(ctx, alix, "back?")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("ROUT-025", "a second call counts like the first",
		purpose.Clause("R-09"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who returned to Teams after one SfB call and is in a second, on an IM from an SfB user, lets it arrive at the SfB client only."),
		everybody, purpose.Catches(gateway.IgnoresCalls),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			given.InACall(ctx, carol, alix)
			alix.SfB.EndCall(ctx)
			alix.Teams.Type(ctx)

			given.InACall(ctx, carol, alix)
			im := megan.SfB.Send(ctx, alix, "busy again?")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-026", "a session taken in Teams before the call follows the user",
		purpose.Clause("R-09"), purpose.Must,
		purpose.Ensure("that the IUT, having taken an IM session in Teams before the user's SfB call began, lets the SfB user's next IM arrive at the SfB client only."),
		everybody, purpose.Catches(gateway.KeepsSessionsTaken),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			alix.Teams.Type(ctx)
			Expect(megan.SfB.Send(ctx, alix, "before the call")).To(match.ArriveOnlyAt(alix.Teams))

			given.InACall(ctx, carol, alix)
			im := megan.SfB.Send(ctx, alix, "during the call")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-027", "a session started from Teams before the call follows the user",
		purpose.Clause("R-09"), purpose.Must,
		purpose.Ensure("that the IUT, having started an IM session for a Teams user before the user's SfB call began, lets the SfB user's reply arrive at the SfB client only."),
		everybody, purpose.Catches(gateway.KeepsSessionsStarted),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, megan := cast["alix"], cast["carol"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "a question")).To(match.ArriveOnlyAt(megan.SfB))
			Expect(megan.SfB.Send(ctx, alix, "which one?")).To(match.ArriveOnlyAt(alix.Teams))

			given.InACall(ctx, carol, alix)
			im := megan.SfB.Send(ctx, alix, "tell me later")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("ROUT-028", "a call of someone else moves nothing",
		purpose.Clause("R-08"), purpose.Must,
		purpose.Ensure("that the IUT, having one user active in Teams and another in an SfB call, on receipt of an IM for the first, delivers it in Teams only."),
		purpose.Cast{"alix": people.OnBoth, "bert": people.OnBoth, "carol": people.OnSfB, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresTeamsActivity),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, carol, megan := cast["alix"], cast["bert"], cast["carol"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			given.InACall(ctx, carol, bert)
			im := megan.SfB.Send(ctx, alix, "not you")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))

			bert.SfB.EndCall(ctx)
			megan.SfB.EndConversation(ctx, alix)
			carol.SfB.Call(ctx, alix)
			carol.SfB.EndCall(ctx)
			Expect(megan.SfB.Send(ctx, alix, "that was carol")).To(match.BeObserved(purpose.CallThatOnlyRang))
		})
})

package modality

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Calls from SfB", func() {
	purpose.It("MOD-001", "an audio call rings at the SfB client only",
		purpose.Clause("R-11"), purpose.Must,
		purpose.Ensure("that the IUT, having a user active in Teams and signed in to SfB, on receipt of an audio call, declines it for itself so that it rings at the SfB client and can be answered there."),
		purpose.Cast{"alix": people.OnBoth, "carol": people.OnSfB, "tom": people.TeamsOnly},
		purpose.Catches(gateway.TakesCalls, gateway.RingsOnCalls, gateway.DeclinesCallsForAll),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol, tom := cast["alix"], cast["carol"], cast["tom"]
			given.TeamsClientRings(ctx, alix, tom)
			alix.Teams.Type(ctx)

			call := carol.SfB.Call(ctx, alix, "audio")

			Expect(call).To(match.BeDeclinedWith("488"))
			Expect(call).To(match.RingOnlyAt(alix.SfB))
			alix.SfB.Answer(ctx, carol)
			alix.SfB.EndCall(ctx)
		})

	purpose.It("MOD-002", "a video call to a user who is only in Teams is declined",
		purpose.Clause("R-11"), purpose.Must,
		purpose.Ensure("that the IUT, having a user signed in to Teams alone, on receipt of an audio and video call, declines it within the bound and does not end it for other clients."),
		purpose.Cast{"alix": people.OnTeams, "carol": people.OnSfB},
		purpose.Catches(gateway.TakesCalls, gateway.RingsOnCalls, gateway.DeclinesCallsForAll),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol := cast["alix"], cast["carol"]

			call := carol.SfB.Call(ctx, alix, "audio", "video")

			Expect(call).To(match.BeDeclinedWith("488"))
		})

	purpose.It("MOD-003", "an invitation to a meeting is declined",
		purpose.Clause("R-11"), purpose.Must,
		purpose.Ensure("that the IUT, having a user signed in to Teams alone, on receipt of an invitation to an SfB meeting, declines it and does not end it for other clients."),
		purpose.Cast{"alix": people.OnTeams, "carol": people.OnSfB},
		purpose.Catches(gateway.TakesMeetingInvitations),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, carol := cast["alix"], cast["carol"]

			invitation := carol.SfB.Invite(ctx, alix, given.Meeting(carol, "im"))

			Expect(invitation).To(match.BeDeclinedWith("415", "488"))
		})

	purpose.It("MOD-004", "audio added to an IM session is declined and the session goes on",
		purpose.Clause("R-11"), purpose.Must,
		purpose.Ensure("that the IUT, having an IM session, on receipt of a re-INVITE that adds audio, declines it and delivers the next IM in the same session."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.TakesAddedMedia, gateway.EndsSessionOnAddedMedia),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			before := megan.SfB.Send(ctx, alix, "can I call you?")
			Expect(before).To(match.ArriveOnlyAt(alix.Teams))

			megan.SfB.Offer(ctx, alix, "audio")
			after := megan.SfB.Send(ctx, alix, "never mind")

			Expect(before).To(match.HaveAnswered("INVITE", "488"))
			Expect(after).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{before, after}).To(match.BeInOneSession())
		})
})

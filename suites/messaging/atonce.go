package messaging

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// waiting is how many messages a Teams user writes to somebody who has not answered yet.
const waiting = 30

var _ = Describe("At the same time", func() {
	purpose.It("MSG-008", "both begin at once: one chat, and no message is lost",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, inviting an SfB user for a Teams user's message, on receipt of an INVITE of that SfB user to the Teams user, delivers both messages, in one chat."),
		pair, purpose.Catches(gateway.RefusesCrossing, gateway.DropsOnCrossing),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			megan.SfB.Hesitate()

			fromTeams := alix.Teams.Send(ctx, megan, "are you there?")
			megan.SfB.AwaitInvitation(ctx, alix)
			fromSfB := megan.SfB.Send(ctx, alix, "have you a minute?")
			megan.SfB.Decide()

			Expect(fromSfB).To(match.ArriveOnlyAt(alix.Teams))
			Expect(fromTeams).To(match.ArriveOnlyAt(megan.SfB))
			Expect([]*people.IM{fromTeams, fromSfB}).To(match.BeInOneChat())
		})

	purpose.It("MSG-009", "a pair that waits holds up no other",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, having a message that waits for one SfB user's answer, on a message to another SfB user, delivers it at once, and the first one when it is answered."),
		purpose.Cast{"alix": people.OnTeams, "bert": people.OnTeams, "carol": people.OnSfB, "megan": people.OnSfB},
		purpose.Catches(gateway.QueuesPairsTogether),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, carol, megan := cast["alix"], cast["bert"], cast["carol"], cast["megan"]
			megan.SfB.Hesitate()
			held := alix.Teams.Send(ctx, megan, "take your time")
			megan.SfB.AwaitInvitation(ctx, alix)

			Expect(bert.Teams.Send(ctx, carol, "and you?")).To(match.ArriveOnlyAt(carol.SfB))
			Expect(carol.SfB.Send(ctx, bert, "here I am")).To(match.ArriveOnlyAt(bert.Teams))
			megan.SfB.Decide()

			Expect(held).To(match.ArriveOnlyAt(megan.SfB))
		})

	purpose.It("MSG-026", "messages that wait for the SfB user to answer all arrive, in order",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on 30 messages that a Teams user writes before the SfB user has answered the invitation, delivers all of them once and in their order when it is answered."),
		pair, purpose.Catches(gateway.OverflowsTowardsSfB, gateway.LosesEverySeventhToSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			megan.SfB.Hesitate()

			var ims []*people.IM
			for range waiting {
				ims = append(ims, alix.Teams.Send(ctx, megan, "one of those that wait"))
			}
			megan.SfB.AwaitInvitation(ctx, alix)
			megan.SfB.Decide()

			Expect(ims).To(match.ArriveInOrderAt(megan.SfB))
		})

	purpose.It("MSG-028", "a change notification that comes again behind a later one gives one copy",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of the change notification of a message once more after that of the next message, delivers each message once at the SfB user's client."),
		pair, purpose.Catches(gateway.RemembersOneNotification, gateway.TrustsExactlyOnce),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.NotificationsAgainLater(ctx, alix)

			var ims []*people.IM
			for range 3 {
				ims = append(ims, alix.Teams.Send(ctx, megan, "each only once, please"))
			}

			Expect(ims).To(match.ArriveInOrderAt(megan.SfB))
		})
})

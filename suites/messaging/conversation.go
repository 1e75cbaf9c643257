package messaging

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// pair is the cast of most conversations: alix in Teams, megan in SfB.
var pair = purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB}

var _ = Describe("A conversation of two", func() {
	purpose.It("MSG-001", "a Teams user finds an SfB user and writes to them",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message that a Teams user writes to an SfB user found in the directory, delivers it at the SfB user's client."),
		pair, purpose.Catches(gateway.NeverRelaysToSfB, gateway.RelaysKnownChatsOnly),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			Expect(alix.Teams.Search(ctx, megan.User.DisplayName)).To(ContainElement(HaveField("Address", megan.Address())))
			im := alix.Teams.Send(ctx, megan, "hello from Teams")

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
		})

	purpose.It("MSG-002", "the reply arrives in the same chat",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, having delivered a Teams user's message to an SfB user, on receipt of the reply, delivers it in the chat in which the Teams user wrote."),
		pair, purpose.Catches(gateway.LosesReplies),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			question := alix.Teams.Send(ctx, megan, "have you a minute?")
			Expect(question).To(match.ArriveOnlyAt(megan.SfB))
			reply := megan.SfB.Send(ctx, alix, "I have")

			Expect(reply).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{question, reply}).To(match.BeInOneChat())
		})

	purpose.It("MSG-003", "a conversation started in SfB is answered from Teams",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, having delivered an SfB user's IM in Teams, on the Teams user's answer in that chat, delivers it at the SfB user's client in the same SIP session."),
		pair, purpose.Catches(gateway.SessionPerMessage, gateway.EchoesOwnPosts),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			question := megan.SfB.Send(ctx, alix, "are you in?")
			Expect(question).To(match.ArriveOnlyAt(alix.Teams))
			answer := alix.Teams.Send(ctx, megan, "all day")

			Expect(answer).To(match.ArriveOnlyAt(megan.SfB))
			Expect([]*people.IM{question, answer}).To(match.BeInOneChat())
			Expect([]*people.IM{question, answer}).To(match.BeInOneSession())
		})

	purpose.It("MSG-004", "a conversation that goes on stays in one session and one chat",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on six messages to and fro between a Teams user and an SfB user, carries all of them in one chat and one SIP session."),
		pair, purpose.Catches(gateway.SessionPerMessage),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			var all []*people.IM
			for range 3 {
				im := alix.Teams.Send(ctx, megan, "ping")
				Expect(im).To(match.ArriveOnlyAt(megan.SfB))
				reply := megan.SfB.Send(ctx, alix, "pong")
				Expect(reply).To(match.ArriveOnlyAt(alix.Teams))
				all = append(all, im, reply)
			}

			Expect(all).To(match.BeInOneChat())
			Expect(all).To(match.BeInOneSession())
		})

	purpose.It("MSG-005", "a new session goes on in the old chat",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an IM in a new SIP session after the SfB user ended the first, delivers it in the chat of the first."),
		pair, purpose.Catches(gateway.ChatPerSession, gateway.RefusesSecondSession),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			first := megan.SfB.Send(ctx, alix, "first session")
			Expect(first).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)
			second := megan.SfB.Send(ctx, alix, "second session")

			Expect(second).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{first, second}).To(match.BeInOneChat())
		})

	purpose.It("MSG-006", "a message from Teams after the SfB user hung up opens a new session",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, having a conversation that the SfB user ended, on the Teams user's next message, delivers it at the SfB user's client in a new session."),
		pair, purpose.Catches(gateway.KeepsDeadSessions),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "one")).To(match.ArriveOnlyAt(megan.SfB))

			megan.SfB.EndConversation(ctx, alix)
			im := alix.Teams.Send(ctx, megan, "two")

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
		})

	purpose.It("MSG-007", "conversations of different people do not mix",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, having conversations of two Teams users with the same SfB user, on a reply to each, delivers it in the chat of its own pair."),
		purpose.Cast{"alix": people.OnTeams, "bert": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.RelaysToLastChat),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, megan := cast["alix"], cast["bert"], cast["megan"]
			toMegan := alix.Teams.Send(ctx, megan, "from alix")
			Expect(toMegan).To(match.ArriveOnlyAt(megan.SfB))
			Expect(bert.Teams.Send(ctx, megan, "from bert")).To(match.ArriveOnlyAt(megan.SfB))

			reply := megan.SfB.Send(ctx, alix, "to alix")

			Expect(reply).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{toMegan, reply}).To(match.BeInOneChat())
			Expect(megan.SfB.Send(ctx, bert, "to bert")).To(match.ArriveOnlyAt(bert.Teams))
		})
})

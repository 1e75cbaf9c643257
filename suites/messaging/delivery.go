package messaging

import (
	"net/http"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// many is how many IMs the purposes about order send: more than the seven after which a counter may slip, and few
// enough to read in a ladder.
const many = 10

var _ = Describe("Delivery", func() {
	purpose.It("MSG-010", "messages from Teams arrive in order, each once",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on ten messages that a Teams user writes to an SfB user one after the other, delivers all of them once and in their order."),
		pair, purpose.Catches(gateway.ReordersTowardsSfB, gateway.LosesEverySeventhToSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			var ims []*people.IM
			for range many {
				ims = append(ims, alix.Teams.Send(ctx, megan, "one of ten"))
			}

			Expect(ims).To(match.ArriveInOrderAt(megan.SfB))
		})

	purpose.It("MSG-011", "messages from SfB arrive in order, each once",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of ten IMs that an SfB user sends without waiting for answers, delivers all of them once and in their order."),
		pair, purpose.Catches(gateway.ReordersTowardsTeams),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			ims := megan.SfB.SendAll(ctx, alix, "one of ten", many)

			Expect(ims).To(match.ArriveInOrderAt(alix.Teams))
		})

	purpose.It("MSG-012", "a change notification that comes twice gives one copy",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of the same change notification twice, delivers the message once at the SfB user's client."),
		pair, purpose.Catches(gateway.TrustsExactlyOnce),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.NotificationsTwice(ctx, alix)

			im := alix.Teams.Send(ctx, megan, "only once, please")

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
		})

	purpose.It("MSG-013", "no second copy of a message from Teams turns up later",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, having delivered a Teams user's message at the SfB user's client, delivers no further copy until the end of the run."),
		pair, purpose.Catches(gateway.StrayCopyToSfB, gateway.ResendsMinutesLater),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.Send(ctx, megan, "once and for all")

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
		})

	purpose.It("MSG-014", "a backend that asks to wait gets the IM later, once",
		purpose.Clause("R-06"), purpose.Must, purpose.SideBySide,
		purpose.Ensure("that the IUT, on receipt of 429 with Retry-After to the post of an IM, posts it again after that time, and it arrives once."),
		pair, purpose.Catches(gateway.GivesUpOn429),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.PostsRefusedOnce(ctx, http.StatusTooManyRequests, 1, alix)

			im := megan.SfB.Send(ctx, alix, "no hurry")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("MSG-015", "a backend that is unavailable for a moment gets the IM later, once",
		purpose.Clause("R-06"), purpose.Must, purpose.SideBySide,
		purpose.Ensure("that the IUT, on receipt of 503 to the post of an IM, posts it again, and it arrives once."),
		pair, purpose.Catches(gateway.GivesUpOn503),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.PostsRefusedOnce(ctx, http.StatusServiceUnavailable, 0, alix)

			im := megan.SfB.Send(ctx, alix, "try again")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("MSG-016", "a post whose answer was lost is repeated without a second copy",
		purpose.Clause("R-06"), purpose.Must, purpose.SideBySide,
		purpose.Ensure("that the IUT, having lost the connection after the backend stored an IM, repeats the post under the same message id, and the IM arrives once."),
		pair, purpose.Catches(gateway.RetriesAsNew),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.AnswerLostOnce(ctx, alix)

			im := megan.SfB.Send(ctx, alix, "did you get this?")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})
})

var _ = Describe("Failure", func() {
	purpose.It("MSG-020", "an SfB user who is signed out: the Teams user is told",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message from a Teams user to an SfB user who is signed out, tells the sender in the chat that it was not delivered."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.SfBSignedOut},
		purpose.Catches(gateway.SwallowsFailures),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.Send(ctx, megan, "anybody there?")

			Expect(im).To(match.ArriveNowhere())
		})

	purpose.It("MSG-021", "an SfB user who declines: the Teams user is told",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message from a Teams user to an SfB user who declines the conversation with 486, tells the sender in the chat that it was not delivered."),
		pair, purpose.Catches(gateway.SwallowsDeclines),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))
			megan.SfB.EndConversation(ctx, alix)
			megan.SfB.Refuse(486)

			im := alix.Teams.Send(ctx, megan, "a word?")

			Expect(im).To(match.ArriveNowhere())
		})

	purpose.It("MSG-022", "an IM that Teams refuses for good: the SfB user is told",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an IM that the Teams backend refuses for good, tells the SfB user that it was not delivered."),
		pair, purpose.Catches(gateway.AnswersBeforeStored),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			given.PostsRefused(ctx, http.StatusForbidden, alix)

			im := megan.SfB.Send(ctx, alix, "into the void")

			Expect(im).To(match.ArriveNowhere())
		})
})

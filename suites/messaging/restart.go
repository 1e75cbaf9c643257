package messaging

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A conversation over a restart", func() {
	purpose.It("MSG-054", "after a restart nothing arrives twice, and the conversation goes on in its chat",
		purpose.Clause("R-05"), purpose.Must, purpose.Claims("restartable"),
		purpose.Ensure("that the IUT, having been restarted during a conversation, delivers nothing of before a second time, and carries the next messages either way, in the same chat."),
		pair, purpose.Catches(gateway.ReplaysAtStart),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			before := alix.Teams.Send(ctx, megan, "before the restart")
			Expect(before).To(match.ArriveOnlyAt(megan.SfB))

			alix.Scene().IUT().Restart(ctx)
			alix.BeServed(ctx)
			after := alix.Teams.Send(ctx, megan, "after the restart")
			Expect(after).To(match.ArriveOnlyAt(megan.SfB))
			reply := megan.SfB.Send(ctx, alix, "here I am")

			Expect(reply).To(match.ArriveOnlyAt(alix.Teams))
			Expect(before).To(match.ArriveOnlyAt(megan.SfB))
			Expect([]*people.IM{before, after, reply}).To(match.BeInOneChat())
		})
})

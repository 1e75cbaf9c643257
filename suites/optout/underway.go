package optout

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

var _ = Describe("The setting while an IM is under way", func() {
	purpose.It("OPT-017", "off while a message to SfB is under way: it arrives or its writer is told, and the next is refused",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having invited an SfB user for a message of a Teams user who then switches interop off, delivers the message or tells its writer, and delivers no later one."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.DropsSendingWhenOff, gateway.SendsWhileOff),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))
			megan.SfB.EndConversation(ctx, alix)
			megan.SfB.Hesitate()
			underWay := alix.Teams.Send(ctx, megan, "before it is off")
			megan.SfB.AwaitInvitation(ctx, alix)

			alix.Teams.SetInterop(ctx, false)
			megan.SfB.Decide()

			Expect(underWay).To(match.ArriveOrBeRefused(megan.SfB))
			Expect(alix.Teams.Send(ctx, megan, "after it is off")).To(match.ArriveNowhere())
		})

	purpose.It("OPT-018", "off while an IM to Teams is under way: it arrives or its sender is told, and the next goes to SfB",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having to repeat the post of an IM for a user of both who meanwhile switches interop off, delivers it in Teams or tells its sender, and lets the next one arrive at the SfB client only."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.DropsStoringWhenOff, gateway.KeepsSessionsWhenOff),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)
			Expect(megan.SfB.Send(ctx, alix, "on")).To(match.ArriveOnlyAt(alix.Teams))
			given.PostsRefusedOnce(ctx, http.StatusServiceUnavailable, 0, alix)

			underWay := megan.SfB.SendWhile(ctx, alix, "under way", func() {
				given.PostWasRefused(ctx, http.StatusServiceUnavailable, alix)
				alix.Teams.SetInterop(ctx, false)
			})

			Expect(underWay).To(match.ArriveOrBeRefused(alix.Teams))
			Expect(megan.SfB.Send(ctx, alix, "off")).To(match.ArriveOnlyAt(alix.SfB))
		})
})

package optout

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The setting over a restart", func() {
	purpose.It("OPT-019", "off stays off over a restart, and on stays on",
		purpose.Clause("R-14"), purpose.Must, purpose.Claims("restartable"),
		purpose.Ensure("that the IUT, having been restarted after one of two users in Teams switched interop off, serves the other and registers nothing for that one, and on an IM for that one leaves its sender to be told."),
		purpose.Cast{"alix": people.OnTeams, "bert": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.ForgetsSettingsAtStart),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, megan := cast["alix"], cast["bert"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)
			alix.Teams.SetInterop(ctx, false)
			Expect(alix).To(match.BeDeregistered())

			alix.Scene().IUT().Restart(ctx)
			bert.BeServed(ctx)

			Expect(megan.SfB.Send(ctx, bert, "for bert")).To(match.ArriveOnlyAt(bert.Teams))
			Expect(megan.SfB.Send(ctx, alix, "still off?")).To(match.ArriveNowhere())
		})
})

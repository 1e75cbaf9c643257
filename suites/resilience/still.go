package resilience

import (
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// patience is how long Teams waits for an answer of an implementation that stands still. It would wait for 3 s of one that runs,
// which would only be longer: none of them can be answered.
const patience = 1200 * time.Millisecond

var _ = Describe("An implementation that stands still", func() {
	purpose.It("RES-080", "halted for a while and let go on: nothing of the meantime is doubled, or lost in silence",
		purpose.Clause("X-09"), purpose.Extended, purpose.Claims(iut.CanPause),
		purpose.Ensure("that the IUT, halted where it stood for so long that Teams repeats a change notification, and let go on, has delivered an IM that was written in Teams meanwhile, and one that was written in SfB, once each, or told its sender that it was not delivered, and carries the next ones either way."),
		pair, purpose.Catches(gateway.DropsOverdue, gateway.TrustsExactlyOnce, gateway.RemembersForAMoment, gateway.SendsOverdueAndSaysNo,
			gateway.BeginsAnewAfterSleep),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			first, second := talk(ctx, alix, megan)
			given.NewsOf(ctx, second)

			still := alix.Scene().IUT().StandsStill(ctx)
			patient := given.NewsGivenUpEarly(ctx, patience, alix)
			written := alix.Teams.Send(ctx, megan, "are you asleep?")
			sent := megan.SfB.SendDuring(ctx, alix, "wake up", func(*people.IM) {
				still.Await(ctx, written.Mark, "a change notification that is repeated",
					record.And(record.Is(record.Notification), record.With("outcome", "retrying"), record.Carrying(written.Token), alix.Scene().Subscriptions.Heeded))
				patient()
				still.Heal(ctx)
			})

			Expect(still).To(match.LetBeServedAgain(alix))
			Expect(written).To(match.Despite(still, match.ArriveOrBeRefused(megan.SfB)))
			Expect(sent).To(match.Despite(still, match.ArriveOrBeRefused(alix.Teams)))
			talk(ctx, alix, megan)
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
			Expect(second).To(match.ArriveOnlyAt(alix.Teams))
		})
})

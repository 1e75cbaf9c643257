package resilience

import (
	"net/http"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A backend that fails for a moment", func() {
	purpose.It("RES-020", "a backend that answers 500 once does not lose a message",
		purpose.Clause("X-03"), purpose.Extended, purpose.SideBySide,
		purpose.Ensure("that the IUT, on receipt of 500 when it reads a message of a Teams user, reads it again and delivers it at the SfB client, once, and the next one as well."),
		pair, purpose.Catches(gateway.GivesUpOn500, gateway.QueuesTwiceOn500, gateway.ReadsAgainLate, gateway.LeavesTeamsAlone),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			control := alix.Teams.Send(ctx, megan, "control in SfB")
			Expect(control).To(match.ArriveOnlyAt(megan.SfB))
			refusal := given.ReadRefusedOnce(ctx, http.StatusInternalServerError, control)

			im := alix.Teams.Send(ctx, megan, "read me twice")

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
			given.ReadWasRefused(ctx, refusal, im)
			Expect(alix.Teams.Send(ctx, megan, "read me once")).To(match.ArriveOnlyAt(megan.SfB))
		})
})

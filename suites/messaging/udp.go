package messaging

import (
	"context"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	"github.com/emiago/sipgo/sip"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Over UDP", func() {
	for _, r := range []struct {
		id, title, sentence string
		method              sip.RequestMethod
		send                func(c *people.SfBClient, ctx context.Context, to *people.Person, text string) *people.IM
		catches             gateway.Fault
	}{
		{
			"MSG-024", "an INVITE with a first message that comes again gives one copy",
			"that the IUT, over UDP, on receipt of the same INVITE with a first message again after it answered the first, delivers the message in Teams once.",
			sip.INVITE, (*people.SfBClient).SendInInvite, gateway.TakesRepeatedInvitations,
		},
		{
			"MSG-025", "a MESSAGE that comes again gives one copy",
			"that the IUT, over UDP, on receipt of the same MESSAGE again after it answered the first, delivers the IM in Teams once.",
			sip.MESSAGE, (*people.SfBClient).Send, gateway.TakesRepeatedMessages,
		},
	} {
		purpose.It(r.id, r.title,
			purpose.Clause("R-06"), purpose.Must, purpose.Claims("transport:udp"),
			purpose.Ensure(r.sentence),
			pair, purpose.Catches(r.catches),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				given.AnswersLost(ctx, r.method, alix)

				im := r.send(megan.SfB, ctx, alix, "once, although the answer was lost")

				Expect(im).To(match.ArriveOnlyAt(alix.Teams))
				given.CameAgain(ctx, r.method, im)
			})
	}
})

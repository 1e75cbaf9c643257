package security

import (
	"strings"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Over a transport that is not claimed nobody may be there at all. Who is there, at the very address that the IUT names, must
// not act upon what comes: the front end has not seen it.
var _ = Describe("SIP over a transport that is not claimed", func() {
	for _, denied := range []struct {
		id, transport string
		catches       gateway.Fault
	}{
		{"SEC-017", "udp", gateway.ServesUDPToo},
		{"SEC-018", "tcp", gateway.ServesTCPToo},
		{"SEC-019", "tls", gateway.ServesTLSToo},
	} {
		name := strings.ToUpper(denied.transport)
		purpose.It(denied.id, "an IM over "+name+", which is not claimed, shows up nowhere",
			purpose.Clause("X-12"), purpose.Extended, purpose.Denies("transports:"+denied.transport),
			purpose.Ensure("that the IUT, not claiming "+name+", when an INVITE with a first message and a MESSAGE come over "+name+
				" to the address in its Contact, shows neither anywhere, and serves the next true IM."),
			pair, purpose.Catches(denied.catches),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				Expect(megan.SfB.Send(ctx, alix, "this is me")).To(match.ArriveOnlyAt(alix.Teams))
				mallory := alix.Stranger().Over(denied.transport)

				invitation, page := mallory.Invite(ctx, megan), mallory.Page(ctx, megan)

				Expect(invitation).To(match.ComeToNothing(alix.Teams))
				Expect(page).To(match.ComeToNothing(alix.Teams))
				Expect(megan.SfB.Send(ctx, alix, "still me")).To(match.ArriveOnlyAt(alix.Teams))
			})
	}
})

package signin

import (
	"strings"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A transport that is not claimed", func() {
	for _, denied := range []struct {
		id, transport string
		catches       gateway.Fault
	}{
		{"SIGN-007", "udp", gateway.NamesUDP},
		{"SIGN-008", "tcp", gateway.NamesTCP},
		{"SIGN-009", "tls", gateway.NamesTLS},
	} {
		name := strings.ToUpper(denied.transport)
		purpose.It(denied.id, "nobody is registered where only "+name+" leads to, which is not claimed",
			purpose.Clause("R-03"), purpose.Must, purpose.Denies("transports:"+denied.transport),
			purpose.Ensure("that the IUT, not claiming "+name+", on registering a user, names no "+name+" in the Contact."),
			purpose.Cast{"alix": people.SignedOut},
			purpose.Catches(denied.catches),
			func(ctx SpecContext, cast purpose.Leased) {
				alix := cast["alix"]

				alix.Teams.SignIn(ctx)

				Expect(alix).To(match.NameNoContactOver(denied.transport))
			})
	}
})

package security

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// inNameOf are the headers in which a client may write whom it would like to be. The front end takes out those that
// it answers for (RFC 3325), and leaves what it does not know.
func inNameOf(p *people.Person) map[string]string {
	identity := `"` + p.User.DisplayName + `" <` + p.User.SIPURI() + `>`
	return map[string]string{
		"P-Asserted-Identity":  identity,
		"P-Preferred-Identity": identity,
		"Remote-Party-ID":      identity + ";party=calling;screen=yes",
	}
}

var _ = Describe("Forged identities", func() {
	purpose.It("SEC-016", "an IM that names another sender is from who sent it",
		purpose.Clause("X-12"), purpose.Extended,
		purpose.Ensure("that the IUT, on receipt of an IM for which the SfB client has named another user in P-Asserted-Identity, P-Preferred-Identity and Remote-Party-ID, delivers it in the chat with who sent it, and serves the next true IM of the other."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB, "nadia": people.OnSfB},
		purpose.Catches(gateway.BelievesRemotePartyID),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan, nadia := cast["alix"], cast["megan"], cast["nadia"]
			before := megan.SfB.Send(ctx, alix, "this is me")
			Expect(before).To(match.ArriveOnlyAt(alix.Teams))

			forged := megan.SfB.SendForm(ctx, alix, people.Form{Text: "wire me the money", Headers: inNameOf(nadia)})

			Expect(forged).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{before, forged}).To(match.BeInOneChat())
			Expect(nadia.SfB.Send(ctx, alix, "that was not me")).To(match.ArriveOnlyAt(alix.Teams))
		})
})

package match

import (
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// RingOnlyAt succeeds when a call rings at each of the clients within the bound Answer, and at no others.
//
//	Expect(call).To(match.RingOnlyAt(alix.SfB))
func RingOnlyAt(clients ...Client) types.GomegaMatcher {
	return matcher{
		name: "RingOnlyAt", instead: "match.RingOnlyAt with the clients where it does ring",
		claim: ofCall(func(call *people.Call, _ time.Time) (judge.Claim, error) {
			if len(clients) == 0 {
				return nil, errNoClient
			}
			claim := judge.Rings{Call: called(call), Within: answer(call.Scene(), call.SentAt)}
			for _, client := range clients {
				if client == nil {
					return nil, errNoClient
				}
				claim.At = append(claim.At, client.Name())
			}
			for _, person := range call.To {
				claim.Elsewhere = append(claim.Elsewhere, person.Clients()...)
			}
			return claim, nil
		}),
	}
}

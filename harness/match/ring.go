package match

import (
	"fmt"
	"strings"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// RingNowhere succeeds when a call rings at no client of the people called, and the caller, when they called from SfB, is
// told within the bound Answer that nobody was reached.
//
//	Expect(call).To(match.RingNowhere())
func RingNowhere() types.GomegaMatcher {
	return matcher{
		name: "RingNowhere", instead: "match.RingOnlyAt with the clients where it rings",
		claim: ofCall(func(call *people.Call, _ time.Time) (judge.Claim, error) {
			claim := judge.RingsNowhere{Call: called(call), Within: answer(call.Scene(), call.SentAt)}
			_, client, _ := record.SplitClientName(call.Via)
			claim.Untold = strings.HasPrefix(client, record.ClientTeams)
			for _, person := range call.To {
				claim.Elsewhere = append(claim.Elsewhere, person.Clients()...)
			}
			return claim, nil
		}),
	}
}

// StayOffSfB succeeds when not one SIP request for the people of the purpose results from a call placed in Teams, but for the
// upkeep of their registrations and presence. Everything that is to cross from Teams to SfB in the same purpose must
// come before the call; some of it must, as the control.
//
//	Expect(call).To(match.StayOffSfB())
func StayOffSfB() types.GomegaMatcher {
	return matcher{
		name: "StayOffSfB", instead: "match.RingOnlyAt with the SfB clients where it rings", fenceFirst: true,
		claim: ofCall(func(call *people.Call, _ time.Time) (judge.Claim, error) {
			if _, client, _ := record.SplitClientName(call.Via); !strings.HasPrefix(client, record.ClientTeams) {
				return nil, fmt.Errorf("%s was not made from Teams", call)
			}
			return judge.StaysOffSfB{Call: called(call)}, nil
		}),
	}
}

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

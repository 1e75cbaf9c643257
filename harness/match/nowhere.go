package match

import (
	"errors"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// ArriveNowhere succeeds when an IM is shown to nobody and is in no chat with its receiver that the IUT wrote into, and its
// sender is told within the bound Delivery that it was not delivered.
//
//	Expect(im).To(match.ArriveNowhere())
func ArriveNowhere() types.GomegaMatcher {
	return matcher{
		name: "ArriveNowhere", instead: "match.ArriveOnlyAt with the client where it arrives",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			if im.To == nil {
				return nil, errors.New("needs an IM to one person; for a group chat use match.StayInTeams")
			}
			return judge.ArrivesNowhere{IM: sent(im), Elsewhere: im.To.Clients(), Within: delivery(im)}, nil
		}),
	}
}

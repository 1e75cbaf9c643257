package match

import (
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BeInOneChat succeeds when IMs, in whichever direction, are in one chat in Teams within the bound Delivery of the last
// one.
//
//	Expect([]*people.IM{question, reply}).To(match.BeInOneChat())
func BeInOneChat() types.GomegaMatcher {
	return matcher{
		name: "BeInOneChat", instead: "one expectation for each of the chats",
		claim: ofIMs(func(ims []judge.IM, all []*people.IM, _ time.Time) (judge.Claim, error) {
			return judge.SameChat{IMs: ims, Within: delivery(all[len(all)-1])}, nil
		}),
	}
}

// BeInOneSession succeeds when IMs, in whichever direction, go through one SIP session within the bound Delivery of the last
// one.
//
//	Expect([]*people.IM{question, reply}).To(match.BeInOneSession())
func BeInOneSession() types.GomegaMatcher {
	return matcher{
		name: "BeInOneSession", instead: "an expectation of where each IM arrives: what opens a new session is not specified",
		claim: ofIMs(func(ims []judge.IM, all []*people.IM, _ time.Time) (judge.Claim, error) {
			return judge.OneSession{IMs: ims, Within: delivery(all[len(all)-1])}, nil
		}),
	}
}

// ArriveInOrderAt succeeds when a client shows IMs in the order of the list, each once, the last one within its bound
// Delivery.
//
//	Expect(ims).To(match.ArriveInOrderAt(alix.Teams))
func ArriveInOrderAt(client Client) types.GomegaMatcher {
	return matcher{
		name: "ArriveInOrderAt", instead: "match.ArriveAt for each IM, if their order does not matter",
		claim: ofIMs(func(ims []judge.IM, all []*people.IM, _ time.Time) (judge.Claim, error) {
			for _, im := range all {
				if err := receiverOf(im, client); err != nil {
					return nil, err
				}
			}
			return judge.InOrder{IMs: ims, At: client.Name(), Within: delivery(all[len(all)-1])}, nil
		}),
	}
}

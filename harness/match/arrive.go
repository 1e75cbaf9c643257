package match

import (
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// ArriveOnlyAt succeeds when an IM is shown at the client, once, within the bound Delivery, and nowhere else: at none of
// the receiver's clients of the other system, at nobody else's, and in no chat. Further clients of the receiver in the
// same system count as the same place.
//
//	Expect(im).To(match.ArriveOnlyAt(alix.Teams))
func ArriveOnlyAt(client Client) types.GomegaMatcher {
	return matcher{
		name: "ArriveOnlyAt", instead: "match.ArriveOnlyAt with the client where it does arrive, or match.ArriveNowhere",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			if err := receiverOf(im, client); err != nil {
				return nil, err
			}
			return judge.Arrives{
				IM: sent(im), At: client.Name(), Only: true, Elsewhere: client.Person().Clients(), Within: delivery(im),
			}, nil
		}),
	}
}

// ArriveOrBeRefused succeeds when an IM that was under way while things changed either arrives as [ArriveOnlyAt] has it, or
// arrives nowhere and its sender is told so, within the bound Delivery.
//
//	Expect(im).To(match.ArriveOrBeRefused(megan.SfB))
func ArriveOrBeRefused(client Client) types.GomegaMatcher {
	return matcher{
		name: "ArriveOrBeRefused", instead: "match.ArriveOnlyAt with the client where it arrives",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			if err := receiverOf(im, client); err != nil {
				return nil, err
			}
			return judge.ArrivesOrRefused{
				IM: sent(im), At: client.Name(), Elsewhere: client.Person().Clients(), Within: delivery(im),
			}, nil
		}),
	}
}

// ArriveAt succeeds when an IM is shown at the client, once, within the bound Delivery. What happens elsewhere is not
// judged; most purposes want [ArriveOnlyAt].
//
//	Expect(im).To(match.ArriveAt(alix.Teams.Another()))
func ArriveAt(client Client) types.GomegaMatcher {
	return matcher{
		name: "ArriveAt", instead: "match.ArriveOnlyAt with the client where it does arrive, or match.ArriveNowhere",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			if err := receiverOf(im, client); err != nil {
				return nil, err
			}
			return judge.Arrives{IM: sent(im), At: client.Name(), Within: delivery(im)}, nil
		}),
	}
}

package match

import (
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BeToldDelivered succeeds when the sender of an IM is told within the bound Delivery that it was delivered, and is never
// told that it was not.
//
//	Expect(im).To(match.BeToldDelivered())
func BeToldDelivered() types.GomegaMatcher {
	return told("BeToldDelivered", "match.BeToldUndelivered", true)
}

// BeToldUndelivered succeeds when the sender of an IM is told within the bound Delivery that it was not delivered: by the
// status of an SfB client's request, by a failure in the chat of a Teams client.
//
//	Expect(im).To(match.BeToldUndelivered())
func BeToldUndelivered() types.GomegaMatcher {
	return told("BeToldUndelivered", "match.BeToldDelivered", false)
}

func told(name, instead string, delivered bool) types.GomegaMatcher {
	return matcher{
		name: name, instead: instead,
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			return judge.Told{IM: sent(im), Delivered: delivered, Within: delivery(im)}, nil
		}),
	}
}

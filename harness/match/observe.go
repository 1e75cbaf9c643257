package match

import (
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
)

// BeObserved notes what becomes of an IM where the document leaves that open, and always succeeds: what is left open is
// reported and never judged. It waits until the IM has arrived or was refused, for the bound Delivery at the longest.
//
//	Expect(im).To(match.BeObserved(purpose.ActivityDuringCall))
func BeObserved(point purpose.OpenPoint) types.GomegaMatcher {
	return matcher{
		name: "BeObserved", instead: "nothing at all: an observation has no opposite",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			return judge.Observed{Point: string(point), IM: sent(im), Within: delivery(im)}, nil
		}),
	}
}

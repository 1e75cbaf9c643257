package match

import (
	"errors"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

var errNobody = errors.New("needs a person, and was given none")

// BeInHistoryOf succeeds when the SfB conversation history of the person has an entry of an IM within the bound
// Delivery. (R-13, its control)
//
//	Expect(im).To(match.BeInHistoryOf(alix))
func BeInHistoryOf(p *people.Person) types.GomegaMatcher {
	return matcher{
		name: "BeInHistoryOf", instead: "match.BeKeptOutOfHistoryOf",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			if p == nil {
				return nil, errNobody
			}
			return judge.InHistory{IM: sent(im), Of: p.Address(), Within: delivery(im)}, nil
		}),
	}
}

// MissNothingSince succeeds when the SfB conversation history of a person gets no missed conversation after an IM was sent.
// In the same purpose the person must miss one before: that is the control.
//
//	Expect(alix).To(match.MissNothingSince(im))
func MissNothingSince(im *people.IM) types.GomegaMatcher {
	return matcher{
		name: "MissNothingSince", instead: "match.BeInHistoryOf with an IM that arrives",
		claim: ofPerson(func(p *people.Person, _ time.Time) (judge.Claim, error) {
			if im == nil {
				return nil, errors.New("needs an IM, and was given none")
			}
			return judge.NothingMissed{Of: p.Address(), Since: im.SentAt}, nil
		}),
	}
}

// BeKeptOutOfHistoryOf succeeds when the SfB conversation history of the person has nothing of an IM, not even as a missed
// conversation. In the same purpose another IM must be in it: that is the control, and when the person's SfB client is
// signed out it must come later and is the fence as well.
//
//	Expect(im).To(match.BeKeptOutOfHistoryOf(alix))
func BeKeptOutOfHistoryOf(p *people.Person) types.GomegaMatcher {
	return matcher{
		name: "BeKeptOutOfHistoryOf", instead: "match.BeInHistoryOf",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			if p == nil {
				return nil, errNobody
			}
			return judge.NotInHistory{IM: sent(im), Of: p.Address(), Fenced: p.SfB.SignedIn()}, nil
		}),
	}
}

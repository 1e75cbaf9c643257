package match

import (
	"errors"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// StayAwayFrom succeeds when an IM is never shown at the client, also when that is another client of its sender. In the same
// purpose the client must show another IM: that is the control.
//
//	Expect(im).To(match.StayAwayFrom(alix.SfB))
func StayAwayFrom(client Client) types.GomegaMatcher {
	return matcher{
		name: "StayAwayFrom", instead: "match.ArriveOnlyAt with the client where it arrives",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			if client == nil {
				return nil, errors.New("needs a client, and was given none")
			}
			return judge.StaysAway{IM: sent(im), From: client.Name()}, nil
		}),
	}
}

// StayInTeams succeeds when a message that was written in Teams is sent nowhere in SfB. Afterwards, or before it is
// asked, the purpose must let a later message cross from Teams to SfB: that is the fence and the control.
//
//	Expect(im).To(match.StayInTeams())
func StayInTeams() types.GomegaMatcher {
	return matcher{
		name: "StayInTeams", instead: "match.ArriveOnlyAt with the SfB client where it arrives",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			return judge.StaysInTeams{IM: sent(im)}, nil
		}),
	}
}

// StayInSfB succeeds when a message of an SfB user is written into no chat in Teams. Afterwards, or before it is asked, the
// purpose must let a later IM cross from SfB to Teams: that is the fence and the control.
//
//	Expect(im).To(match.StayInSfB())
func StayInSfB() types.GomegaMatcher {
	return matcher{
		name: "StayInSfB", instead: "match.ArriveOnlyAt with the Teams client where it arrives",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			return judge.StaysInSfB{IM: sent(im)}, nil
		}),
	}
}

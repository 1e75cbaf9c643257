package match

import (
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// ComeToNothing succeeds when the IUT does nothing about what a stranger sent: none of the clients shows it, the IUT brings it to
// neither system, and asks for nothing that only it names. The clients are those that could have shown it, and must show an
// IM in the same purpose.
//
//	Expect(forgery).To(match.ComeToNothing(megan.SfB))
func ComeToNothing(clients ...Client) types.GomegaMatcher {
	return matcher{
		name: "ComeToNothing", instead: "an expectation of what does follow",
		claim: func(actual any, _ time.Time) (*people.Scene, judge.Claim, error) {
			a, ok := actual.(*people.Attempt)
			if !ok || a == nil {
				return nil, nil, wrong(actual, "an attempt of a stranger")
			}
			if len(clients) == 0 {
				return nil, nil, errNoClient
			}
			c := judge.ComesToNothing{Attempt: judge.Attempt{Token: a.Token, Names: a.Names, What: a.What, SentAt: a.SentAt}}
			for _, client := range clients {
				c.Elsewhere = append(c.Elsewhere, client.Name())
			}
			return a.Scene(), c, nil
		},
	}
}

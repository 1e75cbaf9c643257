package match

import (
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// LetBeServedAgain succeeds when after an outage the IUT has exactly one endpoint of a person registered at SfB, within the
// bound Recovery, and from then on never more than one. The report tells how long it took, and what became of the IMs that
// were sent meanwhile.
//
//	cut := alix.Scene().IUT().CutFromSfB(ctx)
//	cut.Heal(ctx)
//	Expect(cut).To(match.LetBeServedAgain(alix))
func LetBeServedAgain(p *people.Person) types.GomegaMatcher {
	return matcher{
		name: "LetBeServedAgain", instead: "no matcher: who is never served again is never right",
		claim: func(actual any, _ time.Time) (*people.Scene, judge.Claim, error) {
			o, ok := actual.(*people.Outage)
			if !ok || o == nil {
				return nil, nil, wrong(actual, "an outage, as the methods of the IUT return it")
			}
			w, err := recovery(o)
			return o.Scene(), judge.Recovers{What: o.String(), Address: p.Address(), Began: o.Began, Within: w}, err
		},
	}
}

// Despite gives an IM that was sent in an outage until the bound Recovery after its end, in place of the bound Delivery. It takes
// [ArriveOnlyAt] and [ArriveOrBeRefused].
//
//	Expect(im).To(match.Despite(cut, match.ArriveOrBeRefused(megan.SfB)))
func Despite(o *people.Outage, of types.GomegaMatcher) types.GomegaMatcher {
	m, ok := of.(matcher)
	return matcher{
		name: "Despite", instead: m.instead,
		claim: func(actual any, now time.Time) (*people.Scene, judge.Claim, error) {
			if !ok {
				return nil, nil, fmt.Errorf("needs a matcher of this package, and was given a %T", of)
			}
			scene, claim, err := m.claim(actual, now)
			if err != nil {
				return scene, claim, err
			}
			w, err := recovery(o)
			switch c := claim.(type) {
			case judge.Arrives:
				c.Within = w
				return scene, c, err
			case judge.ArrivesOrRefused:
				c.Within = w
				return scene, c, err
			}
			return nil, nil, fmt.Errorf("needs match.ArriveOnlyAt or match.ArriveOrBeRefused, and was given match.%s", m.name)
		},
	}
}

// recovery is the window from the end of an outage on.
func recovery(o *people.Outage) (judge.Window, error) {
	if o == nil || o.Ended.IsZero() {
		return judge.Window{}, fmt.Errorf("needs an outage that has ended")
	}
	return judge.Window{From: o.Ended, Bound: o.Scene().Bounds.OrDefault().Recovery, Name: "recovery"}, nil
}

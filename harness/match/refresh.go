package match

import (
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// RefreshRegistration succeeds when the IUT refreshes its registration of a person from now on, within the bound
// Registration, and before it runs out. The front end must have granted it a shorter time than that.
//
//	Expect(alix).To(match.RefreshRegistration())
func RefreshRegistration() types.GomegaMatcher {
	return matcher{
		name: "RefreshRegistration", instead: "match.BeDeregistered",
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			return judge.RegistrationRefreshed{Address: p.Address(), Within: registration(p, now)}, nil
		}),
	}
}

// RefreshPublication succeeds when the IUT publishes the presence of a person again from now on, within the bound Presence,
// and before it runs out.
//
//	Expect(alix).To(match.RefreshPublication())
func RefreshPublication() types.GomegaMatcher {
	return matcher{
		name: "RefreshPublication", instead: "match.BeShownAs(\"Offline\", ...)",
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			return judge.PublicationRefreshed{Address: p.Address(), Within: presence(p, now)}, nil
		}),
	}
}

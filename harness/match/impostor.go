package match

import (
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BeKeptFromImpostors succeeds when the IUT, connecting again for a person to a front end that shows a wrong certificate, goes
// away and has said nothing. An IUT that does not connect within the bound Registration is not judged.
//
//	given.WrongCertificate(ctx, authority.Expired, alix)
//	Expect(alix).To(match.BeKeptFromImpostors())
func BeKeptFromImpostors() types.GomegaMatcher {
	return matcher{
		name: "BeKeptFromImpostors", instead: "match.BeRegistered, for a front end with a right certificate",
		claim: ofPerson(func(p *people.Person, _ time.Time) (judge.Claim, error) {
			told := record.Select(p.Scene().Log.All(), record.And(record.Is(record.FaultInjected), record.From(p.Address()),
				record.With("fault", sfb.FaultWrongCertificate)))
			if len(told) == 0 {
				return nil, fmt.Errorf("the front end was not told to show a wrong certificate when the IUT connects for %s; see given.WrongCertificate", p)
			}
			return judge.RefusesImpostor{Address: p.Address(), Within: registration(p, told[len(told)-1].Time)}, nil
		}),
	}
}

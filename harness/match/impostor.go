package match

import (
	"fmt"
	"slices"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BeKeptFromImpostors succeeds when the IUT, connecting again for a person to a front end or a backend that shows a wrong
// certificate, goes away and has said nothing. An IUT that does not connect within the bound (Registration to the front end,
// Told to the backend) is not judged.
//
//	given.WrongCertificate(ctx, authority.Expired, alix)
//	Expect(alix).To(match.BeKeptFromImpostors())
func BeKeptFromImpostors() types.GomegaMatcher {
	return matcher{
		name: "BeKeptFromImpostors", instead: "match.BeRegistered, for a front end with a right certificate",
		claim: ofPerson(func(p *people.Person, _ time.Time) (judge.Claim, error) {
			told := record.Select(p.Scene().Log.All(), record.And(record.Is(record.FaultInjected), record.From(p.Address()),
				func(e record.Event) bool { return slices.Contains(wrongCertificates, e.Attr("fault")) }))
			if len(told) == 0 {
				return nil, fmt.Errorf("no fake was told to show a wrong certificate when the IUT connects for %s; see given.WrongCertificate and given.WrongTeamsCertificate", p)
			}
			last := told[len(told)-1]
			within := registration(p, last.Time)
			if last.Source == record.SourceTeams {
				within = judge.Window{From: last.Time, Bound: p.Scene().Bounds.OrDefault().Told, Name: "told"}
			}
			return judge.RefusesImpostor{Of: last.Source, Address: p.Address(), Within: within}, nil
		}),
	}
}

// wrongCertificates are the faults of the fakes that do it.
var wrongCertificates = []string{sfb.FaultWrongCertificate, teams.FaultWrongCertificate}

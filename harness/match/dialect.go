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

// BeToldInItsDialectOnly succeeds when the IUT, told of a person's own presence in the dialect in which it did not subscribe,
// refuses that within the bound Told. An IUT that was not told so is not judged. (R-10; RFC 3261 section 8.2.3)
//
//	given.OtherDialect(ctx, alix)
//	alix.SfB.Type(ctx)
//	Expect(alix).To(match.BeToldInItsDialectOnly())
func BeToldInItsDialectOnly() types.GomegaMatcher {
	return matcher{
		name: "BeToldInItsDialectOnly", instead: "an expectation of where the next IM arrives",
		claim: ofPerson(func(p *people.Person, _ time.Time) (judge.Claim, error) {
			confused := record.Select(p.Scene().Log.All(), record.And(record.Is(record.FaultInjected), record.From(p.Address()),
				record.With("fault", sfb.FaultOtherDialect)))
			if len(confused) == 0 {
				return nil, fmt.Errorf("the front end was not told to use the other dialect for %s; see given.OtherDialect", p)
			}
			within := judge.Window{From: confused[len(confused)-1].Time, Bound: p.Scene().Bounds.OrDefault().Told, Name: "told"}
			return judge.RefusesDialect{Address: p.Address(), Within: within}, nil
		}),
	}
}

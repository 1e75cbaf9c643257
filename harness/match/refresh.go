package match

import (
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/fakes/record"
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

// KeepSubscription succeeds when the IUT, whose subscription to a person's messages was granted less than it asked for, has renewed
// it, or made another, when that time is over.
//
//	given.BriefSubscriptions(ctx, 2, alix)
//	Expect(alix).To(match.KeepSubscription())
func KeepSubscription() types.GomegaMatcher {
	return matcher{
		name: "KeepSubscription", instead: "no matcher: a subscription that runs out is never right",
		claim: ofPerson(func(p *people.Person, _ time.Time) (judge.Claim, error) {
			brief := record.Select(p.Scene().Log.All(), record.And(record.Is(record.GrantShortened), record.From(p.Address())))
			if len(brief) == 0 {
				return nil, fmt.Errorf("no subscription to the messages of %s was granted less than was asked for; see given.BriefSubscriptions", p)
			}
			last := brief[len(brief)-1]
			expires, err := time.Parse(time.RFC3339Nano, last.Attr("expires"))
			within := judge.Window{From: brief[0].Time, Bound: expires.Sub(brief[0].Time) + p.Scene().Bounds.OrDefault().Fence, Name: "granted, and fence"}
			return judge.SubscriptionKept{Address: p.Address(), Within: within}, err
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

package match

import (
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BeRegistered succeeds when the IUT has exactly one endpoint of a person registered at SfB, now or within the bound
// Registration, and from now on never more than one.
//
//	Expect(alix).To(match.BeRegistered())
func BeRegistered() types.GomegaMatcher {
	return matcher{
		name: "BeRegistered", instead: "match.BeDeregistered after a sign-out, match.NeverBeRegistered without one",
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			return judge.Registered{Address: p.Address(), Within: registration(p, now)}, nil
		}),
	}
}

// BeDeregistered succeeds when the IUT had an endpoint of a person registered and has none now, or none within the bound
// Registration.
//
//	Expect(alix).To(match.BeDeregistered())
func BeDeregistered() types.GomegaMatcher {
	return matcher{
		name: "BeDeregistered", instead: "match.BeRegistered",
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			return judge.Deregistered{Address: p.Address(), Within: registration(p, now)}, nil
		}),
	}
}

// NeverBeRegistered succeeds when the IUT has registered no endpoint of a person since they last signed in to Teams. In the
// same purpose the IUT must register somebody else later: that is the fence and the control.
//
//	bob.Teams.SignIn(ctx)
//	Expect(alix).To(match.NeverBeRegistered())
func NeverBeRegistered() types.GomegaMatcher {
	return matcher{
		name: "NeverBeRegistered", instead: "match.BeRegistered",
		claim: ofPerson(func(p *people.Person, _ time.Time) (judge.Claim, error) {
			since, ok := lastSignIn(p)
			if !ok {
				return nil, fmt.Errorf("%s never signed in to Teams, so nothing could have been registered", p)
			}
			return judge.NeverRegistered{Address: p.Address(), Since: since}, nil
		}),
	}
}

// NameNoContactOver succeeds when no Contact that the IUT registers for a person names a transport, "udp", "tcp" or "tls", of
// which its ICS says that it has not got it. (R-03; RFC 3261 section 19.1.1)
//
//	Expect(alix).To(match.NameNoContactOver("udp"))
func NameNoContactOver(transport string) types.GomegaMatcher {
	return matcher{
		name: "NameNoContactOver", instead: "match.BeRegistered, for a transport that is claimed",
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			if transport != "udp" && transport != "tcp" && transport != "tls" {
				return nil, fmt.Errorf("%q is no transport; it must be udp, tcp or tls", transport)
			}
			return judge.NamesNot{Address: p.Address(), Transport: transport, Within: registration(p, now)}, nil
		}),
	}
}

// RegisterWithoutMedia succeeds when every Contact that the IUT registers for a person has an instance, no audio and no
// video. (R-04; RFC 3840, RFC 5626)
//
//	Expect(alix).To(match.RegisterWithoutMedia())
func RegisterWithoutMedia() types.GomegaMatcher {
	return matcher{
		name: "RegisterWithoutMedia", instead: "no matcher: a Teams endpoint that takes calls is not specified",
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			return judge.IMFeatures{Address: p.Address(), Within: registration(p, now)}, nil
		}),
	}
}

// KeepInstance succeeds when the IUT has registered a person more than once, each time with the same instance.
// (RFC 5626 section 4.1)
//
//	Expect(alix).To(match.KeepInstance())
func KeepInstance() types.GomegaMatcher {
	return matcher{
		name: "KeepInstance", instead: "no matcher: an endpoint whose instance changes is never right",
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			return judge.StableInstance{Address: p.Address(), Within: registration(p, now)}, nil
		}),
	}
}

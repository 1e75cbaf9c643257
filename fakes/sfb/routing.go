package sfb

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Routing says who decides at which of a user's endpoints an IM arrives. The zero value is [EndpointDecides].
type Routing string

const (
	// EndpointDecides forks an IM to every endpoint of the user at once (RFC 3261 §16.7); the endpoints find out among
	// themselves which of them takes it.
	EndpointDecides Routing = "endpoint-decides"
	// RegistrarDecides offers an IM to one endpoint at a time, and first to the one that the user was active at last, by
	// what the endpoints have published: see [FrontEnd.byActivity].
	RegistrarDecides Routing = "registrar-decides"
)

// picks says whether the front end itself decides where a request outside of any dialog goes: an IM session or an IM, when
// it is configured so. Calls and everything else ring wherever the user is, whoever decides about IMs.
func (f *FrontEnd) picks(req *sip.Request) bool {
	if f.config.Routing != RegistrarDecides {
		return false
	}
	return req.Method == sip.MESSAGE || req.Method == sip.INVITE && offersIM(req) && !offersFile(req)
}

// offersFile says whether the first message of an IM session is no IM, but the offer of a file.
func offersFile(invite *sip.Request) bool {
	kind, _ := sipwire.ParseParams(sipwire.Value(invite, "ms-text-format"))
	return strings.EqualFold(kind, "text/x-msmsgsinvite")
}

// byActivity puts the endpoints of a user into the order in which an IM is offered to them: the one with the latest
// activity first. The order follows from what was published and what is registered, and from nothing else:
//
//   - An endpoint's activity is the latest last-input (RFC 4480 §3.14) in an open tuple of what the peer published that
//     registered it, or in a person element beside one. While it says that the user is on the phone, it is now.
//   - An endpoint that has published nothing of the kind has none, and comes after those that have.
//   - Among equals, the preference that they registered with counts (q, RFC 3261 §16.6), and then the newer registration:
//     signing in is the last that is known of the user.
func (f *FrontEnd) byActivity(address string, targets []target) {
	active := f.presence.activity(address, time.Now())
	slices.SortStableFunc(targets, func(a, b target) int {
		return cmp.Or(
			active[b.party].Compare(active[a.party]),
			cmp.Compare(b.q, a.q),
			cmp.Compare(b.since, a.since),
		)
	})
}

// goesOn says whether an IM that an endpoint has refused is offered to the next one. A refusal that speaks for the endpoint
// (not available, can't do that, failed) leaves the user to be reached elsewhere. One that speaks for the user does not:
// who is busy (486) or declines (6xx) does so wherever the client that they used. Nor does a question to the asker: a
// redirection, or a challenge.
func goesOn(status int) bool {
	switch status {
	case 401, 407, 486, 487:
		return false
	}
	return status/100 == 4 || status/100 == 5
}

// activity says when a user was last active at the endpoints of each party, as far as it is published; now for a party that
// says that the user is on the phone. A party that says nothing is not in it.
func (p *presence) activity(address string, now time.Time) map[string]time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	active := map[string]time.Time{}
	s := p.presentities[address]
	if s == nil {
		return active
	}
	for _, pub := range s.publications {
		last, open := time.Time{}, false
		for _, t := range pub.doc.Tuples {
			if t.Open {
				open = true
				last = latest(last, t.LastInput)
			}
		}
		for _, person := range pub.doc.People {
			last = latest(last, person.LastInput)
		}
		if pub.doc.OnThePhone() {
			last = latest(last, now)
		}
		if open && last.After(active[pub.party]) {
			active[pub.party] = last
		}
	}
	return active
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

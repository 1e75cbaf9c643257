package sfb

import (
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// peer is who sent a request, as far as its flow tells.
type peer struct {
	// party is the [record.Event.Party]: a client of a person when the flow has registered one of the person's
	// instances, else the IUT.
	party string
	// flow is the connection it came over; never nil.
	flow *sipwire.Flow
	// identity is the bare address whom the peer may speak for. Empty means any user of the domain: the service account,
	// or a peer that was not asked for credentials and is no person's client.
	identity string
}

// may says whether the peer may speak for the user with the bare address.
func (p peer) may(address string) bool { return p.identity == "" || p.identity == address }

// presenceDeps is what the presence agent needs of the front end. None of the functions blocks, and all are safe for
// concurrent use; the presence agent may call them with its own lock held, because the front end calls the presence agent
// with no lock held.
type presenceDeps struct {
	config   Config // completed
	log      *record.Log
	faults   *faults
	endpoint *sipwire.Endpoint
	// user looks a user up by bare address.
	user func(address string) (directory.User, bool)
	// party says who is at the other end of a flow now.
	party func(*sipwire.Flow) string
	// contact is the front end's own Contact (RFC 3261 §8.1.1.8) towards a flow.
	contact func(*sipwire.Flow) *sip.ContactHeader
	// violate records that a peer broke its protocol with a message. rule names the RFC section.
	violate func(p peer, msg sip.Message, rule, sentence string)
	// expiry decides what is granted to a peer's PUBLISH or SUBSCRIBE for the user, faults included. asked < 0 means
	// that the request did not ask. When refused (423), granted is the Min-Expires. 0 asked is always granted 0.
	expiry func(from peer, user string, asked time.Duration) (granted time.Duration, refused bool)
	// registered says whether the user has an endpoint registered: of the party and with the epid, each unless empty.
	registered func(address, party, epid string) bool
}

// The presence agent has, for the front end:
//
//	newPresence(presenceDeps) *presence
//	handlePublish(tx *sipwire.ServerTx, p peer)   every PUBLISH; answers it
//	handleService(tx *sipwire.ServerTx, p peer)   every SERVICE; answers it
//	handleSubscribe(tx *sipwire.ServerTx, p peer) every SUBSCRIBE, in a dialog or not; answers it
//	flowClosed(f *sipwire.Flow)                   a connection ended, and so do the subscriptions over it
//	bound(address, party), unbound(address, reason) an endpoint was refreshed, or is no more
//	reset()                                       forget everything, with events (reason "reset")
//	close()                                       stop every timer, send nothing more, return when nothing runs

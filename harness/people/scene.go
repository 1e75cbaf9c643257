package people

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/judge"
)

// Scene is where the people of one purpose act: what they can reach, what is seen of them, and what was claimed of it.
type Scene struct {
	// Purpose is the id of the purpose, "ROUT-001".
	Purpose string
	// Log holds all events about the people of this purpose, of every observer, in the order in which they became known.
	Log *record.Log
	// Say records what a person did or saw. It ends up in Log as well.
	Say func(record.Event)
	// Token makes the next correlation token of the run.
	Token func() string
	// Bounds are the IXIT's.
	Bounds judge.Bounds
	// Ledger takes the claims.
	Ledger *judge.Ledger
	// Halt ends the purpose at once with a finding that is not about a claim, and does not return.
	Halt func(judge.Finding)
	// Fence bounds an absence: it sends a later event through every path that the people of this purpose can be reached
	// by, and waits until it is seen. The error says which fence was lost; then nothing can be said about the absence.
	Fence func(ctx context.Context) error
	// Sync brings Log up to date with every observer. What is not in Log after it had not happened before it.
	Sync func(ctx context.Context) error

	// Power ends the IUT and starts it again; see [Scene.IUT]. Nil: that can't be done here.
	Power Power
	// Breaker breaks what is around the IUT; see [Outage]. Nil: that can't be done here.
	Breaker Breaker
	// amiss is true while something is broken, so that the IUT can't be told.
	amiss atomic.Bool

	SfB   SfBSite
	Teams TeamsSite

	// Subscriptions are the IUT's change notification subscriptions, which concern everybody and so are in no one
	// scene's log. Nil means that they are found in Log.
	Subscriptions *Subscriptions
	// Secrets are what the IUT knows so far that only one of the two systems may know. Nil: the scene does not know them.
	Secrets func() Secrets
}

// SfBSite is where people's SfB clients find their front end.
type SfBSite struct {
	// Transport is udp, tcp or tls; Address is host:port; Domain is the SIP domain.
	Transport, Address, Domain string
	// Dialect is how SfB clients publish and, unless they are told otherwise, watch presence: "pidf", which empty means, or
	// "msrtc". They show the same words.
	Dialect string
	// OnPremises is host:port of the pool where clients of users who are homed on premises sign in, in a hybrid deployment.
	// Empty means that everybody signs in at Address.
	OnPremises string
	// Routing is who decides where an IM arrives. Empty means that endpoints do.
	Routing sfb.Routing
	// TLS is used when Transport is tls.
	TLS *tls.Config
	// Dial and ListenPacket open the client's sockets; nil means the network of this machine.
	Dial         func(ctx context.Context, network, address string) (net.Conn, error)
	ListenPacket func(network, address string) (net.PacketConn, error)
	Control      *sfb.Control
}

// TeamsSite is where people's Teams clients find their backend.
type TeamsSite struct {
	// URL is the backend's root without a trailing slash.
	URL, Tenant string
	HTTP        *http.Client
	Control     *teams.Control
}

// dialler is the site's dial function, or that of this machine. It notes in dialled that it was able to connect.
func (site SfBSite) dialler(dialled *bool) func(ctx context.Context, network, address string) (net.Conn, error) {
	dial := site.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		*dialled = *dialled || err == nil
		return conn, err
	}
}

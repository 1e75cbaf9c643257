package sfb

import (
	"context"
	"net"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Config says what kind of front end it is. Only Domain is needed; every other field has a useful zero value. A front end
// answers over the connections that its peers have opened, and opens none but that of [FrontEnd.Detour].
type Config struct {
	// Domain is the SIP domain that it serves: "contoso.test".
	Domain string
	// ServiceUser and ServicePassword are the digest credentials of the trusted service account, which may register and
	// speak for any user of the domain. They matter only with Challenge.
	ServiceUser, ServicePassword string
	// Challenge asks for digest credentials (RFC 3261 §22): 401 to a REGISTER, 407 to any other request of a flow that
	// has not registered with credentials. False lets everyone in.
	Challenge bool
	// Realm of the challenges; empty means Domain.
	Realm string
	// MinExpires is the shortest registration, publication or subscription that is granted; a shorter one gets 423 with
	// Min-Expires. Zero means that any is granted.
	MinExpires time.Duration
	// MaxExpires is the longest that is granted; a longer one is shortened. Zero means 2 h.
	MaxExpires time.Duration
	// DefaultExpires is granted to who does not ask. Zero means 1 h, or MaxExpires if that is less.
	DefaultExpires time.Duration
	// TimerC ends an INVITE that rings for ever (RFC 3261 §16.6 step 11). Zero means 181 s, just over the three minutes
	// that the RFC wants.
	TimerC time.Duration
	// Routing says who decides at which endpoint of a user an IM arrives. Empty means [EndpointDecides].
	Routing Routing
	// Dial opens the one connection that a front end opens, that of [FrontEnd.Detour]. Nil means the network of this machine.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Timers are the transaction timers; the zero value has those of RFC 3261.
	Timers sipwire.Timers
	// Host is the host that the front end writes in Via, Record-Route and Contact. Empty means the address of the
	// listener.
	Host string
}

// completed returns the configuration with every zero value replaced by what it means.
func (c Config) completed() Config {
	if c.Realm == "" {
		c.Realm = c.Domain
	}
	if c.MaxExpires == 0 {
		c.MaxExpires = 2 * time.Hour
	}
	if c.DefaultExpires == 0 {
		c.DefaultExpires = min(time.Hour, c.MaxExpires)
	}
	if c.TimerC == 0 {
		c.TimerC = 181 * time.Second
	}
	return c
}

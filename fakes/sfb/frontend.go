package sfb

import (
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// FrontEnd is a running front end. Make one with [New], give it sockets, and end it with [FrontEnd.Close]. All methods are
// safe for concurrent use.
//
// Locks: each component has its own. Faults, roster, peers, hosts, numbers, location, transit and history call nothing but the
// log, so they may be called under any lock. Forks and presence hold no lock while they hand a request to the endpoint, which may call
// back at once, nor while they call each other.
type FrontEnd struct {
	config   Config
	log      *record.Log
	endpoint *sipwire.Endpoint
	gate     *sipwire.Authenticator // nil lets everyone in

	faults   faults
	roster   roster
	peers    peers
	location location
	presence *presence
	forks    forks
	history  history
	hosts    hosts
	numbers  sequences
	transit  transit
	thrown   thrown
	impostor impostor
}

// New makes a front end that writes to the log. It opens no socket by itself.
func New(config Config, log *record.Log) *FrontEnd {
	f := &FrontEnd{config: config.completed(), log: log}
	f.location.log, f.history.log = log, log
	f.history.kept = func(address string) bool { return f.faults.has(FaultServerHistory, address) }
	f.hosts.name, f.hosts.domain = config.Host, config.Domain
	f.gate = newGate(f.config, &f.roster)
	f.endpoint = sipwire.New(sipwire.Config{
		Name:      "the SfB front end of " + config.Domain,
		Timers:    config.Timers,
		Host:      config.Host,
		Dial:      config.Dial,
		OnRequest: f.request,
		OnAck:     f.ack,
		OnFlow:    f.onFlow,
		Tap:       f.tap,
		Loses:     f.loses,
		OnPanic:   f.panicked,
		OnError: func(err error) {
			f.log.Append(record.Event{Kind: record.TesterPanic, Party: record.PartyTester, Text: err.Error()})
		},
	})
	f.presence = newPresence(presenceDeps{
		config: f.config, log: log, faults: &f.faults, endpoint: f.endpoint,
		user: f.roster.user, party: f.peers.party, contact: f.hosts.contact, violate: f.violate, expiry: f.expiry,
		registered: f.location.registered,
	})
	f.location.onBound, f.location.onUnbound = f.presence.bound, f.presence.unbound
	return f
}

// ServePacket serves UDP on a socket, and returns at once. The front end closes the socket when it is closed.
func (f *FrontEnd) ServePacket(pc net.PacketConn) {
	f.hosts.listen("udp", pc.LocalAddr())
	f.endpoint.ServePacket(pc)
}

// ServeStream serves connections of a listener, and returns at once. transport is "tcp", or "tls" for a listener whose
// connections are TLS already. The front end closes the listener when it is closed. [FaultWrongCertificate] needs an
// [authority.Listener].
func (f *FrontEnd) ServeStream(transport string, l net.Listener) {
	f.hosts.listen(transport, l.Addr())
	f.disguise(l)
	f.endpoint.ServeStream(transport, l)
}

// Provision adds users, or replaces those who exist. Either all are taken or none, and then the error says why.
func (f *FrontEnd) Provision(users ...directory.User) error {
	return f.roster.put(strings.ToLower(f.config.Domain), users)
}

// Reset forgets bindings, presence, histories and faults. Users, connections and the log stay.
func (f *FrontEnd) Reset() {
	f.faults.clear("")
	f.location.reset()
	f.presence.reset()
	f.history.reset()
	f.numbers.reset()
}

// Restart does what becomes of a front end that is restarted: it closes all connections, and forgets bindings, publications and
// subscriptions, of which nobody is told any more. Histories are kept elsewhere and stay, as do users, faults and the log.
// Whoever comes again before Restart has returned may be forgotten as well.
func (f *FrontEnd) Restart(ctx context.Context) error {
	f.endpoint.HangUp()
	f.location.reset()
	f.presence.crash()
	f.numbers.reset()
	f.log.Append(record.Event{Kind: record.FrontEndRestarted, Party: record.PartyTester, Attrs: map[string]string{"side": record.SourceSfB}})
	if pool := f.transit.forget(); pool != "" {
		return f.Detour(ctx, pool)
	}
	return nil
}

// Close closes all sockets and connections, stops all timers, and returns when nothing runs any more. The log stays open:
// it is the caller's.
func (f *FrontEnd) Close() error {
	f.presence.close()
	err := f.endpoint.Close()
	f.forks.close()
	f.location.close()
	if err != nil {
		return fmt.Errorf("close the SfB front end of %s: %w", f.config.Domain, err)
	}
	return nil
}

// panicked records that a handler crashed. It is the tester's fault, never the IUT's.
func (f *FrontEnd) panicked(said any, stack []byte) {
	f.log.Append(record.Event{
		Kind: record.TesterPanic, Party: record.PartyTester, Text: fmt.Sprint(said), Raw: stack,
	})
}

package world

import (
	"context"
	"net"

	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/harness/iut"
)

// Stated serves the fakes on the addresses that the config states, which an IUT knows that is configured once. Fakes that
// another process has brought up there and announced ([Announce]) are used, and are still up after Close.
func Stated(at iut.Fakes, network Network) Fakes { return &stated{at: at, network: network} }

type stated struct {
	at      iut.Fakes
	network Network
	own     embedded // what this process serves; nothing when another does
}

func (s *stated) Serve(ctx context.Context, order Order) (Places, error) {
	if up, err := find(ctx, s.at, s.network, order); err != nil || up != nil {
		if err != nil {
			return Places{}, err
		}
		return up.Places, nil
	}
	at := s.at
	serves := func(port uint16) string { return iut.HostPort(at.Host, port) }
	controls := func(port uint16) string { return iut.HostPort(at.Control, port) }
	names := []string{at.Name(), at.Reach()}
	order.SfB.Host = at.Name()
	// The stated addresses are the IUT's, which can't be told of any others; people find theirs in the announcement.
	free := serves(0)
	return s.own.serve(order, SfBPorts{
		UDP: free, TCP: free, TLS: free,
		IUT:      map[string]string{"udp": serves(at.SfB.UDP), "tcp": serves(at.SfB.TCP), "tls": serves(at.SfB.TLS)},
		Exchange: serves(at.SfB.Exchange), Control: controls(at.SfB.Control),
		Network: s.network, Hybrid: order.Hybrid, ControlKey: order.ControlKey, Reach: at.Reach(), Names: names,
	}, TeamsPorts{
		HTTP: free, HTTPS: free, IUTHTTP: serves(at.Teams.HTTP), IUTHTTPS: serves(at.Teams.HTTPS), Control: controls(at.Teams.Control),
		Network: s.network, ControlKey: order.ControlKey, Reach: at.Reach(), Names: names,
	}, advertised(at))
}

func (s *stated) Close() error { return s.own.Close() }

// advertised is what the IUT is told of the stated addresses.
func advertised(at iut.Fakes) Site {
	return Site{
		SIP: map[string]string{
			"udp": at.At(at.SfB.UDP), "tcp": at.At(at.SfB.TCP), "tls": at.At(at.SfB.TLS),
		},
		TeamsURL:       "http://" + at.At(at.Teams.HTTP),
		SecureTeamsURL: "https://" + at.At(at.Teams.HTTPS),
		ExchangeURL:    "http://" + at.At(at.SfB.Exchange) + sfb.ExchangePath,
	}
}

// Told is what an IUT is told of the stated addresses. It needs nothing to be up; cfg.Kept must not be nil.
func Told(cfg Config, at iut.Fakes) iut.Env { return cfg.told(advertised(at)) }

// reached is the address by which people reach a listener: its own, with another host where there is one.
func reached(listener, host string) string {
	_, port, err := net.SplitHostPort(listener)
	if host == "" || err != nil {
		return listener
	}
	return net.JoinHostPort(host, port)
}

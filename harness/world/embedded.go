package world

import (
	"context"
	"errors"
	"net"
)

// embedded serves the fakes in the tester's process, on ports that the kernel chooses.
type embedded struct {
	host    string
	network Network

	sfb   *SfBServer
	teams *TeamsServer
}

func (e *embedded) Serve(_ context.Context, order Order) (Places, error) {
	free := net.JoinHostPort(e.host, "0")
	return e.serve(order, SfBPorts{
		UDP: free, TCP: free, TLS: free, Control: free, Exchange: free,
		IUT:     map[string]string{"udp": free, "tcp": free, "tls": free},
		Network: e.network, Hybrid: order.Hybrid, ControlKey: order.ControlKey,
	}, TeamsPorts{
		HTTP: free, HTTPS: free, IUTHTTP: free, IUTHTTPS: free, Control: free, Network: e.network, ControlKey: order.ControlKey,
	}, Site{})
}

// serve starts both fakes on the ports given. An IUT is told what is advertised, or, where that is nothing, of its own sockets.
func (e *embedded) serve(order Order, s SfBPorts, t TeamsPorts, advertised Site) (Places, error) {
	var err error
	if e.sfb, err = ServeSfB(order.SfB, s, order.Authority); err != nil {
		return Places{}, err
	}
	if e.teams, err = ServeTeams(order.Teams, t, order.Authority); err != nil {
		return Places{}, err
	}
	site := Site{
		SIP: e.sfb.Addresses, OnPremises: e.sfb.OnPremises, ExchangeURL: e.sfb.ExchangeURL,
		TeamsURL: e.teams.URL, SecureTeamsURL: e.teams.SecureURL,
	}
	if advertised.SIP == nil {
		advertised = site
		advertised.SIP, advertised.TeamsURL, advertised.SecureTeamsURL = e.sfb.ForIUT, e.teams.IUTURL, e.teams.SecureIUTURL
	}
	return Places{ForTester: site, ForIUT: advertised, SfBControl: e.sfb.ControlURL, TeamsControl: e.teams.ControlURL}, nil
}

func (e *embedded) Close() error {
	var errs []error
	if e.sfb != nil {
		errs = append(errs, e.sfb.Close())
	}
	if e.teams != nil {
		errs = append(errs, e.teams.Close())
	}
	return errors.Join(errs...)
}

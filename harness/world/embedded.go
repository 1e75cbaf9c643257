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
	var err error
	e.sfb, err = ServeSfB(order.SfB, SfBPorts{
		UDP: free, TCP: free, TLS: free, Control: free, Exchange: free,
		Network: e.network, Hybrid: order.Hybrid, ControlKey: order.ControlKey,
	}, order.Authority)
	if err != nil {
		return Places{}, err
	}
	e.teams, err = ServeTeams(order.Teams, TeamsPorts{
		HTTP: free, HTTPS: free, Control: free, Network: e.network, ControlKey: order.ControlKey,
	}, order.Authority)
	if err != nil {
		return Places{}, err
	}
	site := Site{
		SIP: e.sfb.Addresses, OnPremises: e.sfb.OnPremises, ExchangeURL: e.sfb.ExchangeURL,
		TeamsURL: e.teams.URL, SecureTeamsURL: e.teams.SecureURL,
	}
	return Places{ForTester: site, ForIUT: site, SfBControl: e.sfb.ControlURL, TeamsControl: e.teams.ControlURL}, nil
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

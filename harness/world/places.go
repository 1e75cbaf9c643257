package world

import (
	"context"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
)

// Fakes serve both sides of one world. That of a [Config] serves one world after the other at most.
type Fakes interface {
	// Serve starts both fakes and returns, as soon as they answer, where they are. The context bounds the start. After an
	// error Close is called all the same.
	Serve(ctx context.Context, order Order) (Places, error)
	// Close stops the fakes, whatever became of their start, and returns what did not stop properly.
	Close() error
}

// Order says what fakes a world needs.
type Order struct {
	SfB   sfb.Config
	Teams teams.Config
	// Hybrid is for a deployment with a pool on premises beside the front end.
	Hybrid bool
	// Authority issues the certificates of both fakes, for the names and addresses by which they are reached.
	Authority *authority.Authority
	// ControlKey is the bearer token that the control APIs ask for: where the IUT can reach them, it may not use them.
	ControlKey string
}

// Places are where fakes serve.
type Places struct {
	// ForTester is where the people find them, and ForIUT is what the IUT is told. The two differ where they are not on the
	// same network.
	ForTester, ForIUT Site
	// SfBControl and TeamsControl are the roots of the control APIs, for the tester.
	SfBControl, TeamsControl string
}

// Site is where both fakes serve, as one who uses them reaches them.
type Site struct {
	// SIP are the addresses of the front end, host:port by transport: udp, tcp and tls. OnPremises are those of the pool on
	// premises; nil when there is none.
	SIP, OnPremises map[string]string
	// TeamsURL and SecureTeamsURL are the roots of the backend over HTTP and HTTPS.
	TeamsURL, SecureTeamsURL string
	// ExchangeURL is where the mailbox service is asked.
	ExchangeURL string
}

// URI is the SIP URI of the front end for a transport.
func (s Site) URI(transport string) string { return sipURI(s.SIP, transport) }

// Web is the root of the Teams backend, over HTTPS when secure.
func (s Site) Web(secure bool) string {
	if secure {
		return s.SecureTeamsURL
	}
	return s.TeamsURL
}

func sipURI(addresses map[string]string, transport string) string {
	return "sip:" + addresses[transport] + ";transport=" + transport
}

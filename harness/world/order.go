package world

import (
	"errors"
	"fmt"
	"os"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/iut"
)

// trust finds the certificate authority of the run.
func (w *World) trust() (err error) {
	if w.cfg.Kept != nil {
		w.ca = w.cfg.Kept.Authority
		return nil
	}
	w.ca, err = authority.New("duet run")
	return err
}

// order is what fakes such a world needs.
func (c Config) order(ca *authority.Authority, key string) Order {
	return Order{
		SfB: sfb.Config{
			Domain: Domain, ServiceUser: serviceUser, ServicePassword: servicePassword, Challenge: true,
			Routing: sfb.Routing(c.Routing),
		},
		Hybrid:     c.Topology == Hybrid,
		Teams:      teams.Config{Tenant: Tenant, ClientID: ClientID, ClientSecret: clientSecret},
		Authority:  ca,
		ControlKey: key,
	}
}

// told is what the IUT is told of fakes that serve at a site. The file of an authority that is not kept is left out.
func (c Config) told(site Site) iut.Env {
	env := iut.Env{
		SFBProxy:          site.URI(c.Transport),
		SIPDomain:         Domain,
		SIPUsername:       serviceUser,
		SIPPassword:       servicePassword,
		TeamsURL:          site.Web(c.SecureTeams),
		TeamsTenant:       Tenant,
		TeamsClientID:     ClientID,
		TeamsClientSecret: clientSecret,
		ListenHost:        c.Host,
		Dialect:           c.Dialect,
		Routing:           c.Routing,
		ExchangeURL:       site.ExchangeURL,
	}
	if c.Kept != nil && c.usesTLS() {
		env.CAFile = c.Kept.CAFile()
	}
	return env
}

// usesTLS says whether the IUT needs the certificate authority.
func (c Config) usesTLS() bool { return c.SecureTeams || c.Transport == "tls" }

func writeTemp(pattern string, content []byte) (string, error) {
	f, err := os.CreateTemp("", pattern)
	if err != nil {
		return "", fmt.Errorf("write a temporary file: %w", err)
	}
	_, err = f.Write(content)
	return f.Name(), errors.Join(err, f.Close())
}

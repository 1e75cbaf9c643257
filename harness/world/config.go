package world

import (
	"github.com/duet-conformance/duet/harness/iut"
)

// For is the config of a world as a vendor's config wants it, in the environment that its IXIT chooses. It reads, and makes
// when there is none, what is kept for an implementation that is configured once.
func For(cfg iut.Config, network Network) (Config, error) {
	c := Config{
		Host:        cfg.IXIT.ListenHost,
		Transport:   cfg.IXIT.Transport,
		Network:     network,
		Dialect:     cfg.IXIT.Dialect,
		Routing:     cfg.IXIT.Routing,
		Topology:    cfg.IXIT.Topology,
		SecureTeams: cfg.IXIT.TLS,
		Seed:        cfg.IXIT.Seed,
		Bounds:      cfg.IXIT.Bounds,
		Restartable: cfg.ICS.Restartable && cfg.NoRestart() == "",
	}
	if cfg.Subject.Adapter != iut.AdapterRemote {
		return c, nil
	}
	var err error
	c.Kept, err = Keep(cfg.IXIT.Fakes.State)
	c.Fakes = Stated(cfg.IXIT.Fakes, network)
	c.Anew = len(cfg.Subject.Restart) > 0
	return c, err
}

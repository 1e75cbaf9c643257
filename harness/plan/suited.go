package plan

import (
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
)

// Suited is the config changed so that the purpose applies: in an environment that it needs, and without the claims of which
// it shows that they are declined. A choice of the IXIT that is then claimed no more is given up.
func Suited(cfg iut.Config, p purpose.Purpose) iut.Config {
	for _, feature := range p.Claims {
		cfg = cfg.In(feature)
	}
	for _, feature := range p.Denies {
		cfg = without(cfg, feature)
	}
	return cfg
}

// without is the config whose ICS does not claim the feature, as [iut.ICS.Claims] spells it. Routing is not among them: the
// word is that of an environment as well.
func without(cfg iut.Config, feature string) iut.Config {
	family, value, _ := strings.Cut(feature, ":")
	drop := func(claimed *[]string, choice *string) {
		*claimed = slices.DeleteFunc(slices.Clone(*claimed), func(one string) bool { return one == value })
		if *choice == value {
			*choice = ""
		}
	}
	none := ""
	switch family {
	case "dialects":
		drop(&cfg.ICS.Dialects, &cfg.IXIT.Dialect)
	case "transports":
		drop(&cfg.ICS.Transports, &cfg.IXIT.Transport)
	case "topologies":
		drop(&cfg.ICS.Topologies, &cfg.IXIT.Topology)
	case "imModes":
		drop(&cfg.ICS.IMModes, &none)
	case "restartable":
		cfg.ICS.Restartable = false
	case "tls":
		cfg.ICS.TLS = false
		cfg = without(cfg, "transports:tls") // which needs it
	}
	return cfg
}

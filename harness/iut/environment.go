package iut

import (
	"fmt"
	"slices"
	"strings"
)

// Environment is where an implementation is tested: one of each kind of which its ICS may claim several.
type Environment struct {
	Transport string `json:"transport"`
	Dialect   string `json:"dialect"`
	Routing   string `json:"routing"`
	Topology  string `json:"topology"`
}

// String writes the environment as transport/dialect/routing/topology.
func (e Environment) String() string { return strings.Join(e.parts(), "/") }

func (e Environment) parts() []string { return []string{e.Transport, e.Dialect, e.Routing, e.Topology} }

// AnyEnvironment is the pattern that every environment fits. It may also stand for one part of a pattern.
const AnyEnvironment = "any"

// Is says whether the environment fits a pattern: "any", or transport/dialect/routing/topology, of which each part may be
// "any" ("tls/any/any/hybrid"). What is no such pattern fits nothing.
func (e Environment) Is(pattern string) bool {
	if pattern == AnyEnvironment {
		return true
	}
	parts, own := strings.Split(pattern, "/"), e.parts()
	if len(parts) != len(own) {
		return false
	}
	for i, part := range parts {
		if part != AnyEnvironment && part != own[i] {
			return false
		}
	}
	return true
}

// kinds are those of the parts of an environment, with the words that each may be.
var kinds = []struct {
	name  string
	words []string
}{
	{"transport", []string{"udp", "tcp", "tls"}},
	{"dialect", []string{"pidf", "msrtc"}},
	{"routing", []string{"endpoint-decides", "registrar-decides"}},
	{"topology", []string{"online", "hybrid"}},
}

// CheckPattern says what is wrong with a pattern for [Environment.Is].
func CheckPattern(pattern string) error {
	if pattern == AnyEnvironment {
		return nil
	}
	given := strings.Split(pattern, "/")
	if len(given) != len(kinds) {
		return fmt.Errorf("%q is neither any nor transport/dialect/routing/topology, of which each part may be any", pattern)
	}
	for i, word := range given {
		if word != AnyEnvironment && !slices.Contains(kinds[i].words, word) {
			return fmt.Errorf("%q is no %s; there are %s, and any", word, kinds[i].name, strings.Join(kinds[i].words, ", "))
		}
	}
	return nil
}

// Environments are those that the config covers: every combination of what the ICS claims, or, where the IXIT chooses, of
// what it chose. They come in the order of the ICS, the topology changing fastest. Of an implementation that nobody can start
// anew for another environment it is the first.
func (c Config) Environments() []Environment {
	var all []Environment
	for _, transport := range chosen(c.IXIT.Transport, c.ICS.Transports) {
		for _, dialect := range chosen(c.IXIT.Dialect, c.ICS.Dialects) {
			for _, routing := range chosen(c.IXIT.Routing, c.ICS.Routing) {
				for _, topology := range chosen(c.IXIT.Topology, c.ICS.Topologies) {
					all = append(all, Environment{transport, dialect, routing, topology})
				}
			}
		}
	}
	if c.Subject.Adapter == AdapterRemote && len(c.Subject.Restart) == 0 {
		return all[:min(1, len(all))]
	}
	return all
}

// chosen is the choice, or all that is claimed when there is none.
func chosen(choice string, claimed []string) []string {
	if choice != "" {
		return []string{choice}
	}
	return claimed
}

// Claimed is how many environments there are by the ICS, whatever the IXIT chooses.
func (s ICS) Claimed() int { return len(Config{ICS: s}.Environments()) }

// At is the config for a run in one environment. Whether the ICS claims it is not asked. Where SIP is over TLS the Teams side
// is https, too: who claims the one claims the other.
func (c Config) At(e Environment) Config {
	c.IXIT.TLS = c.IXIT.TLS || e.Transport == "tls"
	c.IXIT.Transport, c.IXIT.Dialect, c.IXIT.Routing, c.IXIT.Topology = e.Transport, e.Dialect, e.Routing, e.Topology
	return c
}

// In is the config narrowed by a feature, in the words of purposes: "routing:registrar-decides", "topology:hybrid". A
// feature of another family, and none, change nothing. Whether the ICS claims it is not asked.
func (c Config) In(feature string) Config {
	family, value, _ := strings.Cut(feature, ":")
	switch family {
	case "transport":
		c.IXIT.Transport = value
	case "dialect":
		c.IXIT.Dialect = value
	case "routing":
		c.IXIT.Routing = value
	case "topology":
		c.IXIT.Topology = value
	}
	return c
}

// Narrowed is the config for the environments that fit a pattern (see [Environment.Is]), or an error that says what is wrong
// with the pattern, or what of it the ICS does not claim. A part that is "any" leaves the choice as it is.
func (c Config) Narrowed(pattern string) (Config, error) {
	if err := CheckPattern(pattern); err != nil || pattern == AnyEnvironment {
		return c, err
	}
	choices := []struct {
		into    *string
		claimed []string
	}{
		{&c.IXIT.Transport, c.ICS.Transports},
		{&c.IXIT.Dialect, c.ICS.Dialects},
		{&c.IXIT.Routing, c.ICS.Routing},
		{&c.IXIT.Topology, c.ICS.Topologies},
	}
	for i, word := range strings.Split(pattern, "/") {
		switch {
		case word == AnyEnvironment:
		case !slices.Contains(choices[i].claimed, word):
			return c, fmt.Errorf("the %s %s is not claimed: the ICS claims %s only", kinds[i].name, word, strings.Join(choices[i].claimed, ", "))
		default:
			*choices[i].into = word
		}
	}
	return c, nil
}

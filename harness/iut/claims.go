package iut

import (
	"slices"
	"strings"
)

// SessionOnly says whether the statement claims no pager mode.
func (s ICS) SessionOnly() bool { return !slices.Contains(s.IMModes, "pager") }

// NoRestart says why the tester can't stop the implementation and start it again, whatever it claims; "" when it can.
func (c Config) NoRestart() string {
	if c.Subject.Adapter == AdapterRemote && len(c.Subject.Restart) == 0 {
		return "the implementation is remote, and iut.restart names no program that starts it again"
	}
	return ""
}

// OfTester begins the features that purposes need of the tester, and not of the implementation.
const OfTester = "tester:"

// CanBreak is that the tester can break what is around the implementation, and mend it: the network to either fake, and the SfB
// front end. The fakes do that, wherever they are, so there is no implementation for which it can't.
const CanBreak = OfTester + "breaks"

// CanPause is that the tester can halt the implementation where it stands, and let it go on.
const CanPause = OfTester + "pauses"

// Unable says why the tester can't do what a feature says, with the implementation of the config; "" when it can. ofTester is
// false for a feature of another kind.
func (c Config) Unable(feature string) (why string, ofTester bool) {
	switch feature {
	case CanBreak:
		return "", true
	case CanPause:
		switch c.Subject.Adapter {
		case AdapterRemote:
			return "the implementation is remote, and its process is not the tester's to halt", true
		case AdapterInProcess:
			return "the implementation runs in the tester's own process, which can't be halted", true
		}
		return "", true
	}
	if strings.HasPrefix(feature, OfTester) {
		return "the tester has no feature " + feature, true
	}
	return "", false
}

// Claims lists every claim of the statement as "family:value" ("imModes:pager", "transports:udp"), and those that are
// yes or no by their name ("restartable", "tls"). It is sorted. Purposes say with these words what they apply to.
func (s ICS) Claims() []string {
	var claims []string
	for family, values := range map[string][]string{
		"dialects":   s.Dialects,
		"transports": s.Transports,
		"routing":    s.Routing,
		"topologies": s.Topologies,
		"imModes":    s.IMModes,
	} {
		for _, value := range values {
			claims = append(claims, family+":"+value)
		}
	}
	if s.Restartable {
		claims = append(claims, "restartable")
	}
	if s.TLS {
		claims = append(claims, "tls")
	}
	slices.Sort(claims)
	return claims
}

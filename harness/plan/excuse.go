package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
)

// kindOf takes a feature apart that is of the environment rather than of the ICS: "routing", "endpoint-decides". ok is false
// for one that is of the ICS.
func kindOf(feature string, e iut.Environment) (own string, ok bool) {
	kind, _, _ := strings.Cut(feature, ":")
	switch kind {
	case "transport":
		return kind + ":" + e.Transport, true
	case "dialect":
		return kind + ":" + e.Dialect, true
	case "routing":
		return kind + ":" + e.Routing, true
	case "topology":
		return kind + ":" + e.Topology, true
	}
	return "", false
}

// excuse says why a purpose does not apply to what the ICS claims, in whatever environment, or "".
func excuse(p purpose.Purpose, cfg iut.Config) string {
	claims := cfg.ICS.Claims()
	if why := cfg.NoRestart(); why != "" && slices.Contains(p.Claims, "restartable") {
		return why
	}
	for _, feature := range p.Claims {
		why, ofTester := cfg.Unable(feature)
		_, of := kindOf(feature, iut.Environment{})
		switch {
		case why != "":
			return why
		case !of && !ofTester && !slices.Contains(claims, feature):
			return fmt.Sprintf("the ICS does not claim %s", feature)
		case of && !slices.ContainsFunc(claimed(cfg.ICS), func(e iut.Environment) bool { own, _ := kindOf(feature, e); return own == feature }):
			return fmt.Sprintf("it needs %s, which the ICS does not claim", feature)
		}
	}
	for _, feature := range p.Denies {
		if _, of := kindOf(feature, iut.Environment{}); !of && slices.Contains(claims, feature) {
			return fmt.Sprintf("the ICS claims %s", feature)
		}
	}
	return ""
}

// claimed are all environments that there are by the ICS.
func claimed(ics iut.ICS) []iut.Environment { return iut.Config{ICS: ics}.Environments() }

// misfit says why a purpose means nothing in an environment, or "".
func misfit(p purpose.Purpose, e iut.Environment) string {
	for _, feature := range p.Claims {
		if own, of := kindOf(feature, e); of && own != feature {
			return fmt.Sprintf("it needs %s, and this run is %s", feature, own)
		}
	}
	for _, feature := range p.Denies {
		if own, of := kindOf(feature, e); of && own == feature {
			return fmt.Sprintf("it has no meaning in a run that is %s", feature)
		}
	}
	return ""
}

// nowhere says why a purpose fits none of the environments: for one environment, what it lacks; for several, what they do.
func nowhere(p purpose.Purpose, environments []iut.Environment) string {
	var why []string
	for _, e := range environments {
		if w := misfit(p, e); !slices.Contains(why, w) {
			why = append(why, w)
		}
	}
	return strings.Join(why, "; ")
}

// Needs says what an environment must be for a purpose to mean something in it: "with topology:hybrid, without
// transport:udp". It is "" when it means something in every one.
func Needs(p purpose.Purpose) string {
	var all []string
	for _, features := range []struct {
		word string
		of   []string
	}{{"with ", p.Claims}, {"without ", p.Denies}} {
		for _, feature := range features.of {
			if _, of := kindOf(feature, iut.Environment{}); of {
				all = append(all, features.word+feature)
			}
		}
	}
	return strings.Join(all, ", ")
}

package runner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
)

// planned is a purpose of the plan, with what becomes of it.
type planned struct {
	purpose.Purpose
	// notApplicable says why the purpose isn't played; empty when it is.
	notApplicable string
}

// plan says of every selected purpose whether it applies to what the implementation claims and to what this run is.
func plan(selected []purpose.Purpose, cfg iut.Config) []planned {
	features := featuresOf(cfg)
	var all []planned
	for _, p := range selected {
		all = append(all, planned{p, excuse(p, features)})
	}
	return all
}

// environmental begin what a purpose requires of the run rather than of the ICS. One run has one of each.
var environmental = []string{"transport", "routing", "topology"}

// featuresOf are the features of a run, as purposes spell what they require: what the ICS claims, and what was chosen among
// that for this run. Of what is chosen, that more is claimed doesn't matter here.
func featuresOf(cfg iut.Config) []string {
	features := slices.DeleteFunc(cfg.ICS.Claims(), func(claim string) bool {
		_, of := environment(claim)
		return of
	})
	return append(features, "transport:"+cfg.IXIT.Transport, "routing:"+cfg.IXIT.Routing, "topology:"+cfg.IXIT.Topology)
}

// environment takes a feature apart that is of the run: "routing" of "routing:endpoint-decides". ok is false for one that is
// of the ICS.
func environment(feature string) (family string, ok bool) {
	family, _, _ = strings.Cut(feature, ":")
	return family, slices.Contains(environmental, family)
}

// excuse says why a purpose doesn't apply, or "".
func excuse(p purpose.Purpose, features []string) string {
	for _, feature := range p.Claims {
		if slices.Contains(features, feature) {
			continue
		}
		if family, of := environment(feature); of {
			return fmt.Sprintf("it needs %s, and this run is %s", feature, chosen(family, features))
		}
		return fmt.Sprintf("the ICS does not claim %s", feature)
	}
	for _, feature := range p.Denies {
		if !slices.Contains(features, feature) {
			continue
		}
		if _, of := environment(feature); of {
			return fmt.Sprintf("it has no meaning in a run that is %s", feature)
		}
		return fmt.Sprintf("the ICS claims %s", feature)
	}
	return ""
}

// chosen is the feature of a family that the run has.
func chosen(family string, features []string) string {
	for _, feature := range features {
		if strings.HasPrefix(feature, family+":") {
			return feature
		}
	}
	return "no " + family + " at all"
}

// filter is the label filter that makes ginkgo play exactly the purposes that apply; "" when none does.
func filter(plan []planned) string {
	var ids []string
	for _, p := range plan {
		if p.notApplicable == "" {
			ids = append(ids, p.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "tp: containsAny {" + strings.Join(ids, ", ") + "}"
}

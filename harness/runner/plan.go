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

// plan says of every selected purpose whether it applies to what the implementation claims and to how this run reaches it.
func plan(selected []purpose.Purpose, cfg iut.Config) []planned {
	claims := append(cfg.ICS.Claims(), overPrefix+cfg.IXIT.Transport)
	var all []planned
	for _, p := range selected {
		all = append(all, planned{p, excuse(p, claims)})
	}
	return all
}

// overPrefix begins what a purpose requires of the run rather than of the ICS: the SIP transport that it is over.
const overPrefix = "transport:"

// excuse says why a purpose doesn't apply, or "".
func excuse(p purpose.Purpose, claims []string) string {
	for _, claim := range p.Claims {
		if !slices.Contains(claims, claim) {
			return fmt.Sprintf("the ICS does not claim %s", claim)
		}
	}
	for _, claim := range p.Denies {
		if transport, over := strings.CutPrefix(claim, overPrefix); over && slices.Contains(claims, claim) {
			return fmt.Sprintf("this run is over %s", transport)
		}
		if slices.Contains(claims, claim) {
			return fmt.Sprintf("the ICS claims %s", claim)
		}
	}
	return ""
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

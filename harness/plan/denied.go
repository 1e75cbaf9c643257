package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
)

// Denial is something that an ICS could claim and does not.
type Denial struct {
	// Feature is what is not claimed, as [iut.ICS.Claims] spells it.
	Feature string `json:"feature"`
	// ShownBy are the purposes of the plan that show that it is declined properly.
	ShownBy []string `json:"shownBy,omitempty"`
	// Reason says why there is none.
	Reason string `json:"reason,omitempty"`
}

// unobservable says of each kind of claim why its denial does not show at S or T.
var unobservable = map[string]string{
	"dialects":    "the front end sends presence in a dialect only to who subscribed in it, so nothing is there to be declined",
	"transports":  "the implementation opens its flows itself, and is reached on those only",
	"routing":     "the front end routes, and asks nobody's leave",
	"topologies":  "the homes of users are never told to the implementation",
	"restartable": "an implementation can't decline to be stopped",
	"tls":         "certificates are offered only to who claims to check them",
}

// Denied lists what the ICS does not claim of all that there is to claim, sorted: with the purposes of the plan that show how
// it is declined, or the reason why nothing shows it.
func (p Plan) Denied(ics iut.ICS) []Denial {
	claims := ics.Claims()
	denials := []Denial{}
	for _, feature := range iut.Default().ICS.Claims() {
		if slices.Contains(claims, feature) {
			continue
		}
		d := Denial{Feature: feature}
		for _, item := range p.Items {
			if item.NotApplicable == "" && slices.Contains(item.Denies, feature) && !slices.Contains(d.ShownBy, item.ID) {
				d.ShownBy = append(d.ShownBy, item.ID)
			}
		}
		if len(d.ShownBy) == 0 {
			kind, _, _ := strings.Cut(feature, ":")
			d.Reason = cmp.Or(unobservable[kind], "no purpose that shows it is selected")
		}
		denials = append(denials, d)
	}
	return denials
}

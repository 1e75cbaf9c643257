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

// unobservable says of what can be denied why nothing shows at S or T that it is declined: by feature, or by kind.
var unobservable = map[string]string{
	"routing:endpoint-decides":  "nothing asks for it: where the registrar decides one endpoint is offered an IM, and its answer is judged there",
	"routing:registrar-decides": "nothing asks for it: where endpoints decide all are offered an IM, and their answers are judged there",
	"topologies":                "nothing asks for it: no message says where a user is homed, and the run has nobody who is homed elsewhere",
	"restartable":               "nothing asks for it: no message starts an implementation again, and the tester ends it once, after the run",
	"tls":                       "nothing asks for it: who connects over TLS is shown certificates, and no such address is told",
}

// unselected is why nothing shows a denial that could be shown.
const unselected = "no purpose that shows it is selected"

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
			d.Reason = cmp.Or(unobservable[feature], unobservable[kind], unselected)
		}
		denials = append(denials, d)
	}
	return denials
}

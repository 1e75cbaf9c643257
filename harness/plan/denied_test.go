package plan

import (
	"slices"
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
)

func TestEveryDenialIsShownOrSaysWhyNot(t *testing.T) {
	if denied := make4(t, iut.Default()).Denied(iut.Default().ICS); len(denied) > 0 {
		t.Errorf("the reference denies nothing, and %v is said to be denied", denied)
	}
	cfg := iut.Default()
	cfg.ICS = iut.ICS{
		Dialects: []string{"pidf"}, Transports: []string{"tcp"}, Routing: []string{"endpoint-decides"},
		Topologies: []string{"online"}, IMModes: []string{"session"},
	}
	denied := make4(t, cfg).Denied(cfg.ICS)
	var features []string
	for _, d := range denied {
		features = append(features, d.Feature)
		if (len(d.ShownBy) > 0) == (d.Reason != "") || (d.Feature == "imModes:pager") != slices.Equal(d.ShownBy, []string{"NOT-001"}) {
			t.Errorf("%+v", d)
		}
	}
	want := []string{
		"dialects:msrtc", "imModes:pager", "restartable", "routing:registrar-decides", "tls", "topologies:hybrid", "transports:tls", "transports:udp",
	}
	if !slices.Equal(features, want) {
		t.Errorf("denied are %v, want %v", features, want)
	}
	only, err := Make(four, purpose.Selection{IDs: []string{"ALL-001"}}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if d := only.Denied(cfg.ICS)[1]; d.Reason != "no purpose that shows it is selected" {
		t.Errorf("%+v", d)
	}
}

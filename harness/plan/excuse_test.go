package plan

import (
	"cmp"
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
)

func TestAPurposeAppliesToWhatIsClaimedAndToWhatTheRunIs(t *testing.T) {
	cfg := iut.Default()
	cfg = cfg.At(iut.Environment{Transport: "udp", Dialect: "pidf", Routing: "registrar-decides", Topology: "online"})
	for _, test := range []struct {
		claims, denies []string
		want           string
	}{
		{nil, nil, ""},
		{[]string{"imModes:pager"}, nil, ""},
		{[]string{"dialects:morse"}, nil, "the ICS does not claim dialects:morse"},
		{nil, []string{"imModes:pager"}, "the ICS claims imModes:pager"},
		{nil, []string{"transport:udp"}, "it has no meaning in a run that is transport:udp"},
		{nil, []string{"transport:tcp"}, ""},
		{[]string{"routing:registrar-decides"}, nil, ""},
		{[]string{"routing:endpoint-decides"}, nil, "it needs routing:endpoint-decides, and this run is routing:registrar-decides"},
		{nil, []string{"routing:endpoint-decides"}, ""},
		{[]string{"topology:hybrid"}, nil, "it needs topology:hybrid, and this run is topology:online"},
		{[]string{iut.CanBreak, iut.CanPause}, nil, ""},
		{[]string{"tester:flies"}, nil, "the tester has no feature tester:flies"},
		{nil, []string{"topology:online"}, "it has no meaning in a run that is topology:online"},
	} {
		p := purpose.Purpose{ID: "X-001", Claims: test.claims, Denies: test.denies}
		made, err := Make([]purpose.Purpose{p}, purpose.Selection{}, cfg)
		if err != nil {
			t.Fatal(err)
		}
		if got := made.Items[0].NotApplicable; got != test.want {
			t.Errorf("claims %v, denies %v: %q, not %q", test.claims, test.denies, got, test.want)
		}
	}
}

func TestWhatTheICSDoesNotClaimIsToldFromWhatTheRunIsNot(t *testing.T) {
	cfg := iut.Default().In("topology:online")
	hybrid := purpose.Purpose{ID: "X-001", Claims: []string{"topology:hybrid"}}
	if got, want := cmp.Or(excuse(hybrid, cfg), nowhere(hybrid, cfg.Environments())), "it needs topology:hybrid, and this run is topology:online"; got != want {
		t.Errorf("in a narrowed run: %q, not %q", got, want)
	}
	cfg.ICS.Topologies = []string{"online"}
	if got, want := excuse(hybrid, cfg), "it needs topology:hybrid, which the ICS does not claim"; got != want {
		t.Errorf("of an ICS that has it not: %q, not %q", got, want)
	}
}

// What the tester can't do to an implementation is no claim that the ICS could make.
func TestAPurposeDoesNotApplyWhereTheTesterCantDoItsPart(t *testing.T) {
	for adapter, want := range map[string]string{
		iut.AdapterReference: "", iut.AdapterCommand: "", iut.AdapterImage: "",
		iut.AdapterRemote:    "the implementation is remote, and its process is not the tester's to halt",
		iut.AdapterInProcess: "the implementation runs in the tester's own process, which can't be halted",
	} {
		cfg := iut.Default()
		cfg.Subject.Adapter = adapter
		made, err := Make([]purpose.Purpose{{ID: "X-001", Claims: []string{iut.CanPause}}, {ID: "X-002", Claims: []string{iut.CanBreak}}}, purpose.Selection{}, cfg)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range made.Items {
			if item.ID == "X-001" && item.NotApplicable != want || item.ID == "X-002" && item.NotApplicable != "" {
				t.Errorf("%s: %s is excused with %q", adapter, item.ID, item.NotApplicable)
			}
		}
	}
}

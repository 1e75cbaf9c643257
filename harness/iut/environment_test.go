package iut

import (
	"slices"
	"testing"
)

func names(c Config) []string {
	var all []string
	for _, e := range c.Environments() {
		all = append(all, e.String())
	}
	return all
}

func TestWhatIsLeftOpenCoversAllThatIsClaimed(t *testing.T) {
	all := names(Default())
	if len(all) != 24 || Default().ICS.Claimed() != 24 {
		t.Errorf("the reference should have 3 transports x 2 dialects x 2 routings x 2 topologies, and has %d", len(all))
	}
	if all[0] != "tcp/pidf/endpoint-decides/online" || all[1] != "tcp/pidf/endpoint-decides/hybrid" || all[23] != "tls/msrtc/registrar-decides/hybrid" {
		t.Errorf("the order should be that of the ICS, and is %v", all)
	}
	if len(slices.Compact(slices.Sorted(slices.Values(all)))) != 24 {
		t.Errorf("some come twice: %v", all)
	}
}

func TestChoicesNarrowTheEnvironments(t *testing.T) {
	config, wrong := load(t, "ics:\n  routing: [registrar-decides, endpoint-decides]\n  topologies: [hybrid]\nixit:\n  transport: udp\n")
	if wrong != "" {
		t.Fatal(wrong)
	}
	want := []string{
		"udp/pidf/registrar-decides/hybrid", "udp/pidf/endpoint-decides/hybrid",
		"udp/msrtc/registrar-decides/hybrid", "udp/msrtc/endpoint-decides/hybrid",
	}
	if got := names(config); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if config.ICS.Claimed() != 12 {
		t.Errorf("what is claimed does not hang on what is chosen, and there are %d", config.ICS.Claimed())
	}
	if got := names(config.In("dialect:msrtc").In("routing:endpoint-decides")); !slices.Equal(got, want[3:]) {
		t.Errorf("features should narrow it to %v, and it is %v", want[3:], got)
	}
	e := Environment{"tls", "pidf", "endpoint-decides", "online"}
	if got := names(config.At(e)); !slices.Equal(got, []string{e.String()}) {
		t.Errorf("at %s there is %v", e, got)
	}
}

func TestAPatternNarrowsTheEnvironments(t *testing.T) {
	config, err := Default().Narrowed("tls/any/any/hybrid")
	if err != nil || len(config.Environments()) != 4 {
		t.Errorf("four environments fit, and there are %v (%v)", names(config), err)
	}
	for _, e := range Default().Environments() {
		if fits := slices.Contains(config.Environments(), e); fits != e.Is("tls/any/any/hybrid") {
			t.Errorf("%s is covered: %t", e, fits)
		}
	}
	less := Default()
	less.ICS.Dialects = []string{"pidf"}
	for pattern, want := range map[string]string{
		"tls":                     `"tls" is neither any nor transport/dialect/routing/topology, of which each part may be any`,
		"any/pdif/any/any":        `"pdif" is no dialect; there are pidf, msrtc, and any`,
		"any/msrtc/any/any":       "the dialect msrtc is not claimed: the ICS claims pidf only",
		"any/any/any/any/any/any": `"any/any/any/any/any/any" is neither any nor transport/dialect/routing/topology, of which each part may be any`,
	} {
		if _, err := less.Narrowed(pattern); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", pattern, err, want)
		}
	}
}

func TestARemoteIsInOneEnvironmentUnlessItCanBeStartedAnew(t *testing.T) {
	c := Config{Subject: Subject{Adapter: AdapterRemote}, ICS: Default().ICS}
	if all := c.Environments(); len(all) != 1 || all[0].String() != "tcp/pidf/endpoint-decides/online" {
		t.Errorf("nobody can configure it anew, and it has %v", all)
	}
	c.Subject.Restart = []string{"./restart.sh"}
	if all := c.Environments(); len(all) != c.ICS.Claimed() {
		t.Errorf("with a program that starts it, it has %v", all)
	}
}

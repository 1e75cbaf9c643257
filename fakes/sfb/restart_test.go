package sfb

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

// A front end that was restarted knows nobody, has told nobody, and serves who comes again.
func TestARestartForgetsEverybody(t *testing.T) {
	for _, transport := range []string{"tcp", "udp"} {
		s := newSite(t, Config{})
		megan, alix := s.phone(transport, "megan").signIn(), s.phone(transport, "alix").signIn()
		megan.subscribe(200, alix.address)
		if err := s.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		for kind, want := range map[record.Kind]int{record.Unbound: 2, record.Unsubscribed: 1, record.FrontEndRestarted: 1} {
			if got := s.events(kind); len(got) != want {
				t.Errorf("%s: %d events of %s, not %d: %+v", transport, len(got), kind, want, got)
			}
		}
		if left := s.location.show(alix.address); len(left) != 0 {
			t.Errorf("%s: still bound: %+v", transport, left)
		}
		s.phone(transport, "alix").signIn()
	}
}

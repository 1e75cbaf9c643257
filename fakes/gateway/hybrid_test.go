package gateway

import (
	"net"
	"testing"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/emiago/sipgo/sip"
)

// sipOf is where the SfB client of a person signs in.
func (s *site) sipOf(name string) string {
	if s.people[name].Home == directory.OnPremises {
		return s.pool
	}
	return s.sip
}

// hybrid puts people on premises, behind a pool.
func (s *site) hybrid(names ...string) {
	s.t.Helper()
	pool := s.front.Hop(sfb.HopConfig{Name: "the pool", Upstream: map[string]string{"tcp": s.sip}})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	pool.ServeStream("tcp", l)
	s.t.Cleanup(func() { _ = pool.Close() })
	s.pool = l.Addr().String()
	for _, name := range names {
		u := s.people[name]
		u.Home = directory.OnPremises
		s.people[name] = u
		if err := s.front.Provision(u); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := s.front.Detour(s.t.Context(), s.pool); err != nil {
		s.t.Fatal(err)
	}
}

func aSessionFollowsItsRouteSet(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.hybrid("megan", "alix")
	s.gateway(wrong...)
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	alix.writes(alix.chatWith("megan"), "text", "there")
	if got := string(megan.hears(sip.MESSAGE).Body()); got != "there" {
		t.Errorf("megan reads %q", got)
	}
	if status := megan.says(megan.peer.Load(), "back"); status != 200 {
		t.Errorf("the reply was answered %d", status)
	}
	megan.ends(megan.peer.Load())
	taken := megan.opens(alix.user.Address)
	if status := megan.says(taken, "anew"); status != 200 {
		t.Errorf("an IM in a session of megan's own was answered %d", status)
	}
	s.clean()
}

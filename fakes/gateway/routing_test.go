package gateway

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/emiago/sipgo/sip"
)

// arrives sends an IM in a new session and says where it arrived: "teams", "sfb" or "nowhere".
func arrives(from *sfbPerson, to *teamsPerson, atSfB *sfbPerson, text string) string {
	from.t.Helper()
	res, d := from.invites(to.user.Address, "application/sdp", imSDP)
	if d == nil {
		if res.StatusCode >= 600 {
			from.t.Errorf("the INVITE was answered %s", res.StartLine())
		}
		return "nowhere"
	}
	if status := from.says(d, text); status != 200 {
		from.t.Fatalf("%q was answered %d", text, status)
	}
	from.ends(d)
	if atSfB != nil && len(atSfB.got) > 0 {
		atSfB.hears(sip.MESSAGE)
		atSfB.hears(sip.BYE)
		return "sfb"
	}
	if e := to.sees("message"); e.Text != text {
		from.t.Errorf("Teams shows %+v, not %q", e, text)
	}
	return "teams"
}

func theLastActiveEndpointIsHonoured(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	var atSfB *sfbPerson
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"only in Teams", func() {}, "teams"},
		{"signed in to SfB and active there", func() { atSfB = s.inSfB("alix"); atSfB.acts(false) }, "sfb"},
		{"active in Teams", alix.acts, "teams"},
		{"active in SfB", func() { atSfB.acts(false) }, "sfb"},
		{"active in Teams again", alix.acts, "teams"},
		{"in a call", func() { atSfB.acts(true) }, "sfb"},
		{"the call just ended", func() { atSfB.acts(false) }, "sfb"},
		{"back in Teams", alix.acts, "teams"},
		{"interop off", func() { alix.interop(false) }, "sfb"},
		{"interop on", func() {
			mark := s.sfbLog.Len()
			alix.interop(true)
			s.registered(mark, "alix")
		}, "teams"},
		{"signed out of Teams", func() {
			mark := s.sfbLog.Len()
			alix.signOut()
			s.sfbEvent(mark, record.And(record.Is(record.Unbound), record.From(alix.user.Address)))
		}, "sfb"},
	} {
		step.do()
		if got := arrives(megan, alix, atSfB, step.name); got != step.want {
			t.Errorf("%s: arrives at %s, not %s", step.name, got, step.want)
		}
	}
	s.clean()
}

func theFrontEndKnowsTheLastActivity(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{Routing: sfb.RegistrarDecides})
	s.config.Routing = RegistrarDecides
	s.gateway(wrong...)
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	acts := func() {
		mark := s.sfbLog.Len()
		alix.acts()
		s.sfbEvent(mark, record.And(record.Is(record.Published), record.By(record.PartyIUT), record.From(alix.user.Address)))
	}
	acts()
	atSfB := s.inSfB("alix")
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"active in Teams", acts, "teams"},
		{"active in SfB", func() { atSfB.acts(false) }, "sfb"},
		{"active in Teams again", acts, "teams"},
		{"in a call", func() { atSfB.acts(true) }, "sfb"},
		{"the call just ended", func() { atSfB.acts(false) }, "sfb"},
		{"back in Teams", acts, "teams"},
	} {
		step.do()
		if got := arrives(megan, alix, atSfB, step.name); got != step.want {
			t.Errorf("%s: arrives at %s, not %s", step.name, got, step.want)
		}
	}
	s.clean()
}

func nowhere(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	alix.interop(false)
	if got := arrives(megan, alix, nil, "off"); got != "nowhere" {
		t.Errorf("interop off: arrives at %s", got)
	}
	s.clean()
}

func anOpenSessionEndsWhenTheUserTurnsToSfB(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan, nora := s.inSfB("megan"), s.inSfB("nora")
	mark := s.sfbLog.Len()
	alix := s.inTeams("alix")
	s.registered(mark, "alix")
	atSfB := s.inSfB("alix")
	atSfB.acts(false)
	alix.acts()

	taken := megan.opens(alix.user.Address)
	if status := megan.says(taken, "one"); status != 200 {
		t.Fatalf("an IM was answered %d", status)
	}
	alix.writes(alix.chatWith("nora"), "text", "two") // starts a session with nora
	nora.hears(sip.MESSAGE)

	atSfB.acts(true)
	if status := megan.says(taken, "three"); status != 481 {
		t.Errorf("in the session that megan started, an IM was answered %d, not 481", status)
	}
	if status := nora.says(nora.peer.Load(), "four"); status != 481 {
		t.Errorf("in the session that alix started, an IM was answered %d, not 481", status)
	}
	megan.hears(sip.BYE)
	nora.hears(sip.BYE)
	if got := arrives(megan, alix, atSfB, "five"); got != "sfb" {
		t.Errorf("a new IM arrives at %s", got)
	}
	s.clean()
}

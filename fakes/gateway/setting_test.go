package gateway

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

func theSettingIsHeeded(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan := s.inSfB("megan")
	alix, bob := s.inTeams("alix"), s.inTeams("bob")
	s.registered(0, "alix")
	s.registered(0, "bob")
	d := megan.opens(alix.user.Address)
	if status := megan.says(d, "on"); status != 200 {
		t.Errorf("an IM was answered %d", status)
	}
	alix.sees("message")

	mark := s.sfbLog.Len()
	alix.interop(false)
	bob.interop(false)
	for _, p := range []*teamsPerson{alix, bob} {
		s.sfbEvent(mark, record.And(record.Is(record.Unbound), record.From(p.user.Address)))
	}
	if status := megan.says(d, "off"); status != 481 {
		t.Errorf("in the session of before, an IM was answered %d, not 481", status)
	}
	alix.writes(alix.chatWith("megan"), "text", "off")
	if e := alix.sees("failure"); e.Code != "403" {
		t.Errorf("alix is told %+v", e)
	}

	mark = s.sfbLog.Len()
	alix.told(record.Activity, alix.signOut)
	alix.signIn()
	bob.interop(true)
	s.registered(mark, "bob")
	sent := record.And(record.Is(record.SIPIn), record.With("method", "REGISTER"), record.From(alix.user.Address))
	if _, faulty := t.(*trial); faulty {
		_, _ = s.sfbLog.Wait(t.Context(), mark, sent)
	}
	if len(record.Select(s.sfbLog.From(mark), sent)) > 0 {
		t.Error("alix was registered although interop is off")
	}

	alix.told(record.Activity, alix.signOut)
	alix.interop(true)
	mark = s.sfbLog.Len()
	alix.signIn()
	s.registered(mark, "alix")
	res, again := megan.invites(alix.user.Address, "application/sdp", imSDP)
	if again == nil || sipwire.CallID(res) == d.CallID() {
		t.Errorf("with interop on again an INVITE was answered %s", res.StartLine())
	}
	s.clean()
}

package gateway

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/emiago/sipgo/sip"
)

// last is the latest event that is kept; the zero event when there is none.
func last(log *record.Log, keep record.Filter) record.Event {
	all := record.Select(log.All(), keep)
	if len(all) == 0 {
		return record.Event{}
	}
	return all[len(all)-1]
}

// endpoints are the instances that the gateway has ever registered for a user.
func (s *site) endpoints(address string) map[string]bool {
	found := map[string]bool{}
	for _, e := range record.Select(s.sfbLog.All(), record.And(record.Is(record.Bound), record.By(record.PartyIUT), record.From(address))) {
		found[e.Attr("instance")] = true
	}
	return found
}

func bothClientsLiveSideBySide(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.config.Routing = RegistrarDecides // what is published of activity shows what the gateway knows
	s.gateway(wrong...)
	atSfB := s.inSfB("alix")
	atSfB.publishes(false)
	mark := s.sfbLog.Len()
	alix := s.inTeams("alix")
	s.registered(mark, "alix")
	atSfB.acts(true)
	atSfB.acts(false)
	alix.acts()
	published := record.And(record.Is(record.Published), record.By(record.PartyIUT))
	s.sfbEvent(mark, record.And(published, func(e record.Event) bool { return e.Attr("last-input") != "" }))
	if e := last(s.sfbLog, published); e.Attr("basic") != "open" || e.Attr("activities") != "" {
		t.Errorf("beside the SfB client the gateway publishes %v", e.Attrs)
	}
	mark = s.sfbLog.Len()
	alix.signOut()
	s.sfbEvent(mark, record.And(record.Is(record.Unsubscribed), record.By(record.PartyIUT)))
	for _, e := range record.Select(s.sfbLog.All(), record.Is(record.Unbound)) {
		if e.Attr("instance") == atSfB.user.Instances[0] {
			t.Errorf("the SfB client was signed out: %v", e.Attrs)
		}
	}
	if n := len(record.Select(s.sfbLog.All(), record.And(record.Is(record.Unbound), record.By(record.PartyIUT)))); n != 1 {
		t.Errorf("the gateway's endpoint went %d times", n)
	}
	s.clean()
}

func twoTeamsClientsAreOneEndpoint(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.config.Routing = RegistrarDecides // so that each change at Teams is followed by one at the front end
	megan := s.inSfB("megan")
	alix, second := s.inTeams("alix"), s.inTeams("alix")
	s.gateway(wrong...) // which finds both
	s.registered(0, "alix")
	alix.told(record.Activity, second.signOut)
	alix.acts()
	if got := arrives(megan, alix, nil, "still here?"); got != "teams" {
		t.Errorf("an IM arrives at %s", got)
	}
	if found := s.endpoints(alix.user.Address); len(found) != 1 {
		t.Errorf("two Teams clients have the endpoints %v", found)
	}
	s.clean()
}

func whoReturnsHasTheSameEndpoint(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.config.Routing = RegistrarDecides
	s.gateway(wrong...)
	alix := s.inTeams("alix")
	s.registered(0, "alix")
	mark := s.sfbLog.Len()
	alix.signOut()
	mark = s.sfbEvent(mark, record.And(record.Is(record.Unsubscribed), record.From(alix.user.Address)))
	alix.signIn()
	s.sfbEvent(mark, record.And(record.Is(record.Published), record.From(alix.user.Address)))
	s.registered(mark, "alix")
	alix.acts()
	s.sfbEvent(mark, record.And(record.Is(record.Published), func(e record.Event) bool { return e.Attr("last-input") != "" }))
	if found := s.endpoints(alix.user.Address); len(found) != 1 {
		t.Errorf("alix has the endpoints %v", found)
	}
	s.clean()
}

func othersDoNotCount(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan := s.inSfB("megan")
	alix, bob := s.inTeams("alix"), s.inTeams("bob")
	s.registered(0, "alix")
	s.registered(0, "bob")
	alix.acts()
	bob.interop(false)
	if got := arrives(megan, alix, nil, "bob is off"); got != "teams" {
		t.Errorf("with interop off for bob, an IM to alix arrives at %s", got)
	}
	bob.interop(true)
	atSfB := s.inSfB("alix")
	atSfB.acts(false)
	bob.acts()
	if got := arrives(megan, alix, atSfB, "bob is busy"); got != "sfb" {
		t.Errorf("while bob is active in Teams, an IM to alix arrives at %s", got)
	}
	second := s.inTeams("alix")
	second.told(record.Activity, func() { s.inTeams("alix") })
	if got := arrives(megan, alix, atSfB, "signing in is nothing"); got != "sfb" {
		t.Errorf("after a sign-in to Teams, an IM to alix arrives at %s", got)
	}
	s.clean()
}

func pairsDoNotMix(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan, nora := s.inSfB("megan"), s.inSfB("nora")
	alix, bob := s.inTeams("alix"), s.inTeams("bob")
	s.registered(0, "alix")
	s.registered(0, "bob")
	chat := alix.chatWith("megan")
	alix.writes(chat, "text", "from alix")
	megan.hears(sip.MESSAGE)
	withAlix := megan.peer.Load()
	bob.writes(bob.chatWith("megan"), "text", "from bob")
	megan.hears(sip.MESSAGE)
	megan.says(withAlix, "to alix")
	if e := alix.sees("message"); e.Text != "to alix" || e.ChatID != chat {
		t.Errorf("alix sees %+v", e)
	}
	if got := arrives(nora, alix, nil, "from nora"); got != "teams" {
		t.Errorf("while megan has a session with alix, an IM of nora arrives at %s", got)
	}
	megan.ends(withAlix)
	alix.writes(chat, "text", "are you there?")
	if got := string(megan.hears(sip.MESSAGE).Body()); got != "are you there?" {
		t.Errorf("megan reads %q", got)
	}
	megan.ends(megan.peer.Load())
	megan.says(megan.opens(alix.user.Address), "again")
	if e := alix.sees("message"); e.Text != "again" || e.ChatID != chat {
		t.Errorf("alix sees %+v, not in the chat %s", e, chat)
	}
	s.clean()
}

func manyKeepTheirOrder(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	chat := alix.chatWith("megan")
	texts := []string{"1", "2", "3", "4", "5", "6", "7", "8"}
	for _, text := range texts {
		alix.writes(chat, "text", text)
	}
	for _, text := range texts {
		if got := string(megan.hears(sip.MESSAGE).Body()); got != text {
			t.Fatalf("megan reads %q, not %q", got, text)
		}
	}
	for _, text := range texts {
		megan.says(megan.peer.Load(), text)
	}
	for _, text := range texts {
		if e := alix.sees("message"); e.Text != text {
			t.Fatalf("alix sees %q, not %q", e.Text, text)
		}
	}
	s.clean()
}

func whatTeamsRefusesIsNotAccepted(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	d := megan.opens(alix.user.Address)
	if _, err := s.backend.InjectFault(t.Context(), teams.Fault{Name: teams.FaultRespond, Params: map[string]string{
		"path": "/messages$", "method": "POST", "status": "403",
	}}); err != nil {
		t.Fatal(err)
	}
	if status := megan.says(d, "refused"); status != 500 {
		t.Errorf("an IM that Teams refused was answered %d", status)
	}
	s.clean()
}

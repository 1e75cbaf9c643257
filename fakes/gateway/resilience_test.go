package gateway

import (
	"net"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/emiago/sipgo/sip"
)

func aRestartFindsWhoIsSignedIn(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	stop := s.gateway(wrong...)
	mark := s.sfbLog.Len()
	alix := s.inTeams("alix")
	s.registered(mark, "alix")
	instance := s.sfbLog.From(s.sfbEvent(mark, record.Is(record.Bound)))[0].Attr("instance")

	mark, teamsMark := s.sfbLog.Len(), s.teamsLog.Len()
	stop()
	s.sfbEvent(mark, record.And(record.Is(record.Unbound), record.From(alix.user.Address)))
	s.sfbEvent(mark, record.And(record.Is(record.Withdrawn), record.From(alix.user.Address)))
	for range watched {
		teamsMark = s.teamsEvent(teamsMark, record.Is(record.SubscriptionEnded)) + 1
	}

	mark = s.sfbLog.Len()
	s.gateway(wrong...)
	s.registered(mark, "alix")
	if again := s.sfbLog.From(s.sfbEvent(mark, record.Is(record.Bound)))[0].Attr("instance"); again != instance {
		t.Errorf("the instance was %s and is %s", instance, again)
	}
	s.clean()
}

func aChallengeIsAnswered(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{ServiceUser: "duet-service", ServicePassword: "service", Challenge: true})
	control(t, s, sfb.Fault{Name: sfb.FaultStaleNonce, User: s.people["alix"].Address})
	s.gateway(wrong...)
	mark := s.sfbLog.Len()
	s.inTeams("alix")
	s.registered(mark, "alix")
	s.clean()
}

func whatTheFrontEndGrantsIsKept(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	control(t, s, sfb.Fault{Name: sfb.FaultGrant, Params: map[string]string{"seconds": "1"}})
	s.gateway(wrong...)
	mark := s.sfbLog.Len()
	alix := s.inTeams("alix")
	s.registered(mark, "alix")
	s.sfbEvent(mark, record.And(record.Is(record.Bound), record.With("refresh", "true")))
	s.sfbEvent(mark, record.And(record.Is(record.Published), record.With("refresh", "true")))
	if lost := record.Select(s.sfbLog.From(mark), record.And(record.From(alix.user.Address), record.Is(record.Unbound, record.Withdrawn, record.Unsubscribed))); len(lost) > 0 {
		t.Errorf("something was lost: %v", lost)
	}
	s.clean()
}

func tooBriefIsAskedForLonger(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{MinExpires: bindingLife * 2})
	s.gateway(wrong...)
	mark := s.sfbLog.Len()
	s.inTeams("alix")
	s.registered(mark, "alix")
	s.clean()
}

func aForgottenPublicationIsMadeAnew(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.config.Routing = RegistrarDecides
	s.gateway(wrong...)
	mark := s.sfbLog.Len()
	alix := s.inTeams("alix")
	s.registered(mark, "alix")
	control(t, s, sfb.Fault{Name: sfb.FaultForgetEtag, User: alix.user.Address})
	mark = s.sfbLog.Len()
	alix.acts() // which is published
	s.sfbEvent(mark, record.And(record.Is(record.Withdrawn), record.From(alix.user.Address)))
	s.sfbEvent(mark, record.And(record.Is(record.Published), record.From(alix.user.Address)))
	s.clean()
}

func aLostConnectionIsMadeAnew(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	d := megan.opensByGRUU(alix.user.Address)
	mark := s.sfbLog.Len()
	control(t, s, sfb.Fault{Name: sfb.FaultDropFlow, User: alix.user.Address})
	mark = s.sfbEvent(mark, record.And(record.Is(record.Unbound), record.From(alix.user.Address)))
	s.registered(mark, "alix")
	if status := megan.says(d, "still there?"); status != 200 {
		t.Errorf("an IM in the session from before was answered %d", status)
	}
	alix.sees("message")
	alix.writes(alix.chatWith("megan"), "text", "yes")
	if got := megan.hears(sip.MESSAGE); sipwire.CallID(got) != d.CallID() {
		t.Error("the reply came in another session")
	}
	s.clean()
}

func teamsMayBeBusyLoseAnswersAndRepeatItself(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	post := map[string]string{"path": "^/interop/v1/chats/.*/messages$", "method": "POST", "times": "1"}
	with := func(more map[string]string) map[string]string {
		for k, v := range post {
			more[k] = v
		}
		return more
	}
	d := megan.opens(alix.user.Address)
	for name, fault := range map[string]teams.Fault{
		"429":        {Name: teams.FaultRespond, Params: with(map[string]string{"status": "429"})},
		"503":        {Name: teams.FaultRespond, Params: with(map[string]string{"status": "503", "retry-after": "1"})},
		"reset":      {Name: teams.FaultResetConnection, Params: with(map[string]string{})},
		"lost":       {Name: teams.FaultResetConnection, Params: with(map[string]string{"after": "true"})},
		"lost token": {Name: teams.FaultExpireToken},
		"refused":    {Name: teams.FaultRespond, Params: with(map[string]string{"status": "500", "after": "true"})},
	} {
		if _, err := s.backend.InjectFault(t.Context(), fault); err != nil {
			t.Fatal(err)
		}
		if status := megan.says(d, name); status != 200 {
			t.Errorf("%s: the IM was answered %d", name, status)
		}
		if e := alix.sees("message"); e.Text != name {
			t.Errorf("alix sees %q, not %q", e.Text, name)
		}
	}
	if _, err := s.backend.InjectFault(t.Context(), teams.Fault{Name: teams.FaultDuplicateNotifications}); err != nil {
		t.Fatal(err)
	}
	chat := alix.chatWith("megan")
	alix.writes(chat, "text", "once")
	alix.writes(chat, "text", "then")
	for _, text := range []string{"once", "then"} {
		if got := string(megan.hears(sip.MESSAGE).Body()); got != text {
			t.Errorf("megan reads %q, not %q", got, text)
		}
	}
	s.clean()
}

func lostSubscriptionsAreMadeAnew(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	chat := alix.chatWith("megan")
	mark := s.teamsLog.Len()
	for _, fault := range []teams.Fault{
		{Name: teams.FaultRespond, Params: map[string]string{"path": "/subscriptions$", "method": "POST", "status": "503", "times": "3"}},
		{Name: teams.FaultDropSubscriptions},
	} {
		if _, err := s.backend.InjectFault(t.Context(), fault); err != nil {
			t.Fatal(err)
		}
	}
	alix.writes(chat, "text", "meanwhile")
	if got := string(megan.hears(sip.MESSAGE).Body()); got != "meanwhile" {
		t.Errorf("megan reads %q", got)
	}
	for range watched {
		mark = s.teamsEvent(mark, record.Is(record.SubscriptionCreated)) + 1
	}
	bob := s.inTeams("bob")
	s.registered(0, "bob")
	bob.writes(bob.chatWith("megan"), "text", "and now")
	if got := string(megan.hears(sip.MESSAGE).Body()); got != "and now" {
		t.Errorf("megan reads %q", got)
	}
	s.clean()
}

func whatTeamsGrantsIsKept(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	if _, err := s.backend.InjectFault(t.Context(), teams.Fault{Name: teams.FaultGrant, Params: map[string]string{"seconds": "1", "times": "1"}}); err != nil {
		t.Fatal(err)
	}
	s.gateway(wrong...)
	if over := s.teamsLog.From(s.teamsEvent(0, record.Is(record.GrantOver)))[0]; over.Attr("outcome") != "renewed" {
		t.Errorf("the subscription %s", over.Attr("outcome"))
	}
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	alix.writes(alix.chatWith("megan"), "text", "still here")
	if got := string(megan.hears(sip.MESSAGE).Body()); got != "still here" {
		t.Errorf("megan reads %q", got)
	}
	s.clean()
}

func aFrontEndThatComesBackIsFound(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	alix := s.inTeams("alix")
	s.registered(0, "alix")
	if err := s.front.Close(); err != nil {
		t.Fatal(err)
	}
	mark := s.sfbLog.Len()
	front := sfb.New(sfb.Config{Domain: domain}, s.sfbLog)
	t.Cleanup(func() { _ = front.Close() })
	if err := front.Provision(s.people["alix"]); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", s.sip)
	if err != nil {
		t.Fatal(err)
	}
	front.ServeStream("tcp", listener)
	s.registered(mark, "alix")
	alix.acts()
	s.clean()
}

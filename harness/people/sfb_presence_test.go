package people

import (
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
)

func TestPresenceIsShown(t *testing.T) {
	everyDialect(t, func(t *testing.T, s *stage) {
		alix, megan := s.person("alix", SfBSignedOut), s.person("megan", OnSfB)
		shows := func(text string) {
			t.Helper()
			s.waits("alix shown as "+text, record.Is(record.PresenceShown), record.By(megan.SfB.Name()),
				record.From(alix.Address()), func(e record.Event) bool { return e.Text == text && megan.SfB.Shows(alix) == text })
		}
		megan.SfB.Watch(s.ctx, alix)
		shows("Offline")
		alix.SfB.SignIn(s.ctx)
		shows("Available")
		alix.SfB.Type(s.ctx)
		alix.SfB.SignOut(s.ctx)
		if megan.SfB.Watch(s.ctx, alix); megan.SfB.Shows(megan) != "" {
			t.Error("megan is shown without being watched")
		}
	})
}

func TestACallIsOnThePhoneAtBothEnds(t *testing.T) {
	everyDialect(t, func(t *testing.T, s *stage) {
		alix, megan, dora := s.person("alix", OnSfB), s.person("megan", OnSfB), s.person("dora", OnSfB)
		dora.SfB.Watch(s.ctx, alix)
		dora.SfB.Watch(s.ctx, megan)
		call := megan.SfB.Call(s.ctx, alix, "audio", "video")
		if call.Status != 0 {
			t.Fatalf("%s was answered %d", call, call.Status)
		}
		alix.SfB.Answer(s.ctx, megan)
		for _, p := range []*Person{alix, megan} {
			s.waits(p.Handle+" on the phone", record.Is(record.PresenceShown), record.From(p.Address()),
				func(e record.Event) bool { return e.Text == "On the phone" })
		}
		mark := s.scene.Log.Len()
		alix.SfB.EndCall(s.ctx)
		for _, p := range []*Person{alix, megan} {
			if _, err := s.scene.Log.Wait(s.ctx, mark, record.And(record.Is(record.PresenceShown), record.From(p.Address()),
				func(e record.Event) bool { return e.Text == "Available" })); err != nil {
				t.Errorf("%s hung up and is not shown so: %v", p, err)
			}
		}
		s.waits("the end at megan's", record.Is(record.CallEndedAt), record.By(megan.SfB.Name()), record.With("call-id", call.ID))

		declined := megan.SfB.Call(s.ctx, alix)
		alix.SfB.Decline(s.ctx, megan)
		if e := s.waits("the refusal", record.Is(record.CallRefused), record.With("call-id", declined.ID)); e.Attr("status") != "603" {
			t.Errorf("the caller was told %s", e.Attr("status"))
		}
		taken := megan.SfB.Call(s.ctx, alix)
		megan.SfB.EndCall(s.ctx)
		s.waits("the missed call", record.Is(record.CallMissed), record.By(alix.SfB.Name()), record.With("call-id", taken.ID))
	})
}

func TestWhatExpiresIsRenewed(t *testing.T) {
	s := newStage(t, "udp")
	for range 3 { // one each for REGISTER, PUBLISH and SUBSCRIBE
		_, err := s.scene.SfB.Control.Inject(s.ctx, sfb.Fault{
			Name: sfb.FaultGrant, User: "alix.test-001@contoso.test", Params: map[string]string{"seconds": "1", "times": "1", "party": "alix.test-001@contoso.test/sfb"},
		})
		s.must(err)
	}
	alix := s.person("alix", OnSfB)
	alix.SfB.Watch(s.ctx, alix)
	within := time.Now()
	s.waits("the refreshed binding", record.Is(record.Bound), record.From(alix.Address()), record.With("refresh", "true"))
	s.waits("the refreshed publication", record.Is(record.Published), record.From(alix.Address()), record.With("refresh", "true"))
	s.waits("the refreshed subscription", record.Is(record.SIPIn), record.From(alix.Address()), record.With("method", "SUBSCRIBE"), record.With("cseq", "2"))
	if gone := s.counts(record.Is(record.Unbound, record.Withdrawn, record.Unsubscribed)); gone != 0 {
		t.Errorf("%d registrations, publications or subscriptions expired within %s", gone, time.Since(within))
	}
}

func TestABriefIntervalIsAskedForLonger(t *testing.T) {
	s := newStage(t, "tcp")
	for range 2 {
		_, err := s.scene.SfB.Control.Inject(s.ctx, sfb.Fault{
			Name: sfb.FaultMinExpires, User: "alix.test-001@contoso.test", Params: map[string]string{"seconds": "7000", "times": "1", "party": "alix.test-001@contoso.test/sfb"},
		})
		s.must(err)
	}
	alix := s.person("alix", OnSfB)
	bound := s.waits("the binding", record.Is(record.Bound), record.From(alix.Address()))
	if bound.Attr("expires") != "7000" {
		t.Errorf("the client was bound for %s s, expected the 7000 s that the registrar wants", bound.Attr("expires"))
	}
}

func TestDropIsSilent(t *testing.T) {
	s := newStage(t, "tls")
	alix := s.person("alix", OnSfB)
	alix.SfB.Drop(s.ctx)
	gone := s.waits("the end of the binding", record.Is(record.Unbound), record.From(alix.Address()))
	if gone.Attr("reason") != "flow closed" || alix.SfB.SignedIn() {
		t.Errorf("the binding ended with %q", gone.Attr("reason"))
	}
	alix.SfB.SignIn(s.ctx)
}

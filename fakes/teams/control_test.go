package teams_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

func TestFencesComeBehindEverything(t *testing.T) {
	s := newSite(t)
	one, two := s.signIn(alix), s.signIn(alix)
	s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", fromMegan("x", "1")).is(201)
	clients, err := s.control.SendFence(t.Context(), alix.Address, "duet-0123456789ab")
	if err != nil || clients != 2 {
		t.Fatalf("%d clients, %v", clients, err)
	}
	for _, at := range []*seat{one, two} {
		at.next("message")
		if e := at.next("fence"); e.Token != "duet-0123456789ab" {
			t.Errorf("%+v", e)
		}
	}
	if e := s.see(record.Is(record.FenceSent)); e.To != alix.Address || e.Token != "duet-0123456789ab" || e.Attr("client") != "teams" {
		t.Errorf("recorded as %+v", e)
	}
	if clients, err := s.control.SendFence(t.Context(), bo.Address, "x"); err != nil || clients != 0 {
		t.Errorf("%d clients, %v", clients, err)
	}
	if _, err := s.control.SendFence(t.Context(), "nobody@contoso.test", "x"); err == nil || !strings.Contains(err.Error(), "there is no user") {
		t.Errorf("%v", err)
	}
}

func TestResetForgetsAllButThePeopleAndTheLog(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	s.subscribe(h, "/chats/getAllMessages", "created")
	at_ := s.signIn(alix)
	s.crossing()
	before := s.log.Len()
	if err := s.control.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	at_.ends()
	s.see(record.Is(record.SubscriptionEnded), record.With("reason", "reset"))
	if s.log.Len() < before {
		t.Error("the log was forgotten")
	}
	s.call(s.app, "GET", "/v1.0/users", nil).fails(401, "InvalidAuthenticationToken")
	s.none()
	me := s.userToken(alix)
	if got := s.call(me, "GET", "/v1.0/me/chats", nil).is(200); len(got["value"].([]any)) != 0 {
		t.Errorf("%v", got)
	}
}

func TestTheLogCanBeFollowed(t *testing.T) {
	s := newSite(t)
	seen := errors.New("seen")
	err := s.control.FollowLog(t.Context(), func(e record.Event) error {
		if e.Kind == record.TokenIssued && e.Source == record.SourceTeams {
			return seen
		}
		return nil
	})
	if !errors.Is(err, seen) {
		t.Error(err)
	}
	if err := s.control.Health(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestControlErrorsAreSentences(t *testing.T) {
	nowhere := &teams.Control{URL: "http://127.0.0.1:1"}
	if err := nowhere.Health(t.Context()); err == nil || !strings.Contains(err.Error(), "the Teams backend's control API at http://127.0.0.1:1") {
		t.Error(err)
	}
}

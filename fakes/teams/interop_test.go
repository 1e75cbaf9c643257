package teams_test

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestAMessageFromSfBArrivesOnce(t *testing.T) {
	s := newSite(t)
	at_, chat := s.signIn(alix), s.crossing()
	path := "/interop/v1/chats/" + chat + "/messages"
	first := s.call(s.app, "POST", path, fromMegan("hello duet-0123456789ab", "call-1;1")).is(201)
	again := s.call(s.app, "POST", path, fromMegan("hello duet-0123456789ab", "call-1;1")).is(200)
	if first["id"] != again["id"] {
		t.Errorf("the message %v is there again as %v", first["id"], again["id"])
	}
	if at(first, "from", "user", "id") != megan.ID || at(first, "from", "user", "userIdentityType") != "onPremiseAadUser" {
		t.Errorf("%v", first)
	}
	if e := at_.next("message"); e.From != megan.Address || e.Own || e.Text != "hello duet-0123456789ab" || e.FromName != "Megan O'Neil" {
		t.Errorf("%+v", e)
	}
	s.call(s.app, "POST", path, fromMegan("second", "call-1;2")).is(201)
	if e := at_.next("message"); e.Text != "second" {
		t.Errorf("%+v", e)
	}
	e := s.see(record.Is(record.MessagePosted))
	if e.From != megan.Address || e.To != alix.Address || e.Token != "duet-0123456789ab" || e.Party != record.PartyIUT ||
		e.Attr("sender-id") != "call-1;1" || e.Attr("plane") != "interop" {
		t.Errorf("recorded as %+v", e)
	}
	if n := len(record.Select(s.log.All(), record.Is(record.Activity))); n != 1 { // the sign-in
		t.Errorf("an arriving message is no activity of its reader, but %d activities are recorded", n)
	}
	s.none()
}

// Whoever names two messages alike loses the second one, which nobody else would notice.
func TestAMessageIDIsForOneText(t *testing.T) {
	s := newSite(t)
	path := "/interop/v1/chats/" + s.crossing() + "/messages"
	first := s.call(s.app, "POST", path, fromMegan("one", "call-1;1")).is(201)
	if again := s.call(s.app, "POST", path, fromMegan("two", "call-1;1")).is(200); again["id"] != first["id"] {
		t.Errorf("%v is not %v", again["id"], first["id"])
	}
	s.one("contract: senderMessageId")
}

func TestWhoMayCross(t *testing.T) {
	for name, c := range map[string]struct{ method, path string }{
		"to one who is not licensed for Teams": {"PUT", "/interop/v1/chats/" + megan.ID + "/sip:chris@contoso.test"},
		"for one who is not enabled for SfB":   {"PUT", "/interop/v1/chats/" + bo.ID + "/sip:megan@contoso.test"},
		"with one who is not enabled for SfB":  {"PUT", "/interop/v1/chats/" + alix.ID + "/sip:bo@contoso.test"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.call(s.app, c.method, c.path, nil).fails(403, "Forbidden")
			s.one("contract: interop chats")
		})
	}
	t.Run("a stranger", func(t *testing.T) {
		s := newSite(t)
		s.call(s.app, "PUT", "/interop/v1/chats/"+alix.ID+"/sip:nobody@contoso.test", nil).fails(404, "Request_ResourceNotFound")
		s.call(s.app, "PUT", "/interop/v1/chats/"+alix.ID+"/sip:alix@contoso.test", nil).fails(400, "BadRequest")
	})
	t.Run("into a group", func(t *testing.T) {
		s := newSite(t)
		group := s.call(s.userToken(alix), "POST", "/v1.0/chats", chatOf("group", alix, bo, chris)).is(201)["id"].(string)
		s.call(s.app, "POST", "/interop/v1/chats/"+group+"/messages", fromMegan("x", "1")).fails(403, "Forbidden")
		s.one("contract: interop messages")
	})
	t.Run("to the SfB side of the chat", func(t *testing.T) {
		s := newSite(t)
		in := fromMegan("x", "1")
		in["from"] = map[string]any{"sipUri": "sip:alix@contoso.test"}
		s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", in).fails(403, "Forbidden")
		s.one("contract: interop messages")
	})
}

func TestAFailureIsToldOnce(t *testing.T) {
	s := newSite(t)
	at_, chat := s.signIn(alix), s.crossing()
	id := s.call(at_.token, "POST", "/v1.0/chats/"+chat+"/messages", text("there? duet-0123456789ab")).is(201)["id"].(string)
	at_.next("message")
	path := "/interop/v1/chats/" + chat + "/messages/" + id + "/failure"
	for range 2 {
		s.call(s.app, "POST", path, map[string]any{"code": "480", "reason": "Temporarily Unavailable"}).is(204)
	}
	if e := at_.next("failure"); e.MessageID != id || e.Code != "480" || e.Reason != "Temporarily Unavailable" || e.From != megan.Address {
		t.Errorf("%+v", e)
	}
	at_.signOut()
	at_.ends()
	failures := record.Select(s.log.All(), record.Is(record.MessageFailed))
	if len(failures) != 1 || failures[0].From != alix.Address || failures[0].To != megan.Address || failures[0].Token != "duet-0123456789ab" || failures[0].Attr("code") != "480" {
		t.Errorf("recorded as %+v", failures)
	}
	s.none()

	theirs := s.call(s.app, "POST", "/interop/v1/chats/"+chat+"/messages", fromMegan("x", "1")).is(201)["id"].(string)
	s.call(s.app, "POST", "/interop/v1/chats/"+chat+"/messages/"+theirs+"/failure", map[string]any{"code": "480", "reason": ""}).fails(400, "BadRequest")
	s.one("contract: failures")
	s.call(s.app, "POST", "/interop/v1/chats/"+chat+"/messages/1/failure", map[string]any{"code": "480", "reason": ""}).fails(404, "NotFound")
}

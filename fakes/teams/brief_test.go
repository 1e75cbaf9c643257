package teams_test

import (
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// granted is for how long the answer to a subscription says that it was granted.
func granted(t *testing.T, answer map[string]any) time.Duration {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, answer["expirationDateTime"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return time.Until(at)
}

// What was granted for less than it asked for lapses for the user whom that is about, and for nobody else.
func TestASubscriptionThatWasGrantedLessLapses(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	s.inject(teams.FaultGrant, alix.Address, "seconds", "1", "times", "1")
	s.subscribe(h, "/users", "updated")
	s.subscribe(h, "/users/"+chris.ID+"/chats/getAllMessages", "created")
	answer := s.call(s.app, "POST", "/v1.0/subscriptions", h.subscription("/chats/getAllMessages", "created")).is(201)
	if left := granted(t, answer); left > time.Second {
		t.Errorf("granted for %s", left)
	}
	id := answer["id"].(string)
	if e := s.see(record.Is(record.GrantShortened)); e.From != alix.Address || e.Attr("subscription") != id {
		t.Errorf("recorded as %+v", e)
	}
	if e := s.see(record.Is(record.GrantOver)); e.From != alix.Address || e.Attr("subscription") != id || e.Attr("outcome") != "lapsed" {
		t.Errorf("recorded as %+v", e)
	}
	write := func(from directory.User) string {
		chat := s.call(s.app, "PUT", "/interop/v1/chats/"+from.ID+"/sip:megan%40contoso.test", nil)
		return s.call(s.userToken(from), "POST", "/v1.0/chats/"+chat.is(chat.status)["id"].(string)+"/messages", text("x")).is(201)["id"].(string)
	}
	write(alix)
	toldTwice := write(chris)
	for range 2 {
		if got := at(h.next(), "value", 0, "resourceData", "id"); got != toldTwice {
			t.Errorf("told of %v, not of %s", got, toldTwice)
		}
	}
	if listed := s.call(s.app, "GET", "/v1.0/subscriptions", nil).is(200)["value"].([]any); len(listed) != 2 {
		t.Errorf("%d are listed", len(listed))
	}
	later := map[string]any{"expirationDateTime": time.Now().Add(time.Hour)}
	s.call(s.app, "PATCH", "/v1.0/subscriptions/"+id, later).fails(404, "NotFound")
	s.see(record.Is(record.SubscriptionEnded), record.With("reason", "expired"), record.With("subscription", id))
	s.none()
}

func TestASubscriptionThatWasGrantedLessIsRenewedOrReplaced(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	s.inject(teams.FaultGrant, "", "seconds", "1", "times", "2")
	chat := s.crossing()
	renewed := s.subscribe(h, "/chats/getAllMessages", "created")
	replaced := s.subscribe(h, "/chats/"+chat+"/messages", "created")
	later := map[string]any{"expirationDateTime": time.Now().Add(50 * time.Minute)}
	if left := granted(t, s.call(s.app, "PATCH", "/v1.0/subscriptions/"+renewed, later).is(200)); left < 49*time.Minute {
		t.Errorf("renewed for %s", left)
	}
	s.subscribe(h, "/chats/"+chat+"/messages", "created")
	for id, outcome := range map[string]string{renewed: "renewed", replaced: "replaced"} {
		if e := s.see(record.Is(record.GrantOver), record.With("subscription", id)); e.Attr("outcome") != outcome {
			t.Errorf("recorded as %+v", e)
		}
	}
	s.call(s.app, "GET", "/v1.0/subscriptions/"+renewed, nil).is(200)
	s.call(s.app, "GET", "/v1.0/subscriptions/"+replaced, nil).fails(404, "NotFound")
}

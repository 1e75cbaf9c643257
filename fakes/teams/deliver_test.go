package teams_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

func (s *site) inject(name, user string, params ...string) string {
	s.t.Helper()
	f := teams.Fault{Name: name, User: user, Params: map[string]string{}}
	for i := 0; i < len(params); i += 2 {
		f.Params[params[i]] = params[i+1]
	}
	id, err := s.control.InjectFault(s.t.Context(), f)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func outcomes(events []record.Event) (all []string) {
	for _, e := range record.Select(events, record.Is(record.Notification)) {
		all = append(all, e.Attr("attempt")+" "+e.Attr("status")+" "+e.Attr("outcome"))
	}
	return all
}

func TestNotificationsAreRetriedUntilTaken(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	h.status = func(n int) int { return []int{0, 503, 500, 202, 202}[n] }
	s.subscribe(h, "/chats/getAllMessages", "created")
	me, chat := s.userToken(alix), s.crossing()
	s.call(me, "POST", "/v1.0/chats/"+chat+"/messages", text("one")).is(201)
	s.call(me, "POST", "/v1.0/chats/"+chat+"/messages", text("two")).is(201)
	var ids []any
	for range 4 {
		ids = append(ids, at(h.next(), "value", 0, "id"))
	}
	if ids[0] != ids[1] || ids[1] != ids[2] || ids[2] == ids[3] {
		t.Errorf("a retry has the id of the first attempt, and the next notification another: %v", ids)
	}
	s.see(record.Is(record.Notification), record.With("attempt", "1"), record.With("outcome", "delivered"))
	if got, want := outcomes(s.log.All()), []string{"1 503 retrying", "2 500 retrying", "3 202 delivered", "1 202 delivered"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	s.none()
}

func TestARefusedNotificationIsAViolation(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	h.status = func(n int) int { return []int{0, 404, 202}[n] }
	s.subscribe(h, "/chats/getAllMessages", "created")
	s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", fromMegan("x", "1")).is(201)
	s.see(record.Is(record.Notification), record.With("outcome", "delivered"))
	s.one("change notifications: delivery")
}

// A notification may cross the end of its subscription. Refusing it then is nobody's fault.
func TestANotificationThatCrossedTheEndMayBeRefused(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	asked, ended := make(chan struct{}), make(chan struct{})
	h.status = func(int) int {
		close(asked)
		<-ended
		return http.StatusNotFound
	}
	id := s.subscribe(h, "/chats/getAllMessages", "created")
	s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", fromMegan("x", "1")).is(201)
	<-asked
	s.call(s.app, "DELETE", "/v1.0/subscriptions/"+id, nil).is(204)
	close(ended)
	s.see(record.Is(record.Notification), record.With("outcome", "dropped"))
	s.none()
}

func TestASlowSubscriberIsRetriedAndHoldsUpNoOtherChat(t *testing.T) {
	s := newSite(t, func(c *teams.Config) { c.NotifyTimeout = 200 * time.Millisecond })
	h := newWebhook(t)
	letGo := h.sticksOnce()
	s.subscribe(h, "/chats/getAllMessages", "created")
	chat := s.crossing()
	s.call(s.app, "POST", "/interop/v1/chats/"+chat+"/messages", fromMegan("slow", "1")).is(201)
	h.next()
	other := s.call(s.userToken(chris), "POST", "/v1.0/chats", chatOf("oneOnOne", chris, bo)).is(201)["id"].(string)
	s.call(s.userToken(chris), "POST", "/v1.0/chats/"+other+"/messages", text("quick")).is(201)
	s.see(record.Is(record.Notification), record.From(chris.Address), record.With("outcome", "delivered"))
	s.see(record.Is(record.Notification), record.From(megan.Address), record.With("status", "0"), record.With("outcome", "retrying"))
	letGo()
	s.see(record.Is(record.Notification), record.From(megan.Address), record.With("outcome", "delivered"))
	s.none()
}

func TestAnAttemptIsGivenUpEarlyAndTheNextIsNot(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	letGo := h.sticksOnce()
	s.subscribe(h, "/chats/getAllMessages", "created")
	s.inject(teams.FaultGiveUpEarly, megan.Address, "ms", "20", "times", "1")
	s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", fromMegan("wake up", "1")).is(201)
	s.see(record.Is(record.Notification), record.With("attempt", "1"), record.With("outcome", "retrying"))
	letGo()
	s.see(record.Is(record.Notification), record.With("attempt", "2"), record.With("outcome", "delivered"))
	s.none()
}

func TestNotificationsAreGivenUp(t *testing.T) {
	t.Run("when their time is over", func(t *testing.T) {
		s := newSite(t, func(c *teams.Config) { c.RetryFor = time.Nanosecond })
		h := newWebhook(t)
		h.status = func(int) int { return 500 }
		s.subscribe(h, "/chats/getAllMessages", "created")
		s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", fromMegan("x", "1")).is(201)
		s.see(record.Is(record.Notification), record.With("outcome", "dropped"))
	})
	t.Run("when the subscription ends", func(t *testing.T) {
		s := newSite(t, func(c *teams.Config) { c.RetryFirst = time.Hour })
		h := newWebhook(t)
		h.status = func(int) int { return 500 }
		id := s.subscribe(h, "/chats/getAllMessages", "created")
		s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", fromMegan("x", "1")).is(201)
		s.see(record.Is(record.Notification), record.With("outcome", "retrying"))
		s.call(s.app, "DELETE", "/v1.0/subscriptions/"+id, nil).is(204)
		s.see(record.Is(record.Notification), record.With("outcome", "dropped"))
	})
	t.Run("when the subscriber is gone, and the backend closes", func(t *testing.T) {
		s := newSite(t, func(c *teams.Config) { c.RetryFirst = time.Hour })
		h := newWebhook(t)
		s.subscribe(h, "/chats/getAllMessages", "created")
		h.Close()
		s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", fromMegan("x", "1")).is(201)
		s.see(record.Is(record.Notification), record.With("status", "0"), record.With("outcome", "retrying"))
		s.none()
	})
}

func TestDuplicatesAndDelays(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	s.subscribe(h, "/chats/getAllMessages", "created")
	s.inject(teams.FaultDuplicateNotifications, megan.Address, "times", "1")
	s.inject(teams.FaultDelayNotifications, megan.Address, "ms", "20", "times", "1")
	path := "/interop/v1/chats/" + s.crossing() + "/messages"
	s.call(s.app, "POST", path, fromMegan("one", "1")).is(201)
	s.call(s.app, "POST", path, fromMegan("two", "2")).is(201)
	first, again, second := h.next(), h.next(), h.next()
	if at(first, "value", 0, "id") != at(again, "value", 0, "id") || at(first, "value", 0, "id") == at(second, "value", 0, "id") {
		t.Errorf("%v, %v, %v", first, again, second)
	}
	s.see(record.Is(record.Notification), record.With("attempt", "2"), record.With("outcome", "delivered"))
	if at(second, "value", 0, "resource") == at(first, "value", 0, "resource") {
		t.Error("the second message was not notified")
	}
	s.none()
}

func TestANotificationMayComeAgainLater(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	s.subscribe(h, "/chats/getAllMessages", "created")
	s.inject(teams.FaultDuplicateNotifications, megan.Address, "later", "true", "times", "1")
	path := "/interop/v1/chats/" + s.crossing() + "/messages"
	for _, text := range []string{"one", "two"} {
		s.call(s.app, "POST", path, fromMegan(text, text)).is(201)
	}
	first, second, again := h.next(), h.next(), h.next()
	if at(first, "value", 0, "id") != at(again, "value", 0, "id") || at(first, "value", 0, "id") == at(second, "value", 0, "id") {
		t.Errorf("%v, %v, %v", first, second, again)
	}
	s.none()
}

func TestANotificationMayBeOvertaken(t *testing.T) {
	s := newSite(t)
	one, other := newWebhook(t), newWebhook(t)
	s.subscribe(one, "/chats/getAllMessages", "created")
	s.subscribe(other, "/chats/getAllMessages", "created")
	s.inject(teams.FaultReverseNotifications, megan.Address, "times", "1")
	path := "/interop/v1/chats/" + s.crossing() + "/messages"
	var ids []any
	for _, text := range []string{"one", "two", "three"} {
		ids = append(ids, s.call(s.app, "POST", path, fromMegan(text, text)).is(201)["id"])
	}
	for _, h := range []*webhook{one, other} {
		for _, want := range []any{ids[1], ids[0], ids[2]} {
			if got := at(h.next(), "value", 0, "resourceData", "id"); got != want {
				t.Errorf("the message %v was notified, not %v", got, want)
			}
		}
	}
	s.none()
}

func TestNotificationsOfOneChatKeepTheirOrder(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	s.subscribe(h, "/chats/getAllMessages", "created")
	chat := s.crossing()
	var ids []string
	for i := range 200 {
		ids = append(ids, s.call(s.app, "POST", "/interop/v1/chats/"+chat+"/messages", fromMegan("x", fmt.Sprint(i))).is(201)["id"].(string))
	}
	for i, id := range ids {
		if got := at(h.next(), "value", 0, "resourceData", "id"); got != id {
			t.Fatalf("notification %d is of %v, not of %s", i, got, id)
		}
	}
}

func TestLifecycleNotifications(t *testing.T) {
	s := newSite(t)
	h, life := newWebhook(t), newWebhook(t)
	in := h.subscription("/chats/getAllMessages", "created")
	in["lifecycleNotificationUrl"] = life.URL
	in["expirationDateTime"] = time.Now().Add(72 * time.Hour)
	id := s.call(s.app, "POST", "/v1.0/subscriptions", in).is(201)["id"].(string)
	path := "/interop/v1/chats/" + s.crossing() + "/messages"

	s.inject(teams.FaultRequireReauthorization, "")
	if got := life.next(); at(got, "value", 0, "lifecycleEvent") != "reauthorizationRequired" || at(got, "value", 0, "subscriptionId") != id {
		t.Errorf("%v", got)
	}
	s.call(s.app, "POST", path, fromMegan("held", "1")).is(201)
	if len(h.got) != 0 {
		t.Error("a held notification was delivered")
	}
	s.call(s.app, "POST", "/v1.0/subscriptions/"+id+"/reauthorize", nil).is(204)
	h.next()

	lasting := s.subscribe(h, "/users", "updated")
	s.inject(teams.FaultDropSubscriptions, "")
	if got := life.next(); at(got, "value", 0, "lifecycleEvent") != "subscriptionRemoved" {
		t.Errorf("%v", got)
	}
	s.see(record.Is(record.SubscriptionEnded), record.With("reason", "dropped"))
	s.call(s.app, "GET", "/v1.0/subscriptions/"+id, nil).fails(404, "NotFound")
	s.call(s.app, "GET", "/v1.0/subscriptions/"+lasting, nil).is(200) // whose subscriber could not know
	s.none()
}

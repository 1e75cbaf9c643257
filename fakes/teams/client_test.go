package teams_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// seat is a person at a Teams client.
type seat struct {
	s        *site
	user     directory.User
	token    string
	endpoint string
	events   chan teams.StreamEvent // closed at the end of the stream
}

// signIn signs a person in and reads the stream.
func (s *site) signIn(u directory.User) *seat {
	s.t.Helper()
	at := &seat{s: s, user: u, token: s.userToken(u), events: make(chan teams.StreamEvent, 1000)}
	at.endpoint = s.call(at.token, "POST", "/client/v1/endpoints", nil).is(201)["id"].(string)
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", s.url+"/client/v1/endpoints/"+at.endpoint+"/events", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+at.token)
	res, err := s.http.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	go func() {
		defer close(at.events)
		defer res.Body.Close()
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			var e teams.StreamEvent
			if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
				s.t.Errorf("no event: %v: %s", err, lines.Bytes())
				return
			}
			at.events <- e
		}
	}()
	s.t.Cleanup(func() {
		cancel()
		for range at.events { // until the reader is gone
		}
	})
	at.next("ready")
	return at
}

// next asks that the next event is of a type.
func (a *seat) next(kind string) teams.StreamEvent {
	a.s.t.Helper()
	ctx, cancel := context.WithTimeout(a.s.t.Context(), bound)
	defer cancel()
	for {
		select {
		case e, open := <-a.events:
			if !open {
				a.s.t.Fatalf("the stream of %s ended, and a %s was awaited", a.user.Address, kind)
			}
			if e.Type == "presence" && kind != "presence" {
				continue // presence comes and goes beside what most tests are about
			}
			if e.Type != kind {
				a.s.t.Fatalf("%s saw %+v, and not a %s", a.user.Address, e, kind)
			}
			return e
		case <-ctx.Done():
			a.s.t.Fatalf("%s saw no %s within %s", a.user.Address, kind, bound)
		}
	}
}

// ends asks that the stream ends without another event.
func (a *seat) ends() {
	a.s.t.Helper()
	for e := range a.events {
		if e.Type != "presence" {
			a.s.t.Fatalf("%s saw %+v, and not the end", a.user.Address, e)
		}
	}
}

func (a *seat) signOut() {
	a.s.t.Helper()
	a.s.call(a.token, "DELETE", "/client/v1/endpoints/"+a.endpoint, nil).is(204)
}

func (a *seat) does(what, chat string) {
	a.s.t.Helper()
	in := map[string]any{"what": what}
	if chat != "" {
		in["chatId"] = chat
	}
	a.s.call(a.token, "POST", "/client/v1/endpoints/"+a.endpoint+"/activity", in).is(204)
}

func TestSignInIsActivityOfNoKind(t *testing.T) {
	s := newSite(t)
	activity := func(signedIn bool, endpoints float64, active bool) {
		t.Helper()
		got := s.call(s.app, "GET", "/interop/v1/users/"+alix.ID+"/activity", nil).is(200)
		if got["signedIn"] != signedIn || got["endpoints"] != endpoints || (got["lastActiveDateTime"] != nil) != active {
			t.Errorf("%v", got)
		}
	}
	activity(false, 0, false)
	one, two := s.signIn(alix), s.signIn(alix)
	activity(true, 2, false)
	one.does("typed", "")
	activity(true, 2, true)
	one.signOut()
	one.ends()
	activity(true, 1, true)
	two.signOut()
	two.ends()
	activity(false, 0, true)
	s.call(two.token, "DELETE", "/client/v1/endpoints/"+two.endpoint, nil).fails(404, "NotFound")

	var seen []string
	for _, e := range record.Select(s.log.All(), record.Is(record.Activity, record.TeamsSignedIn, record.TeamsSignedOut)) {
		seen = append(seen, string(e.Kind)+e.Attr("what")+e.Attr("serial")+e.Attr("endpoints"))
	}
	want := []string{
		"teams.signed-in1", "teams.activitysigned-in1", "teams.signed-in2", "teams.activitysigned-in2", "teams.activitytyped3",
		"teams.signed-out1", "teams.activitysigned-out4", "teams.signed-out0", "teams.activitysigned-out5",
	}
	if len(seen) != len(want) {
		t.Fatalf("recorded %q", seen)
	}
	for i := range want {
		if seen[i] != want[i] {
			t.Errorf("event %d is %q, not %q", i, seen[i], want[i])
		}
	}
	s.none()
}

func TestOnlyTheLicensedSignIn(t *testing.T) {
	s := newSite(t)
	s.call(s.userToken(megan), "POST", "/client/v1/endpoints", nil).fails(403, "Forbidden")
}

func TestEndpointsAreTheirOwnersOnly(t *testing.T) {
	s := newSite(t)
	alix, other := s.signIn(alix), s.userToken(chris)
	s.call(other, "GET", "/client/v1/endpoints/"+alix.endpoint+"/events", nil).fails(404, "NotFound")
	s.call(other, "DELETE", "/client/v1/endpoints/"+alix.endpoint, nil).fails(404, "NotFound")
	s.call(alix.token, "GET", "/client/v1/endpoints/"+alix.endpoint+"/events", nil).fails(409, "Conflict")
}

func TestMessagesAreShownAtAllClientsOfAllMembers(t *testing.T) {
	s := newSite(t)
	one, two, bo := s.signIn(alix), s.signIn(alix), s.signIn(bo)
	chat := s.call(one.token, "POST", "/v1.0/chats", chatOf("oneOnOne", alix, bo.user)).is(201)["id"].(string)
	one.does("typed", chat)
	if e := bo.next("typing"); e.From != alix.Address || e.ChatID != chat {
		t.Errorf("%+v", e)
	}
	sent := s.call(one.token, "POST", "/v1.0/chats/"+chat+"/messages", map[string]any{"body": map[string]any{"contentType": "html", "content": "<b>hi</b> &amp; duet-0123456789ab"}}).is(201)
	for _, at := range []*seat{one, two, bo} {
		e := at.next("message")
		want := teams.StreamEvent{
			Type: "message", ChatID: chat, ChatType: "oneOnOne", MessageID: sent["id"].(string), From: alix.Address, FromName: alix.DisplayName,
			Text: "<b>hi</b> &amp; duet-0123456789ab", ContentType: "html", Own: at != bo,
		}
		if e.Text != want.Text || e.Own != want.Own || e.MessageID != want.MessageID || e.From != want.From || e.FromName != want.FromName || e.ContentType != "html" || e.ChatType != "oneOnOne" {
			t.Errorf("%s saw %+v, not %+v", at.user.Address, e, want)
		}
	}
	e := s.see(record.Is(record.MessagePosted))
	if e.From != alix.Address || e.To != bo.user.Address || e.Token != "duet-0123456789ab" || e.Party != "alix@contoso.test/teams" || e.Attr("plane") != "graph" {
		t.Errorf("recorded as %+v", e)
	}
	if got := s.see(record.Is(record.Activity), record.With("what", "sent")); got.From != alix.Address {
		t.Errorf("recorded as %+v", got)
	}
	s.none()
}

package teams_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// chatOf is the body that creates a chat, as the SDKs write it.
func chatOf(kind string, members ...directory.User) map[string]any {
	var list []any
	for _, u := range members {
		list = append(list, map[string]any{
			"@odata.type": "#microsoft.graph.aadUserConversationMember", "roles": []string{"owner"},
			"user@odata.bind": "https://graph.microsoft.com/v1.0/users('" + u.ID + "')",
		})
	}
	return map[string]any{"@odata.type": "#microsoft.graph.chat", "chatType": kind, "members": list}
}

func TestThePairHasOneChat(t *testing.T) {
	s := newSite(t)
	me := s.userToken(alix)
	first := s.call(me, "POST", "/v1.0/chats", chatOf("oneOnOne", alix, megan)).is(201)["id"].(string)
	for _, again := range []string{
		s.call(me, "POST", "/v1.0/chats", chatOf("oneOnOne", megan, alix)).is(201)["id"].(string),
		s.call(s.app, "PUT", "/interop/v1/chats/"+alix.ID+"/sip:megan@contoso.test", nil).is(200)["id"].(string),
		s.call(s.app, "PUT", "/interop/v1/chats/alix@contoso.test/SIP:Megan%40Contoso.test", nil).is(200)["id"].(string),
	} {
		if again != first {
			t.Errorf("a second chat %s beside %s", again, first)
		}
	}
	s.call(s.app, "PUT", "/interop/v1/chats/"+chris.ID+"/sip:megan@contoso.test", nil).is(201)
	if n := len(record.Select(s.log.All(), record.Is(record.ChatCreated))); n != 2 {
		t.Errorf("%d chats were made", n)
	}
	if e := s.see(record.Is(record.ChatCreated)); e.From != alix.Address || e.To != megan.Address || e.Attr("type") != "oneOnOne" {
		t.Errorf("recorded as %+v", e)
	}
	s.none()
}

func TestAnSfBPeerIsAnSfBMember(t *testing.T) {
	s := newSite(t)
	got := s.call(s.app, "GET", "/v1.0/chats/"+s.crossing()+"/members", nil).is(200)
	for i := range 2 {
		want := "#microsoft.graph.aadUserConversationMember"
		if at(got, "value", i, "userId") == megan.ID {
			want = "#microsoft.graph.skypeForBusinessUserConversationMember"
		}
		if at(got, "value", i, "@odata.type") != want {
			t.Errorf("%v", got)
		}
	}
	chat := s.call(s.userToken(alix), "GET", "/v1.0/me/chats?$expand=members", nil).is(200)
	if at(chat, "value", 0, "members", 1, "userId") == nil {
		t.Errorf("no members: %v", chat)
	}
	s.none()
}

func TestWhoMayChat(t *testing.T) {
	s := newSite(t)
	me := s.userToken(alix)
	for name, c := range map[string]struct {
		body   map[string]any
		status int
		code   string
	}{
		"not a member":     {chatOf("oneOnOne", bo, chris), 403, "Forbidden"},
		"with oneself":     {chatOf("oneOnOne", alix, alix), 400, "BadRequest"},
		"three of two":     {chatOf("oneOnOne", alix, bo, chris), 400, "BadRequest"},
		"nobody":           {chatOf("oneOnOne", alix, directory.User{ID: "nobody"}), 404, "Request_ResourceNotFound"},
		"a group of two":   {chatOf("group", alix, bo), 400, "BadRequest"},
		"a group with SfB": {chatOf("group", alix, bo, megan), 201, ""},
		"a group":          {chatOf("group", bo, chris, alix), 201, ""},
		"no kind":          {chatOf("meeting", bo, chris, alix), 400, "BadRequest"},
	} {
		got := s.call(me, "POST", "/v1.0/chats", c.body)
		if got.status != c.status {
			t.Errorf("%s: %d expected, not %d %s", name, c.status, got.status, got.body)
		} else if c.code != "" {
			got.fails(c.status, c.code)
		}
	}
	// Teams only, and the other SfB only: nothing to cross by.
	s.call(s.userToken(bo), "POST", "/v1.0/chats", chatOf("oneOnOne", bo, megan)).fails(400, "BadRequest")
	s.call(s.userToken(megan), "POST", "/v1.0/chats", chatOf("oneOnOne", megan, alix)).fails(403, "Forbidden")
	crossing := s.crossing()
	s.call(s.userToken(bo), "GET", "/v1.0/chats/"+crossing, nil).fails(403, "Forbidden")
	s.call(s.userToken(megan), "POST", "/v1.0/chats/"+crossing+"/messages", text("hi")).fails(403, "Forbidden")
	s.call(s.app, "GET", "/v1.0/chats/19:nothing@thread.v2", nil).fails(404, "NotFound")
	s.call(me, "GET", "/v1.0/users/"+bo.ID+"/chats", nil).fails(403, "Forbidden")
}

func TestMessagesComeNewestFirst(t *testing.T) {
	s := newSite(t)
	me, chat := s.userToken(alix), s.crossing()
	var ids []string
	for i := range 5 {
		ids = append(ids, s.call(me, "POST", "/v1.0/chats/"+chat+"/messages", text(fmt.Sprintf("message %d", i))).is(201)["id"].(string))
	}
	for _, path := range []string{"/v1.0/chats/" + chat + "/messages?$top=2", "/v1.0/users/" + alix.ID + "/chats/getAllMessages?$top=2&model=A", "/v1.0/users/" + alix.ID + "/chats/getAllMessages()?$top=2"} {
		n, pages := len(ids), 0
		for ; path != ""; pages++ {
			got := s.call(s.app, "GET", path, nil).is(200)
			for _, m := range got["value"].([]any) {
				if n--; at(m, "id") != ids[n] {
					t.Fatalf("message %d is %v, not %s", n, m, ids[n])
				}
			}
			next, _ := got["@odata.nextLink"].(string)
			path = strings.TrimPrefix(next, s.url)
		}
		if n != 0 || pages != 3 {
			t.Errorf("%d messages left after %d pages", n, pages)
		}
	}
	m := s.call(s.app, "GET", "/v1.0/chats/"+chat+"/messages/"+ids[2], nil).is(200)
	if at(m, "from", "user", "id") != alix.ID || at(m, "from", "user", "userIdentityType") != "aadUser" || at(m, "body", "contentType") != "text" {
		t.Errorf("%v", m)
	}
	since := url.QueryEscape("lastModifiedDateTime gt 2017-01-01T00:00:00Z and lastModifiedDateTime lt 2018-01-01T00:00:00Z")
	if got := s.call(s.app, "GET", "/v1.0/users/"+alix.ID+"/chats/getAllMessages?$filter="+since, nil).is(200); len(got["value"].([]any)) != 0 {
		t.Errorf("%v", got)
	}
	s.call(s.app, "GET", "/v1.0/chats/"+chat+"/messages/1", nil).fails(404, "NotFound")
	s.none()
}

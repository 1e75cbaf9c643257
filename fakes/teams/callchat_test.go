package teams_test

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

// What happens to a call is a message of the system in its chat, by nobody.
func TestCallsAreToldInTheirChat(t *testing.T) {
	s := newSite(t)
	alix := s.signIn(alix)
	s.signIn(bo)
	placed := func(meeting bool, targets ...string) string {
		return s.call(alix.token, "POST", "/client/v1/calls", map[string]any{
			"targets": targets, "modalities": []string{"audio"}, "meeting": meeting,
		}).is(201)["id"].(string)
	}
	for _, c := range []struct {
		kind, event string
		begin       func()
	}{
		{"oneOnOne", "callStarted", func() { placed(false, megan.Address) }},
		{"group", "callStarted", func() { placed(false, bo.Address, megan.Address) }},
		{"meeting", "callStarted", func() { placed(true, bo.Address) }},
		{"group", "membersAdded", func() {
			id := placed(false, bo.Address)
			s.call(alix.token, "POST", "/client/v1/calls/"+id+"/participants", map[string]any{"targets": []string{megan.Address}}).is(204)
		}},
	} {
		mark := s.log.Len()
		c.begin()
		posts := record.Select(s.log.From(mark), record.Is(record.MessagePosted))
		chat := posts[len(posts)-1].Attr("chat")
		if kind := s.call(alix.token, "GET", "/v1.0/chats/"+chat, nil).is(200)["chatType"]; kind != c.kind {
			t.Errorf("the chat is %v, not %s", kind, c.kind)
		}
		m := s.call(alix.token, "GET", "/v1.0/chats/"+chat+"/messages", nil).is(200)["value"].([]any)[0].(map[string]any)
		event := m["eventDetail"].(map[string]any)["@odata.type"]
		if m["messageType"] != "systemEventMessage" || m["from"] != nil || event != "#microsoft.graph."+c.event+"EventMessageDetail" {
			t.Errorf("the chat says %v by %v of %v, not %s", m["messageType"], m["from"], event, c.event)
		}
	}
	id := placed(false, bo.Address)
	s.call(alix.token, "POST", "/client/v1/calls/"+id+"/participants", map[string]any{"targets": []string{"nobody@contoso.test"}}).fails(404, "Request_ResourceNotFound")
	s.call(alix.token, "POST", "/client/v1/calls/none/participants", map[string]any{"targets": []string{bo.Address}}).fails(404, "NotFound")
	s.none()
}

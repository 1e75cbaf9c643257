package teams

import (
	"slices"

	"github.com/duet-conformance/duet/fakes/record"
)

// called are the people whom a call is for.
func (x *exchange) called(keys []string) ([]*user, *answer) {
	var found []*user
	for _, key := range keys {
		u := x.b.people.find(key)
		if u == nil {
			a := noSuchUser(key)
			return nil, &a
		}
		found = append(found, u)
	}
	return found, nil
}

// addToCall is POST /client/v1/calls/{id}/participants: somebody who is in it calls more people into it.
func (x *exchange) addToCall() answer {
	c := x.b.calls[x.params["call"]]
	if c == nil || !c.has(x.grant.user) {
		return notFound("call", x.params["call"])
	}
	var in struct {
		Targets []string `json:"targets"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	added, bad := x.called(in.Targets)
	if bad != nil {
		return *bad
	}
	x.about(c.caller.Address, added[0].Address)
	c.targets = append(c.targets, added...)
	x.recordCall(record.CallPlaced, c)
	c.show("ringing", added)
	if c.chat == nil || c.chat.kind == oneOnOne {
		// What was between two becomes a chat of its own.
		c.chat = x.b.group("", append([]*user{c.caller}, c.targets...), x.party)
	} else {
		for _, u := range added {
			if !slices.Contains(c.chat.members, u) {
				c.chat.members = append(c.chat.members, u)
				u.chats = append(u.chats, c.chat)
			}
		}
	}
	x.tellChat(c, "membersAdded", added)
	return noContent()
}

// callChat is the chat that a call belongs to: the one of the two, a new one of several, or that of the meeting. Nil when the
// two can have none.
func (x *exchange) callChat(c *phoneCall) *chat {
	members := append([]*user{c.caller}, c.targets...)
	switch {
	case c.meeting:
		return x.b.thread(meeting, "", members, x.party)
	case len(members) > 2:
		return x.b.group("", members, x.party)
	case members[0] == members[1], !members[1].Teams && !(members[0].SfB && members[1].SfB):
		return nil
	}
	pair, _ := x.b.pair(members[0], members[1], x.party)
	return pair
}

// tellChat writes into a call's chat what happened to it, as Teams does: a message of the system, by nobody.
func (x *exchange) tellChat(c *phoneCall, what string, members []*user) {
	if c.chat == nil {
		return
	}
	kind := "call"
	switch {
	case c.meeting:
		kind = "meeting"
	case slices.Contains(c.modalities, "videoBasedScreenSharing"):
		kind = "screenShare"
	}
	event := map[string]any{
		"@odata.type": "#microsoft.graph." + what + "EventMessageDetail",
		"initiator":   map[string]any{"user": map[string]any{"id": c.caller.ID}},
	}
	if members == nil {
		event["callId"], event["callEventType"] = c.id, kind
	} else {
		var ids []any
		for _, u := range members {
			ids = append(ids, map[string]any{"id": u.ID})
		}
		event["members"] = ids
	}
	x.post(c.chat, &message{from: c.caller, contentType: "html", content: "<systemEventMessage/>", event: event}, "")
}

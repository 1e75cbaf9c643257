package teams

import (
	"strings"

	"github.com/duet-conformance/duet/fakes/record"
)

// putInteropChat is PUT /interop/v1/chats/{teamsUserId}/{sipUri}: the one chat of a Teams user and an SfB user.
func (x *exchange) putInteropChat() answer {
	u, bad := x.subject()
	if bad != nil {
		return *bad
	}
	peer := x.b.people.sip(x.params["sipUri"])
	switch {
	case peer == nil:
		return noSuchUser(x.params["sipUri"])
	case peer == u:
		return badRequest("A chat has two members, not %s twice.", u.Address)
	case !u.Teams:
		return forbidden("%s is not licensed for Teams.", u.Address).
			breaking("contract: interop chats", "a chat in Teams was asked for %s, who is not licensed for Teams", u.Address)
	case !u.SfB:
		return forbidden("%s is not enabled for Skype for Business.", u.Address).
			breaking("contract: interop chats", "an interop chat was asked for %s, who is not enabled for SfB", u.Address)
	case !peer.SfB:
		return forbidden("%s is not enabled for Skype for Business.", peer.Address).
			breaking("contract: interop chats", "an interop chat was asked for with %s, who is not enabled for SfB", peer.Address)
	}
	x.about(u.Address, peer.Address)
	c, isNew := x.b.pair(u, peer, x.party)
	shown := c.resource(x.b.cfg.Tenant)
	if isNew {
		return created(shown)
	}
	return ok(shown)
}

// interopChat is the chat that the path names, if messages may cross to and from it.
func (x *exchange) interopChat() (*chat, *answer) {
	c, bad := x.chatOf()
	if bad != nil {
		return nil, bad
	}
	if c.kind != oneOnOne {
		a := forbidden("Only chats of two people cross to Skype for Business.").
			breaking("contract: interop messages", "%s %s: the chat is a group, and no group crosses", x.r.Method, x.r.URL.Path)
		return nil, &a
	}
	return c, nil
}

// postInteropMessage is POST /interop/v1/chats/{id}/messages: what an SfB user sent arrives in Teams.
func (x *exchange) postInteropMessage() answer {
	var in struct {
		From struct {
			SIPURI      string `json:"sipUri"`
			DisplayName string `json:"displayName"`
		} `json:"from"`
		Body struct {
			Content string `json:"content"`
		} `json:"body"`
		SenderMessageID string `json:"senderMessageId"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	c, bad := x.interopChat()
	if bad != nil {
		return *bad
	}
	from := x.b.people.sip(in.From.SIPURI)
	if from == nil || from != c.members[0] && from != c.members[1] {
		return forbidden("%s is not a member of the chat.", in.From.SIPURI).
			breaking("contract: interop messages", "a message from %s was put into a chat in which they are not", strings.ToLower(in.From.SIPURI))
	}
	to := c.other(from)
	x.about(from.Address, to.Address)
	switch {
	case !from.SfB:
		return forbidden("%s is not enabled for Skype for Business.", from.Address).
			breaking("contract: interop messages", "a message was put into Teams as from SfB by %s, who is not enabled for SfB", from.Address)
	case !to.Teams:
		return forbidden("%s is not licensed for Teams.", to.Address).
			breaking("contract: interop messages", "a message to %s was put into Teams, where they are not licensed", to.Address)
	}
	if seen := c.bySender[senderKey{from, in.SenderMessageID}]; seen != nil {
		a := ok(seen.resource(x.b.cfg.Tenant))
		if seen.content != in.Body.Content {
			a = a.breaking("contract: senderMessageId", "the senderMessageId %q of %s was used again for another text, which is lost by that", in.SenderMessageID, from.Address)
		}
		return a
	}
	m := &message{from: from, viaInterop: true, name: in.From.DisplayName, contentType: "text", content: in.Body.Content}
	c.bySender[senderKey{from, in.SenderMessageID}] = x.post(c, m, in.SenderMessageID)
	return created(m.resource(x.b.cfg.Tenant))
}

// failMessage is POST /interop/v1/chats/{id}/messages/{id}/failure. Telling a failure again changes nothing, so that the IUT
// may repeat a request whose answer was lost.
func (x *exchange) failMessage() answer {
	var in struct {
		Code   string `json:"code"`
		Reason string `json:"reason"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	c, bad := x.interopChat()
	if bad != nil {
		return *bad
	}
	m, bad := x.messageOf(c)
	if bad != nil {
		return *bad
	}
	to := c.other(m.from)
	x.about(m.from.Address, to.Address)
	switch {
	case m.viaInterop:
		return badRequest("The message came from Skype for Business.").
			breaking("contract: failures", "a message of %s, which came from SfB, was said not to have reached SfB", m.from.Address)
	case m.failed:
		return noContent()
	}
	m.failed = true
	x.b.log.Append(record.Event{
		Kind: record.MessageFailed, Party: x.party, From: m.from.Address, To: to.Address, Token: x.token, Text: in.Reason,
		Attrs: map[string]string{"chat": c.id, "message": m.id, "code": in.Code},
	})
	m.from.push(StreamEvent{
		Type: "failure", ChatID: c.id, ChatType: c.kind, MessageID: m.id, From: to.Address, FromName: to.DisplayName,
		Text: m.content, ContentType: m.contentType, Code: in.Code, Reason: in.Reason,
	})
	return noContent()
}

package teams

import (
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// post adds a message to its chat, shows it at all members' Teams clients, and notifies subscribers. The caller fills in
// from, content type, content and the like.
func (x *exchange) post(c *chat, m *message, senderID string) *message {
	b := x.b
	m.id, m.chat, m.created = b.chats.newMessageID(), c, time.Now().UTC().Truncate(time.Millisecond)
	if m.name == "" {
		m.name = m.from.DisplayName
	}
	if m.importance == "" {
		m.importance = "normal"
	}
	c.messages = append(c.messages, m)
	c.updated = m.created
	token := record.TokenIn(m.content)
	posted := record.Event{
		Kind: record.MessagePosted, Party: x.party, From: m.from.Address, Token: token, Text: m.content,
		Attrs: map[string]string{"chat": c.id, "message": m.id, "plane": x.op.plane, "content-type": m.contentType},
	}
	if to := c.other(m.from); to != nil {
		posted.To = to.Address
	}
	if senderID != "" {
		posted.Attrs["sender-id"] = senderID
	}
	b.log.Append(posted)
	for _, u := range c.members {
		if m.event != nil {
			break // clients draw what happened themselves
		}
		u.push(StreamEvent{
			Type: "message", ChatID: c.id, ChatType: c.kind, MessageID: m.id, From: m.from.Address, FromName: m.name,
			Text: m.content, ContentType: m.contentType, Own: u == m.from,
		})
	}
	name := "chats('" + c.id + "')/messages('" + m.id + "')"
	b.changed(change{
		kind: watchMessages, what: "created", lane: c.id, chat: c, from: m.from.Address, to: posted.To, token: token,
		resource: name, odataType: "#Microsoft.Graph.chatMessage", odataID: name, id: m.id, full: m.resource(b.cfg.Tenant),
	})
	return m
}

// postMessage is POST /chats/{id}/messages: a person writes. Writing counts as activity.
func (x *exchange) postMessage() answer {
	c, bad := x.chatOf()
	if bad != nil {
		return *bad
	}
	var in struct {
		Body struct {
			ContentType string `json:"contentType"`
			Content     string `json:"content"`
		} `json:"body"`
		Importance string `json:"importance"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	me := x.grant.user
	if !me.Teams {
		return forbidden("The caller is not licensed for Teams.")
	}
	if in.Body.ContentType == "" {
		in.Body.ContentType = "text"
	}
	x.b.active(me, "sent", x.party)
	m := x.post(c, &message{from: me, contentType: in.Body.ContentType, content: in.Body.Content, importance: in.Importance}, "")
	return created(x.withContext(m.resource(x.b.cfg.Tenant), "chats('"+c.id+"')/messages"))
}

// messageOf is the message that the path names.
func (x *exchange) messageOf(c *chat) (*message, *answer) {
	// Ids are numbers of one length that grow, so the messages are in their order.
	i, found := slices.BinarySearchFunc(c.messages, x.params["message"], func(m *message, id string) int { return strings.Compare(m.id, id) })
	if found {
		m := c.messages[i]
		x.token = record.TokenIn(m.content)
		return m, nil
	}
	a := notFound("message", x.params["message"])
	return nil, &a
}

// getMessage is GET /chats/{id}/messages/{id}.
func (x *exchange) getMessage() answer {
	c, bad := x.chatOf()
	if bad != nil {
		return *bad
	}
	m, bad := x.messageOf(c)
	if bad != nil {
		return *bad
	}
	return ok(x.withContext(m.resource(x.b.cfg.Tenant), "chats('"+c.id+"')/messages"))
}

// listMessages is GET /chats/{id}/messages.
func (x *exchange) listMessages() answer {
	c, bad := x.chatOf()
	if bad != nil {
		return *bad
	}
	return x.pageMessages("chats('"+c.id+"')/messages", c.messages)
}

// allMessages is GET /users/{id}/chats/getAllMessages.
func (x *exchange) allMessages() answer {
	u, bad := x.subject()
	if bad != nil {
		return *bad
	}
	var all []*message
	for _, c := range u.chats {
		all = append(all, c.messages...)
	}
	slices.SortStableFunc(all, func(a, b *message) int { return a.created.Compare(b.created) })
	return x.pageMessages("Collection(chatMessage)", all)
}

// pageMessages answers messages, given oldest first, with the newest first.
func (x *exchange) pageMessages(context string, messages []*message) answer {
	var f filter
	if text := x.r.URL.Query().Get("$filter"); text != "" {
		var err error
		if f, err = parseFilter(text); err == nil {
			_, err = f.holds(scope{on: &message{}})
		}
		if err != nil {
			return x.badQuery(err)
		}
	}
	var items []any
	for _, m := range slices.Backward(messages) {
		if f != nil {
			hit, err := f.holds(scope{on: m})
			if err != nil {
				return x.badQuery(err)
			}
			if !hit {
				continue
			}
		}
		items = append(items, m)
	}
	return x.page(context, items, 20, func(item any) any { return item.(*message).resource(x.b.cfg.Tenant) })
}

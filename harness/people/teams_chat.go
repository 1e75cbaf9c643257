package people

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Type types somewhere in Teams, which counts as activity, and waits until the IUT was told (bound: Told).
func (c *TeamsClient) Type(ctx context.Context) {
	c.act(ctx, "typed", nil)
}

// Open opens the chat with a person, which counts as activity, and waits until the IUT was told (bound: Told).
func (c *TeamsClient) Open(ctx context.Context, with *Person) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	chat, err := session.chatWith(ctx, with)
	s.stop(err)
	c.act(ctx, "opened", map[string]string{"chatId": chat})
}

func (c *TeamsClient) act(ctx context.Context, what string, more map[string]string) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	mark := s.Log.Len()
	c.say(record.Event{Kind: record.Acted, From: c.person.Address(), Attrs: map[string]string{"what": what}})
	body := map[string]string{"what": what}
	for key, value := range more {
		body[key] = value
	}
	_, err = session.do(ctx, http.MethodPost, "/client/v1/endpoints/"+url.PathEscape(session.endpoint)+"/activity", body, nil)
	s.stop(err)
	s.stop(c.activityTold(ctx, mark, what))
}

// Send writes to a person, in the one chat with them, and waits until the message is stored (bound: Delivery) and the IUT
// was told of the activity (bound: Told).
func (c *TeamsClient) Send(ctx context.Context, to *Person, text string) *IM {
	im := newIM(c.person, c.Name(), text)
	im.To = to
	c.write(ctx, im)
	return im
}

// SendHTML is [TeamsClient.Send] of HTML. The token is added as a paragraph of its own.
func (c *TeamsClient) SendHTML(ctx context.Context, to *Person, html string) *IM {
	im := newIM(c.person, c.Name(), html)
	im.To, im.ContentType, im.Content = to, "html", html+"<p>"+im.Token+"</p>"
	c.write(ctx, im)
	return im
}

// Group is a group chat in Teams.
type Group struct {
	// ChatID is its id.
	ChatID string
	// Members are all members, who made it first.
	Members []*Person
}

// Group makes a group chat of the person and the members (bound: Delivery).
func (c *TeamsClient) Group(ctx context.Context, members ...*Person) *Group {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	g := &Group{Members: append([]*Person{c.person}, members...)}
	g.ChatID, err = session.makeChat(ctx, "group", g.Members)
	s.stop(err)
	return g
}

// SendGroup writes into a group chat that the person is a member of. Else it is as [TeamsClient.Send].
func (c *TeamsClient) SendGroup(ctx context.Context, to *Group, text string) *IM {
	im := newIM(c.person, c.Name(), text)
	im.Group = to
	c.write(ctx, im)
	return im
}

// write posts an IM. What the backend refuses is recorded as refused, and no trouble: who may be written to is for the
// purpose to judge.
func (c *TeamsClient) write(ctx context.Context, im *IM) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	if im.Group != nil {
		im.Conversation = im.Group.ChatID
	} else {
		im.Conversation, err = session.chatWith(ctx, im.To)
		s.stop(err)
	}
	im.Mark = s.Log.Len()
	im.SentAt = time.Now()
	c.say(im.event(record.IMSent, "chat"))
	c.say(record.Event{Kind: record.Acted, From: c.person.Address(), Attrs: map[string]string{"what": "sent"}})
	var stored struct {
		ID string `json:"id"`
	}
	message := map[string]any{"body": map[string]string{"contentType": im.ContentType, "content": im.Content}}
	im.Status, err = session.do(ctx, http.MethodPost, "/v1.0/chats/"+url.PathEscape(im.Conversation)+"/messages", message, &stored)
	im.ToldAt = time.Now()
	s.stop(err)
	told := im.event(record.IMAccepted, "chat")
	told.Attrs["message"] = stored.ID
	c.say(told)
	s.stop(c.activityTold(ctx, im.Mark, "sent"))
}

// chatWith is the id of the one chat with a person, made if it is new.
func (s *teamsSession) chatWith(ctx context.Context, with *Person) (string, error) {
	me := s.client.person
	me.mu.Lock()
	chat, known := me.chats[with.Address()]
	me.mu.Unlock()
	if known {
		return chat, nil
	}
	chat, err := s.makeChat(ctx, "oneOnOne", []*Person{me, with})
	if err != nil {
		return "", err
	}
	me.mu.Lock()
	defer me.mu.Unlock()
	me.chats[with.Address()] = chat
	return chat, nil
}

// makeChat is Graph's POST /chats: for two people it returns the chat that they have, if they have one.
func (s *teamsSession) makeChat(ctx context.Context, kind string, members []*Person) (string, error) {
	type member struct {
		Type  string   `json:"@odata.type"`
		Roles []string `json:"roles"`
		User  string   `json:"user@odata.bind"`
	}
	body := struct {
		ChatType string   `json:"chatType"`
		Members  []member `json:"members"`
	}{ChatType: kind}
	for _, p := range members {
		body.Members = append(body.Members, member{
			Type: "#microsoft.graph.aadUserConversationMember", Roles: []string{"owner"},
			User: "https://graph.microsoft.com/v1.0/users('" + p.User.ID + "')",
		})
	}
	var chat struct {
		ID string `json:"id"`
	}
	_, err := s.do(ctx, http.MethodPost, "/v1.0/chats", body, &chat)
	return chat.ID, err
}

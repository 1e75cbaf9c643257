package teams

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/google/uuid"
)

// The chat types.
const (
	oneOnOne = "oneOnOne"
	group    = "group"
	meeting  = "meeting"
)

// stamp is how Graph writes times of chats and messages.
const stamp = "2006-01-02T15:04:05.000Z"

// chat is a chat of two people or more.
type chat struct {
	id, kind, topic  string
	members          []*user // a oneOnOne chat has two, in the order of their ids
	created, updated time.Time
	messages         []*message // oldest first
	bySender         map[senderKey]*message
}

// senderKey names a message at its sender's side, on the interop plane.
type senderKey struct {
	from *user
	id   string
}

// other is the other member of a oneOnOne chat, or nil.
func (c *chat) other(u *user) *user {
	if c.kind != oneOnOne {
		return nil
	}
	if c.members[0] == u {
		return c.members[1]
	}
	return c.members[0]
}

// chats are all chats.
type chats struct {
	byID   map[string]*chat
	lastID int64 // of a message
}

func newChats() *chats { return &chats{byID: map[string]*chat{}} }

// pairID is the id of the one chat of two people. Graph's samples show the form, not the order of the ids.
func pairID(a, b *user) string {
	one, two := strings.ToLower(a.ID), strings.ToLower(b.ID)
	if one > two {
		one, two = two, one
	}
	return "19:" + one + "_" + two + "@unq.gbl.spaces"
}

// pair returns the one chat of two people, made if there is none yet. party is who asked for it.
func (b *Backend) pair(one, two *user, party string) (c *chat, isNew bool) {
	id := pairID(one, two)
	if c := b.chats.byID[id]; c != nil {
		return c, false
	}
	members := []*user{one, two}
	slices.SortFunc(members, func(a, b *user) int { return strings.Compare(a.ID, b.ID) })
	return b.addChat(&chat{id: id, kind: oneOnOne, members: members}, one, two, party), true
}

// group makes a new group chat.
func (b *Backend) group(topic string, members []*user, party string) *chat {
	return b.thread(group, topic, members, party)
}

// thread makes a new chat of a kind that may have any number of members.
func (b *Backend) thread(kind, topic string, members []*user, party string) *chat {
	id := "19:" + strings.ReplaceAll(uuid.NewString(), "-", "") + "@thread.v2"
	return b.addChat(&chat{id: id, kind: kind, topic: topic, members: members}, members[0], nil, party)
}

func (b *Backend) addChat(c *chat, from, to *user, party string) *chat {
	c.created = time.Now().UTC()
	c.updated = c.created
	c.bySender = map[senderKey]*message{}
	b.chats.byID[c.id] = c
	e := record.Event{Kind: record.ChatCreated, Party: party, From: from.Address, Attrs: map[string]string{"chat": c.id, "type": c.kind}}
	if to != nil {
		e.To = to.Address
	}
	for _, u := range c.members {
		u.chats = append(u.chats, c)
	}
	b.log.Append(e)
	return c
}

// message is one message of a chat.
type message struct {
	id          string
	chat        *chat
	from        *user
	viaInterop  bool
	name        string // the sender's name as it was given, or the directory's
	contentType string
	content     string
	importance  string
	created     time.Time
	failed      bool
	// event is what a message of the system tells of; nil for what somebody wrote. Then from is who caused it.
	event map[string]any
}

// newMessageID is a time in milliseconds, as Graph's are, and larger than all before it.
func (c *chats) newMessageID() string {
	c.lastID = max(time.Now().UnixMilli(), c.lastID+1)
	return strconv.FormatInt(c.lastID, 10)
}

// property serves $filter.
func (m *message) property(name string) (any, bool) {
	switch name {
	case "createdDateTime", "lastModifiedDateTime":
		return m.created, true
	}
	return nil, false
}

// resource is Graph's chatMessage.
func (m *message) resource(tenant string) map[string]any {
	identity := "aadUser"
	if m.viaInterop {
		identity = "onPremiseAadUser"
	}
	at := m.created.Format(stamp)
	shown := map[string]any{
		"id": m.id, "etag": m.id, "messageType": "message", "createdDateTime": at, "lastModifiedDateTime": at,
		"lastEditedDateTime": nil, "deletedDateTime": nil, "replyToId": nil, "subject": nil, "summary": nil,
		"chatId": m.chat.id, "importance": m.importance, "locale": "en-us", "webUrl": nil, "channelIdentity": nil,
		"policyViolation": nil, "eventDetail": nil, "attachments": []any{}, "mentions": []any{}, "reactions": []any{},
		"from": map[string]any{
			"application": nil, "device": nil,
			"user": map[string]any{
				"@odata.type": "#microsoft.graph.teamworkUserIdentity", "id": m.from.ID, "displayName": m.name,
				"userIdentityType": identity, "tenantId": tenant,
			},
		},
		"body": map[string]any{"contentType": m.contentType, "content": m.content},
	}
	if m.event != nil {
		shown["messageType"], shown["from"], shown["eventDetail"] = "systemEventMessage", nil, m.event
	}
	return shown
}

// resource is Graph's chat.
func (c *chat) resource(tenant string) map[string]any {
	shown := map[string]any{
		"id": c.id, "chatType": c.kind, "topic": nil, "tenantId": tenant, "webUrl": "https://teams.microsoft.com/l/chat/" + c.id + "/0",
		"createdDateTime": c.created.Format(stamp), "lastUpdatedDateTime": c.updated.Format(stamp),
	}
	if c.topic != "" {
		shown["topic"] = c.topic
	}
	return shown
}

// memberResources are the chat's members. One who is not licensed for Teams is there as an SfB user.
func (c *chat) memberResources(tenant string) []any {
	all := make([]any, 0, len(c.members))
	for _, u := range c.members {
		kind := "#microsoft.graph.aadUserConversationMember"
		if !u.Teams {
			kind = "#microsoft.graph.skypeForBusinessUserConversationMember"
		}
		shown := map[string]any{
			"@odata.type": kind, "id": base64.StdEncoding.EncodeToString([]byte(c.id + "##" + u.ID)),
			"userId": u.ID, "tenantId": tenant, "displayName": u.DisplayName, "roles": []string{"owner"},
			"visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
		}
		if u.Teams {
			shown["email"] = u.Address
		}
		all = append(all, shown)
	}
	return all
}

package teams

import (
	"cmp"
	"slices"
	"strings"
)

// chatOf is the chat that the path names, if the token's holder may see it: an application all, a user their own.
func (x *exchange) chatOf() (*chat, *answer) {
	c := x.b.chats.byID[x.params["chat"]]
	if c == nil {
		a := notFound("chat", x.params["chat"])
		return nil, &a
	}
	x.aboutChat(c)
	if u := x.grant.user; u != nil && !slices.Contains(c.members, u) {
		a := forbidden("The caller is not a member of the chat.")
		return nil, &a
	}
	return c, nil
}

// createChat is POST /chats.
func (x *exchange) createChat() answer {
	var in struct {
		ChatType string `json:"chatType"`
		Topic    string `json:"topic"`
		Members  []struct {
			Bind string `json:"user@odata.bind"`
		} `json:"members"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	var members []*user
	for _, m := range in.Members {
		key := boundUser(m.Bind)
		u := x.b.people.find(key)
		switch {
		case u == nil:
			return noSuchUser(key)
		case slices.Contains(members, u):
			return badRequest("Duplicate chat members is specified in the request body.")
		}
		members = append(members, u)
	}
	if me := x.grant.user; me != nil {
		switch {
		case !slices.Contains(members, me):
			return forbidden("The caller must be one of the members specified in the request body.")
		case !me.Teams:
			return forbidden("The caller is not licensed for Teams.")
		}
	}
	if in.ChatType == oneOnOne {
		return x.createPair(members)
	}
	// A member who is not licensed for Teams is no reason to refuse a group: that what is said there reaches nobody in SfB is
	// for the IUT to see to.
	if len(members) < 3 {
		return badRequest("A group chat has at least three members.")
	}
	if me := x.grant.user; me != nil { // who makes it comes first
		slices.SortStableFunc(members, func(a, b *user) int { return cmp.Compare(rank(a, me), rank(b, me)) })
	}
	x.about(members[0].Address, "")
	return created(x.withContext(x.b.group(in.Topic, members, x.party).resource(x.b.cfg.Tenant), "chats"))
}

func rank(u, first *user) int {
	if u == first {
		return 0
	}
	return 1
}

func (x *exchange) createPair(members []*user) answer {
	if len(members) != 2 {
		return badRequest("A oneOnOne chat has exactly two members.")
	}
	from, to := members[0], members[1]
	if x.grant.user == to {
		from, to = to, from
	}
	x.about(from.Address, to.Address)
	if !from.Teams && !to.Teams {
		return badRequest("No member of the chat is licensed for Teams.")
	}
	if (!from.Teams || !to.Teams) && !(from.SfB && to.SfB) {
		return badRequest("A chat that crosses to Skype for Business needs both members to be enabled for it.")
	}
	c, _ := x.b.pair(from, to, x.party)
	// Graph answers 201 for a chat that was there already, too.
	return created(x.withContext(c.resource(x.b.cfg.Tenant), "chats"))
}

// boundUser is the key in "…/users('key')" or "…/users/key". The host is whatever the client's library writes.
func boundUser(bind string) string {
	tail := bind[strings.LastIndex(bind, "/users")+len("/users"):]
	if key, ok := strings.CutPrefix(tail, "('"); ok {
		return strings.TrimSuffix(key, "')")
	}
	return strings.TrimPrefix(tail, "/")
}

func (x *exchange) withContext(shown map[string]any, set string) map[string]any {
	shown["@odata.context"] = x.root() + "/v1.0/$metadata#" + set + "/$entity"
	return shown
}

// chatResource is the chat with its members where $expand asks for them.
func (x *exchange) chatResource(c *chat) map[string]any {
	shown := c.resource(x.b.cfg.Tenant)
	if x.r.URL.Query().Get("$expand") == "members" {
		shown["members"] = c.memberResources(x.b.cfg.Tenant)
	}
	return shown
}

// getChat is GET /chats/{id}.
func (x *exchange) getChat() answer {
	c, bad := x.chatOf()
	if bad != nil {
		return *bad
	}
	return ok(x.withContext(x.chatResource(c), "chats"))
}

// listMembers is GET /chats/{id}/members.
func (x *exchange) listMembers() answer {
	c, bad := x.chatOf()
	if bad != nil {
		return *bad
	}
	return ok(map[string]any{
		"@odata.context": x.root() + "/v1.0/$metadata#chats('" + c.id + "')/members",
		"value":          c.memberResources(x.b.cfg.Tenant),
	})
}

// listChats is GET /users/{id}/chats and GET /me/chats: the user's own, last updated first.
func (x *exchange) listChats() answer {
	u, bad := x.subject()
	if bad != nil {
		return *bad
	}
	if u != x.grant.user {
		return forbidden("A user may list only their own chats.")
	}
	own := slices.Clone(u.chats)
	slices.Reverse(own)
	slices.SortStableFunc(own, func(a, b *chat) int { return b.updated.Compare(a.updated) })
	items := make([]any, len(own))
	for i, c := range own {
		items[i] = c
	}
	return x.page("chats", items, 20, func(item any) any { return x.chatResource(item.(*chat)) })
}

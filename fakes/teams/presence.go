package teams

import (
	"strconv"
)

// availability and activity are Graph's presence of a user, which follows from what the user's clients do: it is only for
// Teams users, knows nothing of SfB, and has no "IM only".
func (u *user) presence() (availability, activity string) {
	switch {
	case !u.Teams:
		return "PresenceUnknown", "PresenceUnknown"
	case len(u.endpoints) == 0:
		return "Offline", "Offline"
	case u.calls > 0:
		return "Busy", "InACall"
	}
	return "Available", "Available"
}

func (u *user) presenceResource() map[string]any {
	availability, activity := u.presence()
	return map[string]any{
		"id": u.ID, "availability": availability, "activity": activity,
		"sequenceNumber": strconv.FormatUint(u.presenceSerial, 10),
	}
}

// whilePresence does what may change a user's presence, and tells the user, the people in their chats, and subscribers if it
// did.
func (b *Backend) whilePresence(u *user, act func()) {
	before, doing := u.presence()
	act()
	now, does := u.presence()
	if before == now && doing == does {
		return
	}
	u.presenceSerial++
	shown := StreamEvent{Type: "presence", From: u.Address, FromName: u.DisplayName, Availability: now, Activity: does}
	told := map[*user]bool{}
	for _, c := range u.chats {
		for _, member := range c.members {
			told[member] = true
		}
	}
	told[u] = true
	for member := range told {
		member.push(shown)
	}
	name := "communications/presences('" + u.ID + "')"
	b.changed(change{
		kind: watchPresence, what: "updated", lane: u.ID, subject: u, from: u.Address, serial: u.presenceSerial,
		resource: name, odataType: "#Microsoft.Graph.presence", odataID: name, id: u.ID, full: u.presenceResource(),
	})
}

// getPresence is GET /users/{id}/presence and its other names.
func (x *exchange) getPresence() answer {
	u, bad := x.subject()
	if bad != nil {
		return *bad
	}
	return ok(x.withContext(u.presenceResource(), "users('"+u.ID+"')/presence"))
}

// getPresences is POST /communications/getPresencesByUserId.
func (x *exchange) getPresences() answer {
	var in struct {
		IDs []string `json:"ids"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	value := []any{}
	for _, id := range in.IDs {
		if u := x.b.people.find(id); u != nil {
			value = append(value, u.presenceResource())
		}
	}
	return ok(map[string]any{"@odata.context": x.root() + "/v1.0/$metadata#Collection(microsoft.graph.presence)", "value": value})
}

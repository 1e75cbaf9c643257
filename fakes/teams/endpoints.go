package teams

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/google/uuid"
)

// endpoint is one Teams client that a user is signed in at.
type endpoint struct {
	id     string
	stream *stream
}

// createEndpoint is POST /client/v1/endpoints: a sign-in.
func (x *exchange) createEndpoint() answer {
	u := x.grant.user
	if !u.Teams {
		return forbidden("%s is not licensed for Teams.", u.Address)
	}
	e := &endpoint{id: uuid.NewString(), stream: newStream()}
	x.b.whilePresence(u, func() {
		u.endpoints = append(u.endpoints, e)
		x.b.signed(u, record.TeamsSignedIn, "signed-in", e, x.party)
	})
	return created(map[string]any{"id": e.id})
}

// signed records a sign-in or sign-out, which changes the activity resource, but is no activity.
func (b *Backend) signed(u *user, kind record.Kind, what string, e *endpoint, party string) {
	b.log.Append(record.Event{
		Kind: kind, Party: party, From: u.Address,
		Attrs: map[string]string{"endpoint": e.id, "endpoints": strconv.Itoa(len(u.endpoints))},
	})
	b.activityChanged(u, what, party, time.Now().UTC())
}

// ownEndpoint is the endpoint that the path names. Those of others are as unknown as those that never were.
func (x *exchange) ownEndpoint() (*endpoint, *answer) {
	for _, e := range x.grant.user.endpoints {
		if e.id == x.params["endpoint"] {
			return e, nil
		}
	}
	a := notFound("endpoint", x.params["endpoint"])
	return nil, &a
}

// deleteEndpoint is DELETE /client/v1/endpoints/{id}: a sign-out.
func (x *exchange) deleteEndpoint() answer {
	e, bad := x.ownEndpoint()
	if bad != nil {
		return *bad
	}
	u := x.grant.user
	x.b.whilePresence(u, func() {
		u.endpoints = slices.DeleteFunc(u.endpoints, func(other *endpoint) bool { return other == e })
		x.b.signed(u, record.TeamsSignedOut, "signed-out", e, x.party)
	})
	e.stream.close()
	return noContent()
}

// reportActivity is POST /client/v1/endpoints/{id}/activity.
func (x *exchange) reportActivity() answer {
	if _, bad := x.ownEndpoint(); bad != nil {
		return *bad
	}
	var in struct {
		What   string `json:"what"`
		ChatID string `json:"chatId"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	u := x.grant.user
	var c *chat
	if in.ChatID != "" {
		if c = x.b.chats.byID[in.ChatID]; c == nil || !slices.Contains(c.members, u) {
			return notFound("chat", in.ChatID)
		}
	}
	x.b.active(u, in.What, x.party)
	if c != nil && in.What == "typed" {
		for _, member := range c.members {
			if member != u {
				member.push(StreamEvent{Type: "typing", ChatID: c.id, ChatType: c.kind, From: u.Address, FromName: u.DisplayName})
			}
		}
	}
	return noContent()
}

// streamEvents is GET /client/v1/endpoints/{id}/events. What happened since the sign-in, or since the last reader went, comes
// first, so nothing is lost between two requests.
func (x *exchange) streamEvents() answer {
	e, bad := x.ownEndpoint()
	if bad != nil {
		return *bad
	}
	if !e.stream.open() {
		return refuse(http.StatusConflict, "Conflict", "The endpoint's events are being read already.")
	}
	b := x.b
	return answer{
		status: http.StatusOK,
		header: http.Header{"Content-Type": {"application/x-ndjson"}, "Cache-Control": {"no-store"}},
		stream: func(w http.ResponseWriter, r *http.Request) {
			defer e.stream.release()
			out, flush := json.NewEncoder(w), http.NewResponseController(w)
			batch := []StreamEvent{{Type: "ready"}}
			for ; len(batch) > 0 && b.ctx.Err() == nil; batch = e.stream.take(r.Context()) {
				for _, event := range batch {
					if out.Encode(event) != nil {
						return
					}
				}
				if flush.Flush() != nil {
					return
				}
			}
		},
	}
}

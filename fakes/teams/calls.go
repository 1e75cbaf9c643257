package teams

import (
	"strings"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/google/uuid"
)

// phoneCall is a call of a Teams client. Calls of Teams are for Teams clients only.
type phoneCall struct {
	id         string
	caller     *user
	targets    []*user
	modalities []string
	meeting    bool
	chat       *chat // where its system messages are; nil for people who can have no chat
}

// placeCall is POST /client/v1/calls. It rings at all Teams clients of the targets.
func (x *exchange) placeCall() answer {
	var in struct {
		Targets    []string `json:"targets"`
		Modalities []string `json:"modalities"`
		Meeting    bool     `json:"meeting"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	c := &phoneCall{id: uuid.NewString(), caller: x.grant.user, modalities: in.Modalities, meeting: in.Meeting}
	if len(c.caller.endpoints) == 0 {
		return forbidden("%s is not signed in.", c.caller.Address)
	}
	var bad *answer
	if c.targets, bad = x.called(in.Targets); bad != nil {
		return *bad
	}
	if len(c.targets) == 1 {
		x.about(c.caller.Address, c.targets[0].Address)
	}
	x.b.calls[c.id] = c
	x.b.whilePresence(c.caller, func() { c.caller.calls++ })
	x.recordCall(record.CallPlaced, c)
	c.show("ringing", c.targets)
	c.chat = x.callChat(c)
	x.tellChat(c, "callStarted", nil)
	return created(map[string]any{"id": c.id})
}

// endCall is DELETE /client/v1/calls/{id}, by the caller or a target.
func (x *exchange) endCall() answer {
	c := x.b.calls[x.params["call"]]
	if c == nil || !c.has(x.grant.user) {
		return notFound("call", x.params["call"])
	}
	if len(c.targets) == 1 {
		x.about(c.caller.Address, c.targets[0].Address)
	}
	delete(x.b.calls, c.id)
	x.b.whilePresence(c.caller, func() { c.caller.calls-- })
	x.recordCall(record.CallEnded, c)
	c.show("ended", c.targets)
	x.tellChat(c, "callEnded", nil)
	return noContent()
}

func (c *phoneCall) has(u *user) bool {
	for _, target := range c.targets {
		if target == u {
			return true
		}
	}
	return c.caller == u
}

// show rings, or stops ringing, at the clients of targets.
func (c *phoneCall) show(state string, targets []*user) {
	for _, u := range targets {
		u.push(StreamEvent{
			Type: "call", CallID: c.id, State: state, From: c.caller.Address, FromName: c.caller.DisplayName, Modalities: c.modalities,
		})
	}
}

func (x *exchange) recordCall(kind record.Kind, c *phoneCall) {
	var targets []string
	for _, u := range c.targets {
		targets = append(targets, u.Address)
	}
	e := record.Event{
		Kind: kind, Party: x.party, From: c.caller.Address,
		Attrs: map[string]string{"call": c.id, "modalities": strings.Join(c.modalities, ","), "targets": strings.Join(targets, ",")},
	}
	if len(targets) == 1 {
		e.To = targets[0]
	}
	x.b.log.Append(e)
}

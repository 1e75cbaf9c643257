package gateway

import (
	"context"
	"strings"
	"time"
)

// watchesCalls says whether a faulty gateway looks at what Teams says of calls. A correct one has no use for it.
func (f faults) watchesCalls() bool {
	return f.has(RingsSfBOnTeamsCalls) || f.has(RingsSfBOnSharing) || f.has(InvitesSfBToGroupCalls) ||
		f.has(SendsMeetingsToSfB) || f.has(RingsSfBForTheAdded) || f.has(RelaysSystemMessages)
}

// spread carries to SfB what Teams says of a call. done is false for a message that somebody wrote.
func (c *courier) spread(ctx context.Context, chatID, messageID string) (done bool, err error) {
	m, err := c.g.teams.message(ctx, chatID, messageID)
	if err != nil || m.Event == nil {
		return false, err
	}
	chat, members, err := c.g.teams.chat(ctx, chatID)
	if err != nil {
		return true, err
	}
	caller, err := c.g.roster.find(ctx, m.Event.Initiator.User.ID)
	if err != nil || caller == nil {
		return true, err
	}
	for _, member := range members {
		u, err := c.g.teams.user(ctx, member.UserID)
		if err != nil {
			return true, err
		}
		if address := u.address(); address != "" && address != caller.address {
			c.reach(ctx, caller, address, chat.Type, m.Event, u.ID)
		}
	}
	return true, nil
}

// reach calls or writes to one member in SfB, as the fault has it.
func (c *courier) reach(ctx context.Context, caller *line, address, chatType string, e *chatEvent, id string) {
	f := c.g.faults
	began := strings.Contains(e.Type, "callStarted")
	added := false
	for _, m := range e.Members {
		added = added || m.ID == id
	}
	switch {
	case began && chatType == "oneOnOne" && f.has(RingsSfBOnTeamsCalls),
		began && e.Kind == "screenShare" && f.has(RingsSfBOnSharing),
		began && chatType == "group" && f.has(InvitesSfBToGroupCalls),
		added && f.has(RingsSfBForTheAdded):
		c.g.start(func() { caller.call(c.g.life, address) })
	case began && chatType == "meeting" && f.has(SendsMeetingsToSfB),
		began && chatType == "oneOnOne" && f.has(RelaysSystemMessages):
		_ = c.bring(ctx, caller, address, "A call was begun in Teams.", time.Time{})
	}
}

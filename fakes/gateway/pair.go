package gateway

import (
	"context"
	"slices"
)

// pair is who writes to whom in a chat. A chat that is none of the gateway's business has no peers.
type pair struct {
	// teams are the Graph ids of those whose messages go to SfB: the one Teams user.
	teams []string
	// peers are those who get them: the one SfB user.
	peers []peer
}

// peer is a member of a chat who is to be reached at SfB.
type peer struct{ id, address string }

// pairOf returns who writes to whom in a chat. It is asked once: the members of a oneOnOne chat never change.
func (c *courier) pairOf(ctx context.Context, chatID string) (*pair, error) {
	c.mu.Lock()
	p := c.pairs[chatID]
	c.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := c.look(ctx, chatID)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pairs[chatID] = p
	return p, nil
}

// look asks who is in a chat. Only a chat of two crosses, and of those only the one of a Teams user and an SfB user: two
// Teams users reach each other without the gateway, and groups stay in Teams.
func (c *courier) look(ctx context.Context, chatID string) (*pair, error) {
	f := c.g.faults
	chat, members, err := c.g.teams.chat(ctx, chatID)
	if err != nil {
		return nil, err
	}
	oneOnOne := chat.Type == "oneOnOne"
	if !oneOnOne && !f.has(RelaysGroupChats) {
		return &pair{}, nil
	}
	p := &pair{}
	for _, m := range members {
		if m.Type == teamsMember {
			p.teams = append(p.teams, m.UserID)
		}
		if m.Type == sfbMember || oneOnOne && f.has(RelaysTeamsChats) || !oneOnOne {
			u, err := c.g.teams.user(ctx, m.UserID)
			if err != nil {
				return nil, err
			}
			if address := u.address(); address != "" {
				p.peers = append(p.peers, peer{m.UserID, address})
			}
		}
	}
	if len(p.teams) == 0 {
		return &pair{}, nil
	}
	return p, nil
}

// writer is the Teams user in whose name a message of a sender goes to SfB, or "" when it stays: what an SfB user wrote was
// posted by the gateway itself and must not come back.
func (p *pair) writer(sender string, f faults) string {
	switch {
	case slices.Contains(p.teams, sender):
		return sender
	case f.has(EchoesOwnPosts):
		return p.teams[0]
	}
	return ""
}

package people

import (
	"context"

	"github.com/duet-conformance/duet/fakes/sfb"
)

// History is the person's SfB conversation history, oldest first. The front end keeps it for the client, and the client
// reads it over the front end's control interface, because the mailbox protocol of the real one (EWS) has no part in what
// is tested.
func (c *SfBClient) History(ctx context.Context) []sfb.HistoryEntry {
	s := c.person.scene
	entries, err := s.SfB.Control.History(ctx, c.person.Address())
	s.stop(err)
	return entries
}

package people

import (
	"context"
	"errors"
	"fmt"

	"github.com/duet-conformance/duet/fakes/record"
)

// Fence sends a fence to every client that the person is signed in at, behind everything that is on its way there, and
// waits until each has seen it (bound: Fence). So what such a client has not shown by then has not reached it. The error says which
// fence was lost; then nothing can be said about what did not come. A person who is signed in nowhere needs none.
func (p *Person) Fence(ctx context.Context) error {
	s := p.scene
	token, mark := s.Token(), s.Log.Len()
	var clients []string
	for _, c := range p.sfbClients() {
		session, err := c.active()
		if err != nil {
			continue // signed out
		}
		if err := s.SfB.Control.Fence(ctx, p.Address(), session.registration.instance, token); err != nil {
			return err
		}
		clients = append(clients, c.Name())
	}
	if p.inTeams() {
		if _, err := s.Teams.Control.SendFence(ctx, p.Address(), token); err != nil {
			return err
		}
		for _, c := range p.teamsClients() {
			if c.SignedIn() {
				clients = append(clients, c.Name())
			}
		}
	}
	for _, client := range clients {
		_, err := s.await(ctx, s.bounds().Fence, mark,
			record.And(record.Is(record.FenceSeen), record.By(client), record.Carrying(token)))
		if errors.Is(err, errLate) {
			return fmt.Errorf("the fence that was sent to %s was not seen there within %s (fence)", client, s.bounds().Fence)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

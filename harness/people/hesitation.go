package people

import (
	"context"
	"errors"
	"slices"

	"github.com/duet-conformance/duet/fakes/record"
)

// Hesitate lets invitations to IM sessions ring from now on: the person takes none until they have decided ([SfBClient.Decide]).
func (c *SfBClient) Hesitate() { c.hesitates.Store(true) }

// Decide ends the hesitation. The person takes what rings, as they do whatever rings later.
func (c *SfBClient) Decide() {
	session, err := c.active()
	c.person.scene.stop(err)
	session.mu.Lock()
	c.hesitates.Store(false)
	undecided := session.undecided
	session.undecided = nil
	session.mu.Unlock()
	for _, t := range undecided {
		t.answer()
	}
}

// AwaitInvitation waits until an invitation of the person to an IM session rings at the client, which hesitates (bound:
// Delivery). That none comes is the IUT's failure, where the person is at Teams.
func (c *SfBClient) AwaitInvitation(ctx context.Context, from *Person) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	err = s.until(ctx, s.bounds().Delivery, func([]record.Event) bool {
		session.mu.Lock()
		defer session.mu.Unlock()
		return slices.ContainsFunc(session.undecided, func(t *toast) bool { return t.from == from.Address() })
	})
	if errors.Is(err, errLate) {
		err = iutFailed(ErrInvites, nil, "the implementation was expected to invite %s to a session with %s, who wrote in Teams; "+
			"no invitation rang at %s within %s (delivery)", c.person, from, c, s.bounds().Delivery)
	}
	s.stop(err)
}

// hesitatesOver says whether the person hesitates, and keeps the invitation if so. It must be asked before the client says
// that it rings, by which others notice.
func (s *sfbSession) hesitatesOver(t *toast) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	hesitates := s.client.hesitates.Load()
	if hesitates {
		s.undecided = append(s.undecided, t)
	}
	return hesitates
}

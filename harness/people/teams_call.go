package people

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Call calls people from Teams, several for a group call, and waits until it rings at every Teams client that they are
// signed in at (bound: Delivery). Without modalities it is an audio call. Nobody of them being in Teams is no trouble: then it
// rings nowhere.
func (c *TeamsClient) Call(ctx context.Context, modalities []string, to ...*Person) *Call {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	if len(modalities) == 0 {
		modalities = []string{"audio"}
	}
	call := &Call{
		From: c.person, To: to, Modalities: slices.Sorted(slices.Values(modalities)), Via: c.Name(),
		Mark: s.Log.Len(), SentAt: time.Now(),
	}
	targets := make([]string, 0, len(to))
	var clients []string
	for _, p := range to {
		targets = append(targets, p.Address())
		for _, tc := range p.teamsClients() {
			if tc.SignedIn() {
				clients = append(clients, tc.Name())
			}
		}
	}
	c.say(record.Event{Kind: record.Acted, From: c.person.Address(), Attrs: map[string]string{"what": "placed"}})
	var placed struct {
		ID string `json:"id"`
	}
	_, err = session.do(ctx, http.MethodPost, "/client/v1/calls", map[string]any{"targets": targets, "modalities": call.Modalities}, &placed)
	s.stop(err)
	call.ID = placed.ID
	for _, client := range clients {
		_, err := s.await(ctx, s.bounds().Delivery, call.Mark,
			record.And(record.Is(record.CallRinging), record.By(client), record.With("call-id", call.ID)))
		if errors.Is(err, errLate) {
			err = fmt.Errorf("the Teams backend was expected to ring %s at %s; it did not within %s (delivery)", call, client, s.bounds().Delivery)
		}
		s.stop(err)
	}
	return call
}

// EndCall ends a call that a Teams client of the person made.
func (c *TeamsClient) EndCall(ctx context.Context, call *Call) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	_, err = session.do(ctx, http.MethodDelete, "/client/v1/calls/"+url.PathEscape(call.ID), nil, nil)
	s.stop(err)
}

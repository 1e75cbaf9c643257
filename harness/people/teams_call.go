package people

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
	return c.place(ctx, modalities, to, nil)
}

// Meet invites people to a meeting in Teams that begins now, with audio and video. Else it is as [TeamsClient.Call].
func (c *TeamsClient) Meet(ctx context.Context, to ...*Person) *Call {
	return c.place(ctx, []string{"audio", "video"}, to, map[string]any{"meeting": true})
}

// AddTo calls more people into a call that the person made, and waits until it rings at every Teams client that they are
// signed in at (bound: Delivery). It returns the call as it is then: to everybody.
func (c *TeamsClient) AddTo(ctx context.Context, call *Call, who ...*Person) *Call {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	mark := s.Log.Len()
	c.say(record.Event{Kind: record.Acted, From: c.person.Address(), Attrs: map[string]string{"what": "placed"}})
	targets, clients := reachable(who)
	path := "/client/v1/calls/" + url.PathEscape(call.ID) + "/participants"
	_, err = session.do(ctx, http.MethodPost, path, map[string]any{"targets": targets}, nil)
	s.stop(err)
	wider := *call
	wider.To = append(slices.Clone(call.To), who...)
	s.stop(c.awaitRinging(ctx, &wider, mark, clients))
	return &wider
}

// place makes a call with the further properties.
func (c *TeamsClient) place(ctx context.Context, modalities []string, to []*Person, more map[string]any) *Call {
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
	targets, clients := reachable(to)
	c.say(record.Event{Kind: record.Acted, From: c.person.Address(), Attrs: map[string]string{"what": "placed"}})
	var placed struct {
		ID string `json:"id"`
	}
	body := map[string]any{"targets": targets, "modalities": call.Modalities}
	maps.Copy(body, more)
	_, err = session.do(ctx, http.MethodPost, "/client/v1/calls", body, &placed)
	s.stop(err)
	call.ID = placed.ID
	s.stop(c.awaitRinging(ctx, call, call.Mark, clients))
	return call
}

// reachable are the addresses of people, and the Teams clients that they are signed in at.
func reachable(people []*Person) (addresses, clients []string) {
	for _, p := range people {
		addresses = append(addresses, p.Address())
		for _, tc := range p.teamsClients() {
			if tc.SignedIn() {
				clients = append(clients, tc.Name())
			}
		}
	}
	return addresses, clients
}

// awaitRinging waits until a call rings at the clients.
func (c *TeamsClient) awaitRinging(ctx context.Context, call *Call, mark int, clients []string) error {
	s := c.person.scene
	for _, client := range clients {
		_, err := s.await(ctx, s.bounds().Delivery, mark,
			record.And(record.Is(record.CallRinging), record.By(client), record.With("call-id", call.ID)))
		if errors.Is(err, errLate) {
			err = fmt.Errorf("the Teams backend was expected to ring %s at %s; it did not within %s (delivery)", call, client, s.bounds().Delivery)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// EndCall ends a call that a Teams client of the person made.
func (c *TeamsClient) EndCall(ctx context.Context, call *Call) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	_, err = session.do(ctx, http.MethodDelete, "/client/v1/calls/"+url.PathEscape(call.ID), nil, nil)
	s.stop(err)
}

package people

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/duet-conformance/duet/fakes/record"
)

// TeamsClient is a person's Teams client: an HTTP client of the backend's client plane and, with the person's own token,
// of its Graph plane, with an event stream on which it sees what happens.
type TeamsClient struct {
	person *Person
	number int // from 1

	mu      sync.Mutex
	session *teamsSession // nil while signed out
}

func (p *Person) anotherTeams() *TeamsClient {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &TeamsClient{person: p, number: len(p.teams) + 1}
	p.teams = append(p.teams, c)
	return c
}

// Another is a further Teams client of the same person, not yet signed in. Every call makes a new one.
func (c *TeamsClient) Another() *TeamsClient { return c.person.anotherTeams() }

// Person is whose client it is.
func (c *TeamsClient) Person() *Person { return c.person }

// Name is the client as a party of events: "alix@contoso.test/teams", of the second one "alix@contoso.test/teams2".
func (c *TeamsClient) Name() string {
	return record.ClientName(c.person.Address(), numbered(record.ClientTeams, c.number))
}

// String names the client for sentences: alix's Teams client.
func (c *TeamsClient) String() string {
	return c.person.Handle + "'s " + ordinal(c.number) + "Teams client"
}

// SignedIn says whether the client is signed in.
func (c *TeamsClient) SignedIn() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session != nil
}

// SignIn signs in and waits until the IUT was told (bound: Told). For a person who is enabled for SfB and has interop on
// it also waits until the IUT serves them: it has registered and published for them, and watches their presence (bound:
// Registration). Signing in is no activity.
func (c *TeamsClient) SignIn(ctx context.Context) {
	s := c.person.scene
	mark := s.Log.Len()
	s.stop(c.enter(ctx))
	s.stop(c.activityTold(ctx, mark, "signed-in"))
	s.stop(c.person.awaitLine(ctx))
}

// SignOut signs out and waits until the IUT was told (bound: Told).
func (c *TeamsClient) SignOut(ctx context.Context) {
	s := c.person.scene
	mark := s.Log.Len()
	s.stop(c.exit(ctx))
	s.stop(c.activityTold(ctx, mark, "signed-out"))
}

// leave signs out as well as it can be done, and says nothing if it can't.
func (c *TeamsClient) leave(ctx context.Context) {
	if c.SignedIn() {
		_ = c.exit(ctx) // the backend may be gone already
	}
}

// enter makes the session: a token, an endpoint, and its event stream.
func (c *TeamsClient) enter(ctx context.Context) error {
	if c.SignedIn() {
		return fmt.Errorf("%s is signed in already", c)
	}
	session, err := openTeams(ctx, c)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.session = session
	c.mu.Unlock()
	c.say(record.Event{Kind: record.SignedIn, From: c.person.Address()})
	return nil
}

// exit ends the session, also when the backend can't be told.
func (c *TeamsClient) exit(ctx context.Context) error {
	c.mu.Lock()
	session := c.session
	c.session = nil
	c.mu.Unlock()
	if session == nil {
		return fmt.Errorf("%s is not signed in", c)
	}
	err := session.close(ctx)
	c.say(record.Event{Kind: record.SignedOut, From: c.person.Address()})
	return err
}

// active is the session, or why there is none.
func (c *TeamsClient) active() (*teamsSession, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session == nil {
		return nil, fmt.Errorf("%s is not signed in", c)
	}
	return c.session, nil
}

// activityTold waits until the backend has recorded the person's activity, the IUT was told of it, and, where the front end
// decides by activity, has told the front end.
func (c *TeamsClient) activityTold(ctx context.Context, mark int, what string) error {
	p := c.person
	change, err := p.scene.await(ctx, p.scene.bounds().Told, mark,
		record.And(record.Is(record.Activity), record.From(p.Address()), record.With("what", what)))
	if errors.Is(err, errLate) {
		return fmt.Errorf("the Teams backend was expected to record that %s %s; its log does not show it within %s", p, what, p.scene.bounds().Told)
	}
	if err != nil {
		return err
	}
	if err := p.scene.toldByTeams(ctx, p, activityResource, change); err != nil || what == "signed-in" || what == "signed-out" {
		return err
	}
	return p.awaitActivity(ctx, change)
}

// say records what happened at this client.
func (c *TeamsClient) say(e record.Event) {
	e.Party = c.Name()
	c.person.scene.Say(e)
}

// numbered is the name of the n-th client of a kind: "sfb", "sfb2", "sfb3".
func numbered(client string, n int) string {
	if n == 1 {
		return client
	}
	return client + strconv.Itoa(n)
}

// ordinal tells the n-th client of a kind from the first in a sentence.
func ordinal(n int) string {
	switch n {
	case 1:
		return ""
	case 2:
		return "second "
	}
	return strconv.Itoa(n) + "th "
}

package people

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/duet-conformance/duet/fakes/record"
)

// SfBClient is a person's SfB client: a SIP user agent with a socket of its own.
//
// A client that is offered an IM session rings and shows a toast. The person takes it as soon as the log shows that the
// IUT has declined its part of the fork, or has no part in it; an IUT that does not answer is given the bound Answer. So
// the IUT always has the first word, and an IM that it wrongly leaves is not lost. Where the front end decides who gets an IM
// (see SfBSite.Routing), a client that is offered one is the one, and the person takes it at once.
type SfBClient struct {
	person *Person
	number int // from 1

	refuses   atomic.Int32
	ignores   atomic.Bool
	hesitates atomic.Bool

	mu      sync.Mutex
	session *sfbSession // nil while signed out
}

func (p *Person) anotherSfB() *SfBClient {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &SfBClient{person: p, number: len(p.sfb) + 1}
	p.sfb = append(p.sfb, c)
	return c
}

// Another is a further SfB client of the same person, not yet signed in. Every call makes a new one; the person must have
// been provisioned with as many instances.
func (c *SfBClient) Another() *SfBClient { return c.person.anotherSfB() }

// Person is whose client it is.
func (c *SfBClient) Person() *Person { return c.person }

// Name is the client as a party of events: "alix@contoso.test/sfb", of the second one "alix@contoso.test/sfb2".
func (c *SfBClient) Name() string {
	return record.ClientName(c.person.Address(), numbered(record.ClientSfB, c.number))
}

// String names the client for sentences: alix's SfB client.
func (c *SfBClient) String() string {
	return c.person.Handle + "'s " + ordinal(c.number) + "SfB client"
}

// SignedIn says whether the client is signed in.
func (c *SfBClient) SignedIn() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session != nil
}

// Refuse makes the client answer IM sessions and IMs with the status (486, 480, 603) from now on; 0 ends that.
func (c *SfBClient) Refuse(status int) { c.refuses.Store(int32(status)) }

// Ignore lets IM invitations ring without an answer from now on, or no longer.
func (c *SfBClient) Ignore(ignores bool) { c.ignores.Store(ignores) }

// SignIn registers and publishes presence: open, with all modalities, without a last input, for signing in is no activity. It
// waits until the log shows both (bound: Registration) and until the IUT was told (bound: Told).
func (c *SfBClient) SignIn(ctx context.Context) { c.person.scene.stop(c.signIn(ctx)) }

func (c *SfBClient) signIn(ctx context.Context) error {
	if c.SignedIn() {
		return fmt.Errorf("%s is signed in already", c)
	}
	instance, err := c.instance()
	if err != nil {
		return err
	}
	session, err := openSfB(ctx, c, instance)
	if err != nil {
		return err
	}
	if err := session.begin(ctx); err != nil {
		session.close()
		return err
	}
	c.mu.Lock()
	c.session = session
	c.mu.Unlock()
	c.say(record.Event{Kind: record.SignedIn, From: c.person.Address()})
	return nil
}

// SignOut ends calls and conversations, withdraws presence and deregisters, and waits until the log shows it (bound:
// Registration) and the IUT was told (bound: Told).
func (c *SfBClient) SignOut(ctx context.Context) {
	p, s := c.person, c.person.scene
	session, err := c.active()
	s.stop(err)
	mark := s.Log.Len()
	s.stop(c.exit(ctx))
	s.stop(session.awaitUnbound(ctx, mark))
	withdrawn, err := s.await(ctx, s.bounds().Registration, mark,
		record.And(record.Is(record.Withdrawn), record.From(p.Address()), record.By(c.Name())))
	if errors.Is(err, errLate) {
		err = fmt.Errorf("%s withdrew its presence; the SfB front end's log does not show it within %s (registration)", c, s.bounds().Registration)
	}
	s.stop(err)
	s.stop(s.toldOfPresence(ctx, p.Handle, p.Address(), withdrawn))
}

// Drop loses the network without a word: no BYE, no deregistration. Over tcp and tls it waits until the registrar has
// seen the connection close (bound: Registration); over udp nobody can see it.
func (c *SfBClient) Drop(ctx context.Context) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	mark := s.Log.Len()
	c.forget()
	c.gone(session)
	if s.SfB.Transport != "udp" {
		s.stop(session.awaitUnbound(ctx, mark))
	}
}

// leave signs out as well as it can be done, and says nothing if it can't.
func (c *SfBClient) leave(ctx context.Context) {
	if session := c.forget(); session != nil {
		session.part(ctx)
		c.gone(session)
	}
}

// exit signs out over the wire and closes the sockets, also when somebody does not answer.
func (c *SfBClient) exit(ctx context.Context) error {
	session := c.forget()
	if session == nil {
		return fmt.Errorf("%s is not signed in", c)
	}
	err := session.end(ctx)
	c.gone(session)
	return err
}

// gone closes what is left of a session.
func (c *SfBClient) gone(session *sfbSession) {
	session.close()
	c.say(record.Event{Kind: record.SignedOut, From: c.person.Address()})
}

func (c *SfBClient) forget() *sfbSession {
	c.mu.Lock()
	defer c.mu.Unlock()
	session := c.session
	c.session = nil
	return session
}

// active is the session, or why there is none.
func (c *SfBClient) active() (*sfbSession, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session == nil {
		return nil, fmt.Errorf("%s is not signed in", c)
	}
	return c.session, nil
}

// instance is the +sip.instance that was provisioned for the client.
func (c *SfBClient) instance() (string, error) {
	if all := c.person.User.Instances; c.number <= len(all) {
		return all[c.number-1], nil
	}
	return "", fmt.Errorf("%s can't sign in: %s was provisioned with %s instances of SfB clients, fewer than it has clients",
		c, c.person, strconv.Itoa(len(c.person.User.Instances)))
}

// say records what happened at this client.
func (c *SfBClient) say(e record.Event) {
	e.Party = c.Name()
	c.person.scene.Say(e)
}

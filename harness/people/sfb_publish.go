package people

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
)

// selfState is what an SfB client publishes of its person.
type selfState struct {
	lastInput  time.Time
	onThePhone bool
}

// touch notes that the person uses the client.
func (s *selfState) touch() { s.lastInput = time.Now() }

// publication is a client's published presence, in the dialect of the site.
type publication struct {
	id     string // of the tuple and, with a prefix, of the person element
	herald herald

	turn  turn // one publication at a time (RFC 3903 section 4)
	mu    sync.Mutex
	said  bool // whether anything was published yet
	state selfState
}

// herald publishes the presence of a client in one dialect. Its methods are called one at a time.
type herald interface {
	// publish replaces what is published, and says for how long that is granted: 0 is for as long as the client is registered.
	publish(ctx context.Context, doc pidf.Document) (granted time.Duration, err error)
	// renew prolongs what is published.
	renew(ctx context.Context) (granted time.Duration, err error)
	// withdraw takes back what is published.
	withdraw(ctx context.Context) error
}

// newHerald is a herald of the session in the dialect of the site.
func (s *sfbSession) newHerald() herald {
	if s.scene.SfB.Dialect == "msrtc" {
		return &categoryHerald{s: s}
	}
	return &documentHerald{s: s, expires: askedExpiry}
}

// publish changes the person's presence and waits until the log shows it (bound: Presence) and the IUT was told (bound:
// Told).
func (s *sfbSession) publish(ctx context.Context, change func(*selfState)) error {
	published, err := s.put(ctx, change)
	if err != nil {
		return err
	}
	return s.scene.toldOfPresence(ctx, s.client.person.Handle, s.me(), published)
}

// used publishes that the person uses this client now.
func (s *sfbSession) used(ctx context.Context, what string) error {
	s.client.say(record.Event{Kind: record.Acted, From: s.me(), Attrs: map[string]string{"what": what}})
	return s.publish(ctx, func(state *selfState) { state.touch() })
}

// put publishes the changed state and returns the front end's event of it.
func (s *sfbSession) put(ctx context.Context, change func(*selfState)) (record.Event, error) {
	p := &s.publication
	if err := p.turn.take(ctx); err != nil {
		return record.Event{}, err
	}
	defer p.turn.pass()
	p.mu.Lock()
	first := !p.said
	p.said = true
	change(&p.state)
	doc := p.document(s)
	p.mu.Unlock()
	mark := s.scene.Log.Len()
	granted, err := p.herald.publish(ctx, doc)
	if err != nil {
		return record.Event{}, err
	}
	if first && granted > 0 {
		s.keep("publication", granted, s.renewPublication)
	}
	bound := s.scene.bounds().Presence
	published, err := s.scene.await(ctx, bound, mark,
		record.And(record.Is(record.Published), record.From(s.me()), record.By(s.client.Name())))
	if errors.Is(err, errLate) {
		err = fmt.Errorf("%s published presence; the SfB front end's log does not show it within %s (presence)", s.client, bound)
	}
	return published, err
}

// renewPublication prolongs what is published.
func (s *sfbSession) renewPublication(ctx context.Context) (time.Duration, error) {
	if err := s.publication.turn.take(ctx); err != nil {
		return 0, err
	}
	defer s.publication.turn.pass()
	return s.publication.herald.renew(ctx)
}

// withdraw takes the publication back.
func (s *sfbSession) withdraw(ctx context.Context) error {
	p := &s.publication
	if err := p.turn.take(ctx); err != nil {
		return err
	}
	defer p.turn.pass()
	p.mu.Lock()
	said := p.said
	p.mu.Unlock()
	if !said {
		return nil
	}
	return p.herald.withdraw(ctx)
}

// document is the state as it is published. The caller holds the lock.
func (p *publication) document(s *sfbSession) pidf.Document {
	uri := s.client.person.User.SIPURI()
	tuple := pidf.Tuple{
		ID: p.id, Open: true, Contact: uri, LastInput: p.state.lastInput,
		Caps: pidf.Caps{Said: true, Message: true, Text: true, Audio: true, Video: true, Application: true},
	}
	if !p.state.lastInput.IsZero() {
		tuple.UserInput = "active"
	}
	doc := pidf.Document{Entity: uri, Tuples: []pidf.Tuple{tuple}}
	if p.state.onThePhone {
		doc.People = []pidf.Person{{ID: "p-" + p.id, Activities: []string{pidf.OnThePhone}}}
	}
	return doc
}

// Type publishes that the person uses this client now, and waits until the IUT was told (bound: Told).
func (c *SfBClient) Type(ctx context.Context) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	s.stop(session.used(ctx, "typed"))
}

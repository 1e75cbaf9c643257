package people

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// selfState is what an SfB client publishes of its person.
type selfState struct {
	lastInput  time.Time
	onThePhone bool
}

// touch notes that the person uses the client.
func (s *selfState) touch() { s.lastInput = time.Now() }

// publication is a client's published presence (RFC 3903).
type publication struct {
	id string // of the tuple and, with a prefix, of the person element

	turn    turn // one PUBLISH at a time (RFC 3903 section 4)
	mu      sync.Mutex
	etag    string
	state   selfState
	expires time.Duration // to ask for
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
	first := p.etag == ""
	change(&p.state)
	body := p.document(s).Marshal()
	p.mu.Unlock()
	mark := s.scene.Log.Len()
	granted, err := s.sendPublish(ctx, body)
	if err != nil {
		return record.Event{}, err
	}
	if first {
		s.keep("publication", granted, s.renewPublication)
	}
	bound := s.scene.bounds().Presence
	published, err := s.scene.await(ctx, bound, mark,
		record.And(record.Is(record.Published), record.From(s.me()), record.With("etag", p.tag())))
	if errors.Is(err, errLate) {
		err = fmt.Errorf("%s published presence; the SfB front end's log does not show it within %s (presence)", s.client, bound)
	}
	return published, err
}

// renewPublication refreshes the publication, without a body as RFC 3903 section 4.1 has it.
func (s *sfbSession) renewPublication(ctx context.Context) (time.Duration, error) {
	if err := s.publication.turn.take(ctx); err != nil {
		return 0, err
	}
	defer s.publication.turn.pass()
	return s.sendPublish(ctx, nil)
}

// withdraw takes the publication back. The etag stays, by which the log tells of it.
func (s *sfbSession) withdraw(ctx context.Context) error {
	p := &s.publication
	if err := p.turn.take(ctx); err != nil {
		return err
	}
	defer p.turn.pass()
	if p.tag() == "" {
		return nil
	}
	req := s.newPublish(nil, 0)
	res, err := s.ask(ctx, req, s.scene.bounds().Presence)
	if err == nil && !res.IsSuccess() {
		err = fmt.Errorf("%s could not withdraw its presence: the front end answered %s", s.client, res.StartLine())
	}
	return err
}

// sendPublish sends a PUBLISH: again as a new one when the server has lost the publication (412), or for longer when it
// wants that (423). The caller has the turn.
func (s *sfbSession) sendPublish(ctx context.Context, body []byte) (granted time.Duration, err error) {
	p := &s.publication
	for range 3 { // lost, and then too brief: more than that is no presence server
		res, err := s.ask(ctx, s.newPublish(body, p.lifetime()), s.scene.bounds().Presence)
		if err != nil {
			return 0, err
		}
		switch res.StatusCode {
		case 200:
			p.mu.Lock()
			p.etag = sipwire.Value(res, "SIP-ETag")
			p.mu.Unlock()
			seconds, err := strconv.Atoi(sipwire.Value(res, "Expires"))
			if err != nil {
				return 0, fmt.Errorf("%s was answered 200 to PUBLISH without a readable Expires: %w", s.client, err)
			}
			return time.Duration(seconds) * time.Second, nil
		case 412:
			p.mu.Lock()
			p.etag = ""
			body = p.document(s).Marshal()
			p.mu.Unlock()
		case 423:
			least, err := strconv.Atoi(sipwire.Value(res, "Min-Expires"))
			if err != nil {
				return 0, fmt.Errorf("%s was answered 423 to PUBLISH without a readable Min-Expires: %w", s.client, err)
			}
			p.mu.Lock()
			p.expires = time.Duration(least) * time.Second
			p.mu.Unlock()
		default:
			return 0, fmt.Errorf("%s could not publish its presence: the front end answered %s", s.client, res.StartLine())
		}
	}
	return 0, fmt.Errorf("%s could not publish its presence in three attempts", s.client)
}

func (s *sfbSession) newPublish(body []byte, expires time.Duration) *sip.Request {
	req := sipwire.NewRequest("PUBLISH", s.uri(), s.uri(), s.uri())
	req.AppendHeader(sip.NewHeader("Event", "presence"))
	req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(int(expires/time.Second))))
	if etag := s.publication.tag(); etag != "" {
		req.AppendHeader(sip.NewHeader("SIP-If-Match", etag))
	}
	if body != nil {
		sipwire.SetBody(req, pidf.ContentType, body)
	}
	return req
}

// tag is the entity-tag of what was published last, "" when nothing was.
func (p *publication) tag() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.etag
}

func (p *publication) lifetime() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.expires
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

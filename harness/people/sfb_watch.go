package people

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// watch is a client's subscription to a person's presence (RFC 3856), in one dialect.
type watch struct {
	session *sfbSession
	person  *Person
	view    view

	mu      sync.Mutex
	dialog  *sipwire.Dialog // nil until the 2xx
	shown   string
	last    uint32        // CSeq of the NOTIFY that it is from
	expires time.Duration // to ask for
	over    bool
}

// Watch subscribes to a person's presence, and waits until the client shows it (bound: Presence). From then on every
// change is shown as it comes. Watching somebody twice is one watch.
func (c *SfBClient) Watch(ctx context.Context, p *Person) {
	c.WatchIn(ctx, c.person.scene.SfB.Dialect, p)
}

// WatchIn is [SfBClient.Watch] in a dialect of its own: "pidf" or "msrtc".
func (c *SfBClient) WatchIn(ctx context.Context, dialect string, p *Person) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	session.mu.Lock()
	w, known := session.watches[p.Address()]
	if !known {
		w = &watch{session: session, person: p, view: newView(dialect), expires: askedExpiry}
		session.watches[p.Address()] = w
	}
	session.mu.Unlock()
	if known {
		return
	}
	mark := s.Log.Len()
	granted, err := w.subscribe(ctx)
	s.stop(err)
	_, err = s.await(ctx, s.bounds().Presence, mark,
		record.And(record.Is(record.PresenceShown), record.By(c.Name()), record.From(p.Address())))
	if errors.Is(err, errLate) {
		err = fmt.Errorf("%s subscribed to %s's presence; the SfB front end sent no NOTIFY within %s (presence)", c, p, s.bounds().Presence)
	}
	s.stop(err)
	session.keep("subscription to "+p.Handle+"'s presence", granted, w.renew)
}

// Shows is how the client shows a person whom it watches: "IM Only", "Available", "On the phone", "Offline"; "" when it
// does not watch them.
func (c *SfBClient) Shows(p *Person) string {
	session, err := c.active()
	if err != nil {
		return ""
	}
	session.mu.Lock()
	w := session.watches[p.Address()]
	session.mu.Unlock()
	if w == nil {
		return ""
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shown
}

// subscribe makes the dialog. The NOTIFY may come before the answer, so the dialog is known before it is asked for
// (RFC 6665 section 4.1.2.4).
func (w *watch) subscribe(ctx context.Context) (granted time.Duration, err error) {
	s := w.session
	to := sipwire.UserURI(w.view.asks(s.me(), w.person.Address()))
	req := sipwire.NewRequest(sip.SUBSCRIBE, to, s.uri(), to)
	s.enter(sipwire.CallID(req), sipwire.FromTag(req), w)
	w.complete(req)
	w.view.begins(req, s.me(), w.person.Address())
	res, granted, err := w.send(ctx, req)
	if err != nil {
		return 0, err
	}
	dialog, err := sipwire.NewUAC(req, res, s.flow)
	if err != nil {
		return 0, fmt.Errorf("%s: the answer to SUBSCRIBE makes no dialog: %w", s.client, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dialog = dialog
	return granted, nil
}

// renew refreshes the subscription; 0 when it is over.
func (w *watch) renew(ctx context.Context) (granted time.Duration, err error) {
	w.mu.Lock()
	dialog, over := w.dialog, w.over
	w.mu.Unlock()
	if over {
		return 0, nil
	}
	req := dialog.Request(sip.SUBSCRIBE)
	w.complete(req)
	_, granted, err = w.send(ctx, req)
	return granted, err
}

// unsubscribe ends the subscription.
func (w *watch) unsubscribe(ctx context.Context) error {
	w.mu.Lock()
	w.expires = 0
	over := w.over || w.dialog == nil
	w.mu.Unlock()
	if over {
		return nil
	}
	_, err := w.renew(ctx)
	return err
}

func (w *watch) complete(req *sip.Request) {
	w.mu.Lock()
	expires := w.expires
	w.mu.Unlock()
	req.AppendHeader(w.session.contact())
	req.AppendHeader(sip.NewHeader("Event", "presence"))
	for _, h := range w.view.headers() {
		req.AppendHeader(h)
	}
	req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(int(expires/time.Second))))
}

func (w *watch) send(ctx context.Context, req *sip.Request) (*sip.Response, time.Duration, error) {
	s := w.session
	res, err := s.ask(ctx, req, s.scene.bounds().Presence)
	if err != nil {
		return nil, 0, err
	}
	if !res.IsSuccess() {
		return nil, 0, fmt.Errorf("%s could not watch %s: the front end answered %s", s.client, w.person, res.StartLine())
	}
	seconds, err := strconv.Atoi(sipwire.Value(res, "Expires"))
	if err != nil {
		return nil, 0, fmt.Errorf("%s was answered %d to SUBSCRIBE without a readable Expires: %w", s.client, res.StatusCode, err)
	}
	if number, err := strconv.ParseUint(sipwire.Value(res, "ms-piggyback-cseq"), 10, 32); err == nil && len(res.Body()) > 0 {
		if err := w.see(uint32(number), sipwire.Value(res, "Content-Type"), res.Body()); err != nil {
			return nil, 0, fmt.Errorf("%s was sent presence that can't be read: %w", s.client, err)
		}
	}
	return res, time.Duration(seconds) * time.Second, nil
}

// request shows what a NOTIFY says, or a BENOTIFY, which is not answered.
func (w *watch) request(tx *sipwire.ServerTx) {
	s, req := w.session, tx.Request()
	answer := func(code int, headers ...sip.Header) { s.reply(tx, code, headers...) }
	switch req.Method {
	case sip.NOTIFY:
	case methodBENotify:
		tx.Drop()
		answer = func(int, ...sip.Header) {}
	default:
		answer(405, sip.NewHeader("Allow", string(sip.NOTIFY)))
		return
	}
	number, _ := sipwire.CSeq(req)
	if err := w.see(number, sipwire.Value(req, "Content-Type"), req.Body()); err != nil {
		answer(400)
		s.blind(fmt.Errorf("%s was sent presence that can't be read: %w", s.client, err))
		return
	}
	if state, _ := sipwire.ParseParams(sipwire.Value(req, "Subscription-State")); strings.EqualFold(state, "terminated") {
		w.mu.Lock()
		w.over = true
		w.mu.Unlock()
	}
	answer(200)
}

// see shows what a document says, unless something newer is shown already.
func (w *watch) see(number uint32, contentType string, body []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if number <= w.last {
		return nil
	}
	seen, err := w.view.reads(w.person.Address(), contentType, body)
	if err != nil {
		return err
	}
	w.last, w.shown = number, seen.words
	w.session.client.say(record.Event{
		Kind: record.PresenceShown, From: w.person.Address(), To: w.session.me(), Text: seen.words,
		Attrs: map[string]string{
			// The number of the NOTIFY grows with every state that is told, as the front end's own serial does.
			"serial":       strconv.FormatUint(uint64(number), 10),
			"capabilities": strings.Join(seen.capabilities, ","),
			"activities":   strings.Join(seen.activities, ","),
		},
	})
	return nil
}

func (w *watch) acknowledged() {}

func (s *sfbSession) openWatches() []*watch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sortedByAddress(s.watches)
}

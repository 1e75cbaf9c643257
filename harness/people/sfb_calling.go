package people

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Invitation is an offer that is no plain IM session: other media, a meeting, a file, several people.
type Invitation struct {
	// ContentType and Body are the INVITE's.
	ContentType string
	Body        []byte
	// Headers are added to it ("Roster-Manager", "EndPoints", "TriggeredInvite"), in the order of their names.
	Headers map[string]string
	// Modalities are what the caller calls it; they go into the [Call].
	Modalities []string
}

// Call calls a person, and returns when it rings somewhere or was refused (bound: Answer and Delivery). Without modalities it is an
// audio call. Placing a call is activity: the IUT is told of it first (bound: Told).
func (c *SfBClient) Call(ctx context.Context, to *Person, modalities ...string) *Call {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	if len(modalities) == 0 {
		modalities = []string{"audio"}
	}
	return c.Invite(ctx, to, Invitation{
		ContentType: sdpType, Body: offerOf(session.flow.Local(), session.me(), modalities...), Modalities: modalities,
	})
}

// Invite sends any other INVITE. Else it is as [SfBClient.Call].
func (c *SfBClient) Invite(ctx context.Context, to *Person, offer Invitation) *Call {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	s.stop(session.used(ctx, "placed"))
	uri := sipwire.UserURI(to.Address())
	req := sipwire.NewRequest(sip.INVITE, uri, session.uri(), uri)
	req.AppendHeader(session.contact())
	req.AppendHeader(sip.NewHeader("Allow", allowed))
	for _, name := range slices.Sorted(maps.Keys(offer.Headers)) {
		req.AppendHeader(sip.NewHeader(name, offer.Headers[name]))
	}
	sipwire.SetBody(req, offer.ContentType, offer.Body)
	call := &Call{
		ID: sipwire.CallID(req), From: c.person, To: []*Person{to}, Modalities: slices.Sorted(slices.Values(offer.Modalities)),
		Via: c.Name(), Mark: s.Log.Len(), SentAt: time.Now(),
	}
	call.Status, err = session.place(ctx, call, req)
	s.stop(err)
	return call
}

// place sends the INVITE of a call and waits until it rings somewhere (0) or has its final answer.
func (s *sfbSession) place(ctx context.Context, call *Call, req *sip.Request) (status int, err error) {
	own := &sfbCall{session: s, id: call.ID, peer: call.To[0].Address(), modalities: call.Modalities}
	s.mu.Lock()
	s.calls = append(s.calls, own)
	s.mu.Unlock()
	in, err := s.invite(req, func(d *sipwire.Dialog) {
		own.established(d)
		if own.spoken() {
			s.start(func() { s.report(s.talking(s.life)) })
		}
	})
	if err != nil {
		own.end()
		return 0, err
	}
	own.outgoing = in
	bounds := s.scene.bounds()
	res, err := in.awaitRinging(ctx, bounds.Answer+bounds.Delivery)
	if err != nil {
		own.end()
		return 0, err
	}
	if res == nil {
		// It rings. What becomes of it is told by whoever answers, declines or hangs up; a refusal also by the caller.
		s.start(func() { own.watch() })
		return 0, nil
	}
	if !res.IsSuccess() {
		own.refused(res.StatusCode)
	}
	return res.StatusCode, nil
}

// watch waits, while the call rings, for an answer that ends it.
func (c *sfbCall) watch() {
	select {
	case o := <-c.outgoing.final:
		if o.err == nil && !o.res.IsSuccess() {
			c.refused(o.res.StatusCode)
		}
		c.outgoing.final <- o // whoever hangs up waits for it as well
	case <-c.session.life.Done():
	}
}

// refused tells the caller that the call did not come about. A call that the caller took back was not refused.
func (c *sfbCall) refused(status int) {
	if !c.end() {
		return
	}
	e := c.event(record.CallRefused)
	e.Attrs["status"] = strconv.Itoa(status)
	c.session.client.say(e)
}

// Answer takes the call of the person that rings at this client; it waits for it (bound: Delivery). It returns when the
// call goes on, both show as on the phone if they can speak in it, and the IUT was told (bound: Told).
func (c *SfBClient) Answer(ctx context.Context, from *Person) {
	p, s := c.person, c.person.scene
	session, err := c.active()
	s.stop(err)
	call, err := session.awaitRinging(ctx, from)
	s.stop(err)
	mark := s.Log.Len()
	s.stop(call.take())
	_, err = s.await(ctx, s.bounds().Delivery, mark,
		record.And(record.Is(record.CallAnswered), record.By(c.Name()), record.With("call-id", call.id)))
	if errors.Is(err, errLate) {
		err = session.callLate(from, fmt.Sprintf("%s answered the call of %s; the ACK to it did not come within %s (delivery)", c, from, s.bounds().Delivery))
	}
	s.stop(err)
	c.say(record.Event{Kind: record.Acted, From: p.Address(), Attrs: map[string]string{"what": "answered"}})
	if call.spoken() {
		s.stop(session.talking(ctx))
		s.stop(s.awaitPhone(ctx, mark, p, true))
		s.stop(s.awaitPhone(ctx, mark, from, true))
	}
}

// take answers 200.
func (c *sfbCall) take() error {
	s, tx := c.session, c.incoming
	res := sipwire.NewResponse(tx.Request(), 200, "", tx.Tag(), s.contact())
	if sipwire.ContentType(tx.Request()) == sdpType {
		sipwire.SetBody(res, sdpType, offerOf(s.flow.Local(), s.me(), c.modalities...))
	}
	dialog, err := sipwire.NewUAS(tx.Request(), res, s.flow)
	if err != nil {
		return fmt.Errorf("%s can't take the call of %s: %w", s.client, c.peer, err)
	}
	c.established(dialog)
	tx.Reliable2xx = true
	if err := tx.Respond(res); err != nil {
		return fmt.Errorf("%s can't take the call of %s: %w", s.client, c.peer, err)
	}
	return nil
}

// Decline refuses the call of the person that rings at this client (603); it waits for it (bound: Delivery), and until the
// caller was told (bound: Delivery).
func (c *SfBClient) Decline(ctx context.Context, from *Person) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	call, err := session.awaitRinging(ctx, from)
	s.stop(err)
	mark := s.Log.Len()
	call.end()
	session.reply(call.incoming, 603)
	_, err = s.await(ctx, s.bounds().Delivery, mark,
		record.And(record.Is(record.CallRefused), record.From(from.Address()), record.With("call-id", call.id)))
	if errors.Is(err, errLate) {
		err = session.callLate(from, fmt.Sprintf("%s declined the call of %s; the caller was not told within %s (delivery)", c, from, s.bounds().Delivery))
	}
	s.stop(err)
}

// EndCall hangs up the newest call that this client is in, or takes back the one that it makes. It returns when nobody of
// the two shows as on the phone any more and the IUT was told (bound: Told). Ending a call is activity.
func (c *SfBClient) EndCall(ctx context.Context) {
	p, s := c.person, c.person.scene
	session, err := c.active()
	s.stop(err)
	calls := session.openCalls()
	if len(calls) == 0 {
		s.stop(fmt.Errorf("%s is in no call that it could end", c))
	}
	call := calls[len(calls)-1]
	spoken := call.spoken()
	mark := s.Log.Len()
	c.say(record.Event{Kind: record.Acted, From: p.Address(), Attrs: map[string]string{"what": "ended"}})
	s.stop(call.hangUp(ctx))
	ended := call.event(record.CallEndedAt)
	ended.Attrs["reason"] = "this side hung up"
	c.say(ended)
	if spoken {
		s.stop(session.quiet(ctx))
		s.stop(s.awaitPhone(ctx, mark, p, false))
		s.stop(s.awaitPhoneOf(ctx, mark, call.peer, call.peer, false))
	}
}

// awaitPhone waits until an SfB client of the person has published that they are on the phone, or no longer are (bound:
// Presence), and the IUT was told of it (bound: Told).
func (s *Scene) awaitPhone(ctx context.Context, mark int, who *Person, on bool) error {
	return s.awaitPhoneOf(ctx, mark, who.Handle, who.Address(), on)
}

func (s *Scene) awaitPhoneOf(ctx context.Context, mark int, name, address string, on bool) error {
	published, err := s.await(ctx, s.bounds().Presence, mark, func(e record.Event) bool {
		_, client, personal := record.SplitClientName(e.Party)
		return e.Kind == record.Published && e.From == address && personal && strings.HasPrefix(client, record.ClientSfB) &&
			slices.Contains(strings.Split(e.Attr("activities"), ","), "on-the-phone") == on
	})
	if errors.Is(err, errLate) {
		return fmt.Errorf("the SfB client of %s was expected to publish on-the-phone=%t; the SfB front end's log does not show it within %s (presence)",
			name, on, s.bounds().Presence)
	}
	if err != nil {
		return err
	}
	return s.toldOfPresence(ctx, name, address, published)
}

// Offer sends a re-INVITE that adds the modalities to the open conversation with the person, and returns the status of
// the answer (bound: Answer).
func (c *SfBClient) Offer(ctx context.Context, to *Person, modalities ...string) int {
	return c.within(to, func(conv *conversation) (*sip.Response, error) {
		session := conv.session
		req := conv.dialog.Request(sip.INVITE)
		req.AppendHeader(session.contact())
		sipwire.SetBody(req, sdpType, offerOf(session.flow.Local(), session.me(), append([]string{"message"}, modalities...)...))
		in, err := session.reinvite(req, conv.dialog)
		if err != nil {
			return nil, err
		}
		return in.await(ctx, session.scene.bounds().Answer)
	})
}

package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// sfbCall is a call at one SfB client, or another invitation that is no IM: it rings, goes on, and is then forgotten.
type sfbCall struct {
	session    *sfbSession
	id         string
	peer       string // bare address
	modalities []string
	outgoing   *inviting         // nil at the callee
	incoming   *sipwire.ServerTx // nil at the caller

	mu     sync.Mutex
	dialog *sipwire.Dialog // nil while it rings
	over   bool
}

// rung lets an invitation ring that is no IM.
func (s *sfbSession) rung(tx *sipwire.ServerTx, offer []string) {
	req := tx.Request()
	call := &sfbCall{session: s, id: sipwire.CallID(req), peer: sipwire.FromAddress(req), modalities: offer, incoming: tx}
	if len(offer) == 0 {
		call.modalities = []string{sipwire.ContentType(req)} // a meeting, a file: what it is, its body says
	}
	s.mu.Lock()
	s.calls = append(s.calls, call)
	s.mu.Unlock()
	tx.OnCancel(func(cancel *sip.Request) {
		if !call.end() {
			return
		}
		s.reply(tx, 487)
		e := call.event(record.CallMissed)
		e.Attrs["reason"] = sipwire.Value(cancel, "Reason")
		s.client.say(e)
	})
	s.respond(tx, 180, tx.Tag(), "", nil)
	s.client.say(call.event(record.CallRinging))
}

// event is an event of the callee's client about the call.
func (c *sfbCall) event(kind record.Kind) record.Event {
	from, to := c.peer, c.session.me()
	if c.incoming == nil {
		from, to = to, from
	}
	return record.Event{
		Kind: kind, From: from, To: to,
		Attrs: map[string]string{"call-id": c.id, "modalities": strings.Join(c.modalities, ",")},
	}
}

// established makes the call one that goes on.
func (c *sfbCall) established(d *sipwire.Dialog) {
	c.mu.Lock()
	c.dialog = d
	c.mu.Unlock()
	c.session.enter(d.CallID(), d.LocalTag(), c)
}

// spoken says whether the call goes on, in a medium in which people speak.
func (c *sfbCall) spoken() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dialog != nil && !c.over && (slices.Contains(c.modalities, "audio") || slices.Contains(c.modalities, "video"))
}

// end forgets the call. It says whether it rang or went on until now.
func (c *sfbCall) end() bool {
	c.mu.Lock()
	was := !c.over
	c.over = true
	dialog := c.dialog
	c.mu.Unlock()
	s := c.session
	s.mu.Lock()
	s.calls = slices.DeleteFunc(s.calls, func(other *sfbCall) bool { return other == c })
	s.mu.Unlock()
	if dialog != nil {
		s.exit(dialog.CallID(), dialog.LocalTag())
	}
	return was
}

// request handles what the other side sends within the call.
func (c *sfbCall) request(tx *sipwire.ServerTx) {
	s := c.session
	switch tx.Request().Method {
	case sip.BYE:
		spoken := c.spoken()
		ended := c.end()
		s.reply(tx, 200)
		if ended {
			e := c.event(record.CallEndedAt)
			e.Attrs["reason"] = "the other side hung up"
			s.client.say(e)
		}
		if ended && spoken {
			s.start(func() { s.report(s.quiet(s.life)) })
		}
	case sip.INVITE, sip.UPDATE:
		s.reply(tx, 488) // a call stays what it is
	default:
		s.reply(tx, 405, sip.NewHeader("Allow", allowed))
	}
}

// acknowledged: the callee's 2xx has reached the caller.
func (c *sfbCall) acknowledged() {
	if c.incoming != nil {
		c.session.client.say(c.event(record.CallAnswered))
	}
}

// hangUp ends the call in whatever state it is, and waits until the other side knows.
func (c *sfbCall) hangUp(ctx context.Context) error {
	s := c.session
	c.mu.Lock()
	dialog := c.dialog
	c.mu.Unlock()
	if !c.end() {
		return nil
	}
	switch {
	case dialog != nil:
		_, err := s.ask(ctx, dialog.Request(sip.BYE), s.scene.bounds().Delivery)
		return err
	case c.incoming != nil:
		s.reply(c.incoming, 480)
		return nil
	}
	c.outgoing.giveUp()
	_, err := c.outgoing.await(ctx, s.scene.bounds().Answer)
	return err
}

// abandon ends the call without waiting for anybody.
func (c *sfbCall) abandon() {
	c.mu.Lock()
	dialog := c.dialog
	c.mu.Unlock()
	switch {
	case !c.end():
	case dialog != nil:
		_, _ = c.session.endpoint.Request(c.session.flow, dialog.Request(sip.BYE), nil)
	case c.incoming != nil:
		c.session.reply(c.incoming, 480)
	default:
		c.outgoing.giveUp()
	}
}

// talking and quiet publish that the person is on the phone, or no longer is; both are activity.
func (s *sfbSession) talking(ctx context.Context) error {
	_, err := s.put(ctx, func(state *selfState) { state.onThePhone = true; state.touch() })
	return err
}

func (s *sfbSession) quiet(ctx context.Context) error {
	_, err := s.put(ctx, func(state *selfState) { state.onThePhone = false; state.touch() })
	return err
}

// report records what went wrong beside the purpose's own goroutine.
func (s *sfbSession) report(err error) {
	if err != nil && s.life.Err() == nil {
		s.blind(err)
	}
}

func (s *sfbSession) openCalls() []*sfbCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// ringing is the newest call of a person that rings at this client, nil without one.
func (s *sfbSession) ringing(from string) *sfbCall {
	calls := s.openCalls()
	for _, call := range slices.Backward(calls) {
		call.mu.Lock()
		rings := call.incoming != nil && call.dialog == nil && !call.over && call.peer == from
		call.mu.Unlock()
		if rings {
			return call
		}
	}
	return nil
}

// awaitRinging waits until a call of the person rings at this client (bound: Delivery).
func (s *sfbSession) awaitRinging(ctx context.Context, from *Person) (*sfbCall, error) {
	var call *sfbCall
	bound := s.scene.bounds().Delivery
	err := s.scene.until(ctx, bound, func([]record.Event) bool {
		call = s.ringing(from.Address())
		return call != nil
	})
	if !errors.Is(err, errLate) {
		return call, err
	}
	return nil, s.callLate(from, fmt.Sprintf("a call of %s was expected to ring at %s; it did not within %s (delivery)", from, s.client, bound))
}

// callLate is the error of a call that did not come to what it should have: the IUT's fault when it has taken a call of the
// person to this one, or ended it for all, else the tester's.
func (s *sfbSession) callLate(from *Person, sentence string) error {
	for _, e := range s.scene.Log.All() {
		taken := strings.HasPrefix(e.Attr("status"), "2") || strings.HasPrefix(e.Attr("status"), "6")
		if e.Kind == record.BranchEnded && e.Party == record.PartyIUT && e.From == from.Address() && e.To == s.me() && taken {
			return iutFailed(ErrSpares, nil, "%s, and the implementation answered its branch of the call with %s", sentence, e.Attr("status"))
		}
	}
	return errors.New(sentence)
}

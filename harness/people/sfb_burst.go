package people

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// SendAll sends n IMs with the text in one conversation, as fast as they can be written: it waits for no answer before it
// sends the next, and for all answers at the end (bound: Delivery). It opens a conversation when none is open. Else it is
// as [SfBClient.Send].
func (c *SfBClient) SendAll(ctx context.Context, to *Person, text string, n int) []*IM {
	return c.sendWhile(ctx, to, text, n, nil)
}

// SendWhile sends an IM, and does something before it waits for the answer (bound: Delivery, from then on). Else it is as
// [SfBClient.SendAll] with one IM.
func (c *SfBClient) SendWhile(ctx context.Context, to *Person, text string, meanwhile func()) *IM {
	return c.sendWhile(ctx, to, text, 1, meanwhile)[0]
}

// SendDuring sends an IM in an outage, lets that end in healed, and then waits for the answer (bound: Recovery; none is the IUT's
// failure). Else it is as [SfBClient.SendWhile].
func (c *SfBClient) SendDuring(ctx context.Context, to *Person, text string, healed func(im *IM)) *IM {
	s := c.person.scene
	conv, session := c.conversing(ctx, to)
	im, answers := newIM(c.person, c.Name(), text), make(chan answer, 1)
	s.stop(session.sendIn(conv, to, im, answers))
	healed(im)
	within, cancel := context.WithTimeout(ctx, s.bounds().Recovery)
	defer cancel()
	select {
	case a := <-answers:
		if errors.Is(a.err, sipwire.ErrTimeout) {
			a.im.Status, a.err = 408, nil // what a client makes of that (RFC 3261 section 8.1.3.1)
		}
		s.stop(a.err)
		c.told(a.im)
	case <-within.Done():
		s.stop(iutFailed(ErrAnswers, nil, "%s was sent while something was broken, and the implementation was expected to answer it; it did not "+
			"within %s (recovery) after all was whole again", im, s.bounds().Recovery))
	}
	return im
}

func (c *SfBClient) sendWhile(ctx context.Context, to *Person, text string, n int, meanwhile func()) []*IM {
	s := c.person.scene
	conv, session := c.conversing(ctx, to)
	answers := make(chan answer, n)
	var ims []*IM
	for range n {
		im := newIM(c.person, c.Name(), text)
		ims = append(ims, im)
		s.stop(session.sendIn(conv, to, im, answers))
	}
	if meanwhile != nil {
		meanwhile()
	}
	within, cancel := context.WithTimeout(ctx, s.bounds().Delivery)
	defer cancel()
	for answered := range n {
		select {
		case a := <-answers:
			s.stop(a.err)
			c.told(a.im)
		case <-within.Done():
			s.stop(fmt.Errorf("%d of the %d IMs that %s sent were not answered within %s (delivery)", n-answered, n, c, s.bounds().Delivery))
		}
	}
	return ims
}

// answer is what became of an IM that was sent without waiting for it.
type answer struct {
	im  *IM
	err error
}

// conversing is the open conversation with a person, opened when there is none, of somebody who is about to send.
func (c *SfBClient) conversing(ctx context.Context, with *Person) (*conversation, *sfbSession) {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	s.stop(session.used(ctx, "sent"))
	conv := session.conversation(with.Address())
	if conv == nil {
		var res *sip.Response
		conv, res, err = session.converse(ctx, sipwire.NewCallID(), with.Address())
		s.stop(err)
		if conv == nil {
			s.stop(fmt.Errorf("%s was refused a conversation with %s: %d %s", c, with, res.StatusCode, res.Reason))
		}
	}
	return conv, session
}

// sendIn sends an IM in a conversation. Its answer goes to answers, which has room for it.
func (s *sfbSession) sendIn(conv *conversation, to *Person, im *IM, answers chan<- answer) error {
	im.To, im.Conversation = to, conv.dialog.CallID()
	req := conv.dialog.Request(sip.MESSAGE)
	sipwire.SetBody(req, plainText, []byte(im.Content))
	s.client.say(im.event(record.IMSent, "call-id"))
	_, err := s.endpoint.Request(s.flow, req, func(res *sip.Response, err error) {
		if err == nil && res.IsProvisional() {
			return
		}
		if err == nil {
			im.Status = res.StatusCode
		}
		answers <- answer{im, err}
	})
	return err
}

// told notes what the client was told of an IM that has its Status.
func (c *SfBClient) told(im *IM) {
	im.ToldAt = time.Now()
	told := im.event(record.IMAccepted, "call-id")
	if !im.Accepted() {
		told.Kind = record.IMRefused
		told.Attrs["status"], told.Attrs["reason"] = strconv.Itoa(im.Status), sipwire.ReasonPhrase(im.Status)
	}
	c.say(told)
}

package people

import (
	"context"
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
	return c.sendWhile(ctx, to, text, n, func() {})
}

// SendWhile sends an IM, and does something before it waits for the answer (bound: Delivery, from then on). Else it is as
// [SfBClient.SendAll] with one IM.
func (c *SfBClient) SendWhile(ctx context.Context, to *Person, text string, meanwhile func()) *IM {
	return c.sendWhile(ctx, to, text, 1, meanwhile)[0]
}

func (c *SfBClient) sendWhile(ctx context.Context, to *Person, text string, n int, meanwhile func()) []*IM {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	s.stop(session.used(ctx, "sent"))
	conv := session.conversation(to.Address())
	if conv == nil {
		var res *sip.Response
		conv, res, err = session.converse(ctx, sipwire.NewCallID(), to.Address())
		s.stop(err)
		if conv == nil {
			s.stop(fmt.Errorf("%s was refused a conversation with %s: %d %s", c, to, res.StatusCode, res.Reason))
		}
	}
	type answer struct {
		im  *IM
		err error
	}
	answers := make(chan answer, n)
	var ims []*IM
	for range n {
		im := newIM(c.person, c.Name(), text)
		im.To, im.Conversation = to, conv.dialog.CallID()
		ims = append(ims, im)
		req := conv.dialog.Request(sip.MESSAGE)
		sipwire.SetBody(req, plainText, []byte(im.Content))
		c.say(im.event(record.IMSent, "call-id"))
		_, err := session.endpoint.Request(session.flow, req, func(res *sip.Response, err error) {
			if err == nil && res.IsProvisional() {
				return
			}
			if err == nil {
				im.Status = res.StatusCode
			}
			answers <- answer{im, err}
		})
		s.stop(err)
	}
	meanwhile()
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

package people

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Send sends an IM in the open conversation with the person, or in a new one, and waits until the client is told that it
// was accepted or refused (bound: Answer and Delivery for the session, Delivery for the IM in it). When the other side has lost the
// conversation (408, 480, 481) the client drops it and sends the IM once more, in a new one. Sending is activity: the IUT
// is told of it first (bound: Told).
func (c *SfBClient) Send(ctx context.Context, to *Person, text string) *IM {
	return c.SendForm(ctx, to, Form{Text: text})
}

// Form is an IM that is not sent as the plain text that was typed.
type Form struct {
	// Text is what the other side is to read of it.
	Text string
	// ContentType is that of the MESSAGE, empty for plain text in UTF-8.
	ContentType string
	// Body writes the MESSAGE's body with the token of the IM in it. Nil is the text, a space, the token.
	Body func(token string) string
	// Headers are further headers of the requests that it goes with, by name. Nil adds none.
	Headers map[string]string
}

// headers are the further ones, in the order of their names.
func (f Form) headers() []sip.Header {
	var headers []sip.Header
	for _, name := range slices.Sorted(maps.Keys(f.Headers)) {
		headers = append(headers, sip.NewHeader(name, f.Headers[name]))
	}
	return headers
}

// kind is the media type in which it goes over the wire.
func (f Form) kind() string { return cmp.Or(f.ContentType, plainText) }

// body is what of an IM in this form goes over the wire.
func (f Form) body(im *IM) string {
	if f.Body == nil {
		return im.Content
	}
	return f.Body(im.Token)
}

// SendForm sends an IM in a form of its own. Else it is as [SfBClient.Send].
func (c *SfBClient) SendForm(ctx context.Context, to *Person, form Form) *IM {
	return c.send(ctx, to, form.Text, func(session *sfbSession, im *IM) error {
		kind := form.kind()
		im.Content = form.body(im)
		conv := session.conversation(to.Address())
		if conv != nil {
			im.Conversation = conv.dialog.CallID()
			c.say(im.event(record.IMSent, "call-id"))
			res, err := conv.message(ctx, kind, im.Content, form.headers()...)
			if err != nil {
				return err
			}
			im.Status = res.StatusCode
			if !slices.Contains(lost, im.Status) {
				return nil
			}
			if err := conv.bye(ctx); err != nil {
				return err
			}
			im.Conversation = sipwire.NewCallID()
		} else {
			c.say(im.event(record.IMSent, "call-id"))
		}
		conv, res, err := session.converse(ctx, im.Conversation, to.Address(), form.headers()...)
		if err == nil && conv != nil {
			res, err = conv.message(ctx, kind, im.Content, form.headers()...)
		}
		if err != nil {
			return err
		}
		im.Status = res.StatusCode
		if conv != nil && slices.Contains(lost, im.Status) {
			return conv.bye(ctx)
		}
		return nil
	})
}

// SendInInvite begins a new conversation whose INVITE carries the text (ms-text-format), and ends an open one with the
// person before. Who answers without saying that they took the text gets it again as a MESSAGE. Else it is as [SfBClient.Send].
func (c *SfBClient) SendInInvite(ctx context.Context, to *Person, text string) *IM {
	return c.SendFormInInvite(ctx, to, Form{Text: text})
}

// SendFormInInvite is [SfBClient.SendInInvite] of an IM in a form of its own.
func (c *SfBClient) SendFormInInvite(ctx context.Context, to *Person, form Form) *IM {
	return c.send(ctx, to, form.Text, func(session *sfbSession, im *IM) error {
		kind := form.kind()
		im.Content = form.body(im)
		if conv := session.conversation(to.Address()); conv != nil {
			if err := conv.bye(ctx); err != nil {
				return err
			}
		}
		c.say(im.event(record.IMSent, "call-id"))
		conv, res, err := session.converse(ctx, im.Conversation, to.Address(), append(form.headers(), firstMessage(kind, im.Content))...)
		if err == nil && conv != nil && !slices.Contains(sipwire.List(res, "Supported"), "ms-text-format") {
			res, err = conv.message(ctx, kind, im.Content, form.headers()...)
		}
		if err != nil {
			return err
		}
		im.Status = res.StatusCode
		return nil
	})
}

// SendPager sends a pager-mode MESSAGE, outside any conversation (RFC 3428). Else it is as [SfBClient.Send].
func (c *SfBClient) SendPager(ctx context.Context, to *Person, text string) *IM {
	return c.send(ctx, to, text, func(session *sfbSession, im *IM) error {
		c.say(im.event(record.IMSent, "call-id"))
		uri := sipwire.UserURI(to.Address())
		req := sipwire.NewRequest(sip.MESSAGE, uri, session.uri(), uri)
		id := sip.CallIDHeader(im.Conversation)
		sipwire.Set(req, &id)
		sipwire.SetBody(req, plainText, []byte(im.Content))
		res, err := session.ask(ctx, req, session.scene.bounds().Delivery)
		if err != nil {
			return err
		}
		im.Status = res.StatusCode
		return nil
	})
}

// send does what all ways of sending have in common. deliver fills in the IM's Status.
func (c *SfBClient) send(ctx context.Context, to *Person, text string, deliver func(*sfbSession, *IM) error) *IM {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	s.stop(session.used(ctx, "sent"))
	im := newIM(c.person, c.Name(), text)
	im.To, im.Conversation = to, sipwire.NewCallID()
	err = deliver(session, im)
	s.stop(err)
	c.told(im)
	return im
}

// SendTyping tells the other side of the open conversation that the person types, and returns the status of the answer
// (bound: Delivery). Without an open conversation there is nobody to tell, which is the purpose's mistake.
func (c *SfBClient) SendTyping(ctx context.Context, to *Person) int {
	return c.within(to, func(conv *conversation) (*sip.Response, error) {
		req := conv.dialog.Request(sip.INFO)
		sipwire.SetBody(req, "application/xml", []byte(`<KeyboardActivity><status status="type"/></KeyboardActivity>`))
		return conv.session.ask(ctx, req, conv.session.scene.bounds().Delivery)
	})
}

// EndConversation ends the open conversation with the person and waits for the answer to the BYE (bound: Delivery).
func (c *SfBClient) EndConversation(ctx context.Context, with *Person) {
	c.within(with, func(conv *conversation) (*sip.Response, error) { return nil, conv.bye(ctx) })
}

// InConversation says whether a conversation with the person is open at this client, and returns its Call-ID.
func (c *SfBClient) InConversation(with *Person) (callID string, open bool) {
	session, err := c.active()
	if err != nil {
		return "", false
	}
	conv := session.conversation(with.Address())
	if conv == nil {
		return "", false
	}
	return conv.dialog.CallID(), true
}

// within does something in the open conversation with a person, and returns the status of the answer, 0 without one.
func (c *SfBClient) within(with *Person, do func(*conversation) (*sip.Response, error)) int {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	conv := session.conversation(with.Address())
	if conv == nil {
		s.stop(fmt.Errorf("%s has no open conversation with %s", c, with))
	}
	res, err := do(conv)
	s.stop(err)
	if res == nil {
		return 0
	}
	return res.StatusCode
}

package people

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// conversation is an IM session with a person that has been established: a dialog in which MESSAGEs go both ways.
type conversation struct {
	session *sfbSession
	peer    string // bare address
	dialog  *sipwire.Dialog

	mu   sync.Mutex
	over bool
}

// lost are the answers to a MESSAGE that say that the other side has lost the session: the client drops it, and sends the
// IM once more in a new one.
var lost = []int{408, 480, 481}

// newConversation makes an established session the open one with the person, in place of an earlier one, which is ended as SfB
// clients do.
func (s *sfbSession) newConversation(peer string, dialog *sipwire.Dialog) *conversation {
	c := &conversation{session: s, peer: peer, dialog: dialog}
	s.mu.Lock()
	earlier := s.conversations[peer]
	s.conversations[peer] = c
	s.dialogs[dialogKey(dialog.CallID(), dialog.LocalTag())] = c
	s.mu.Unlock()
	if earlier != nil {
		earlier.abandon()
	}
	return c
}

// conversation is the open one with a person, nil without one.
func (s *sfbSession) conversation(peer string) *conversation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conversations[peer]
}

func (s *sfbSession) openConversations() []*conversation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sortedByAddress(s.conversations)
}

// converse opens a session with a person. When it is refused, the conversation is nil and the response says how.
func (s *sfbSession) converse(ctx context.Context, callID, peer string, headers ...sip.Header) (*conversation, *sip.Response, error) {
	to := sipwire.UserURI(peer)
	req := sipwire.NewRequest(sip.INVITE, to, s.uri(), to)
	id := sip.CallIDHeader(callID)
	sipwire.Set(req, &id)
	req.AppendHeader(s.contact())
	req.AppendHeader(sip.NewHeader("Supported", "ms-sender"))
	req.AppendHeader(sip.NewHeader("Allow", allowed))
	for _, h := range headers {
		req.AppendHeader(h)
	}
	sipwire.SetBody(req, sdpType, offerOf(s.flow.Local(), s.me(), "message"))
	var made *conversation
	in, err := s.invite(req, func(d *sipwire.Dialog) { made = s.newConversation(peer, d) })
	if err != nil {
		return nil, nil, err
	}
	// The other side may be a person who waits until the IUT has answered, or has not within its bound.
	bounds := s.scene.bounds()
	res, err := in.await(ctx, bounds.Answer+bounds.Delivery)
	if err != nil || !res.IsSuccess() {
		return nil, res, err
	}
	return made, res, nil
}

// plainText is the media type in which an SfB client sends what was typed.
const plainText = "text/plain; charset=UTF-8"

// message sends an IM within the session.
func (c *conversation) message(ctx context.Context, contentType, body string, headers ...sip.Header) (*sip.Response, error) {
	req := c.dialog.Request(sip.MESSAGE)
	for _, h := range headers {
		req.AppendHeader(h)
	}
	sipwire.SetBody(req, contentType, []byte(body))
	return c.session.ask(ctx, req, c.session.scene.bounds().Delivery)
}

// bye ends the session and waits for the answer.
func (c *conversation) bye(ctx context.Context) error {
	if !c.end() {
		return nil
	}
	_, err := c.session.ask(ctx, c.dialog.Request(sip.BYE), c.session.scene.bounds().Delivery)
	return err
}

// abandon ends the session without waiting for the answer.
func (c *conversation) abandon() {
	if c.end() {
		_, _ = c.session.endpoint.Request(c.session.flow, c.dialog.Request(sip.BYE), nil)
	}
}

// end forgets the session. It says whether it was open until now.
func (c *conversation) end() bool {
	c.mu.Lock()
	was := !c.over
	c.over = true
	c.mu.Unlock()
	s := c.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conversations[c.peer] == c {
		delete(s.conversations, c.peer)
	}
	delete(s.dialogs, dialogKey(c.dialog.CallID(), c.dialog.LocalTag()))
	return was
}

// request handles what the other side sends within the session.
func (c *conversation) request(tx *sipwire.ServerTx) {
	s, req := c.session, tx.Request()
	if err := c.dialog.Check(req); err != nil {
		s.reply(tx, 500) // RFC 3261 section 12.2.2; the front end records the violation
		return
	}
	switch req.Method {
	case sip.MESSAGE:
		s.receive(tx, c.peer)
	case sip.INFO:
		if strings.Contains(string(req.Body()), `status="type"`) {
			s.typing(tx, c.peer)
		}
		s.reply(tx, 200)
	case sip.BYE:
		c.end()
		s.reply(tx, 200)
	case sip.INVITE, sip.UPDATE:
		c.reoffered(tx)
	default:
		s.reply(tx, 405, sip.NewHeader("Allow", allowed))
	}
}

// reoffered answers a re-INVITE or UPDATE: a session stays a session of messages (RFC 3261 section 14.2).
func (c *conversation) reoffered(tx *sipwire.ServerTx) {
	s, req := c.session, tx.Request()
	offer := modalitiesOf(req)
	if len(offer) > 0 && !slices.Equal(offer, []string{"message"}) {
		s.reply(tx, 488)
		return
	}
	c.dialog.Refresh(req)
	if req.Method == sip.UPDATE && len(offer) == 0 {
		s.respond(tx, 200, tx.Tag(), "", nil)
		return
	}
	if req.Method == sip.INVITE {
		tx.Reliable2xx = true
	}
	s.respond(tx, 200, tx.Tag(), sdpType, offerOf(s.flow.Local(), s.me(), "message"))
}

func (c *conversation) acknowledged() {}

// firstMessage is the header with which the first IM rides in the INVITE (MS-SIP: ms-text-format).
func firstMessage(contentType, body string) sip.Header {
	return sip.NewHeader("ms-text-format", contentType+";ms-body="+base64.StdEncoding.EncodeToString([]byte(body)))
}

// firstMessageOf is the text that rides in an INVITE; ok is false when none does.
func firstMessageOf(req *sip.Request) (text, contentType string, ok bool) {
	format, params := sipwire.ParseParams(sipwire.Value(req, "ms-text-format"))
	body, there := sipwire.Param(params, "ms-body")
	if !there || !strings.HasPrefix(strings.ToLower(format), "text/") || offersFile(req) {
		return "", "", false
	}
	decoded, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return "", "", false
	}
	return string(decoded), strings.ToLower(format), true
}

// offersFile says whether what rides in an INVITE is the offer of a file, which rings like a call.
func offersFile(req *sip.Request) bool {
	format, _ := sipwire.ParseParams(sipwire.Value(req, "ms-text-format"))
	return strings.EqualFold(format, "text/x-msmsgsinvite")
}

// typing shows that the other side types.
func (s *sfbSession) typing(tx *sipwire.ServerTx, peer string) {
	s.client.say(record.Event{
		Kind: record.TypingShown, From: peer, To: s.me(), Attrs: map[string]string{"call-id": sipwire.CallID(tx.Request())},
	})
}

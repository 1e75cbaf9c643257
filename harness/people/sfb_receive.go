package people

import (
	"strings"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// receive takes a MESSAGE: it is shown before it is answered, so that an IM that was accepted is one that was seen.
func (s *sfbSession) receive(tx *sipwire.ServerTx, peer string) {
	req := tx.Request()
	kind := sipwire.ContentType(req)
	switch {
	case kind == "application/im-iscomposing+xml": // RFC 3994
		if strings.Contains(string(req.Body()), "<state>active</state>") {
			s.typing(tx, peer)
		}
		s.reply(tx, 200)
	case !strings.HasPrefix(kind, "text/") || kind == "text/x-msmsgsinvite":
		s.reply(tx, 415, sip.NewHeader("Accept", "text/plain, text/html, application/im-iscomposing+xml"))
	case s.client.refuses.Load() != 0:
		s.reply(tx, int(s.client.refuses.Load()))
	default:
		s.show(peer, sipwire.CallID(req), kind, string(req.Body()))
		s.reply(tx, 200)
	}
}

// paged takes a pager-mode MESSAGE (RFC 3428).
func (s *sfbSession) paged(tx *sipwire.ServerTx) {
	s.receive(tx, sipwire.FromAddress(tx.Request()))
}

// show puts an IM before the person's eyes.
func (s *sfbSession) show(from, callID, contentType, text string) {
	s.client.say(record.Event{
		Kind: record.IMShown, From: from, To: s.me(), Token: record.TokenIn(text), Text: text,
		Attrs: map[string]string{"call-id": callID, "content-type": contentType},
	})
}

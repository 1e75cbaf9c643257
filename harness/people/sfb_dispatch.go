package people

import (
	"maps"
	"slices"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// onRequest is everything that the front end sends to the client but ACK and CANCEL. It runs on the flow's reader, in
// order, and so shows things in the order in which they came.
func (s *sfbSession) onRequest(tx *sipwire.ServerTx) {
	req := tx.Request()
	if tag := sipwire.ToTag(req); tag != "" {
		s.mu.Lock()
		d := s.dialogs[dialogKey(sipwire.CallID(req), tag)]
		s.mu.Unlock()
		switch {
		case d == nil && req.Method == methodBENotify:
			tx.Drop() // nobody waits for an answer
			return
		case d == nil:
			s.reply(tx, 481)
			return
		}
		d.request(tx)
		return
	}
	switch req.Method {
	case sip.INVITE:
		s.invited(tx)
	case sip.MESSAGE:
		s.paged(tx)
	case sip.OPTIONS:
		if token := sipwire.Value(req, "Duet-Fence"); token != "" {
			s.client.say(record.Event{Kind: record.FenceSeen, To: s.me(), Token: token})
		}
		s.reply(tx, 200, sip.NewHeader("Allow", allowed))
	default:
		s.reply(tx, 405, sip.NewHeader("Allow", allowed))
	}
}

// onAck is told of the ACK to a 2xx.
func (s *sfbSession) onAck(_ *sipwire.Flow, ack *sip.Request) {
	s.mu.Lock()
	d := s.dialogs[dialogKey(sipwire.CallID(ack), sipwire.ToTag(ack))]
	s.mu.Unlock()
	if d != nil {
		d.acknowledged()
	}
}

// enter makes a dialog known, by its Call-ID and this client's own tag in it (RFC 3261 section 12).
func (s *sfbSession) enter(callID, tag string, d dialogue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dialogs[dialogKey(callID, tag)] = d
}

// exit forgets a dialog.
func (s *sfbSession) exit(callID, tag string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.dialogs, dialogKey(callID, tag))
}

func dialogKey(callID, tag string) string { return callID + " " + tag }

// reply answers a request. An answer that can't be sent because the flow is gone is nobody's any more.
func (s *sfbSession) reply(tx *sipwire.ServerTx, code int, headers ...sip.Header) {
	_ = tx.Reply(code, sipwire.ReasonPhrase(code), headers...)
}

// respond answers a request that may make a dialog: with this side's tag and Contact, and a body if there is one.
func (s *sfbSession) respond(tx *sipwire.ServerTx, code int, tag, contentType string, body []byte, headers ...sip.Header) *sip.Response {
	res := sipwire.NewResponse(tx.Request(), code, "", tag, append(headers, s.contact())...)
	if contentType != "" {
		sipwire.SetBody(res, contentType, body)
	}
	_ = tx.Respond(res) // as with reply
	return res
}

// sortedByAddress lists the values of a map in the order of their keys.
func sortedByAddress[T any](m map[string]T) []T {
	list := make([]T, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, m[key])
	}
	return list
}

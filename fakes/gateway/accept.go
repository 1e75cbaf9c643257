package gateway

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// invited takes an INVITE that starts something new, and answers it at once: 200 when it is an IM and Teams is the right
// place, and otherwise a refusal that concerns nobody but this endpoint.
func (g *Gateway) invited(tx *sipwire.ServerTx) {
	req := tx.Request()
	l := g.lineOf(req)
	if l == nil {
		g.answer(tx, 480, "")
		return
	}
	if code, headers := objection(req, g.faults); code != 0 {
		l.object(tx, code, headers)
		return
	}
	peer := sipwire.FromAddress(req)
	if l.route(peer) != inTeams {
		l.decline(tx)
		return
	}
	if l.refuseWrongly(tx, peer) {
		return
	}
	first, rides, refused := firstMessage(req, g.faults)
	switch {
	case refused:
		g.answer(tx, 415, "", sip.NewHeader("Accept", "text/plain, text/html"))
	case rides && g.faults.has(IgnoresFirstMessageInInvite):
		l.accept(tx, true)
	case rides:
		l.acceptWith(tx, first)
	default:
		l.accept(tx, false)
	}
}

// route decides where an IM of a sender belongs.
func (l *line) route(peer string) place {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stick(peer, decide(l.now, l.g.faults))
}

// decline refuses an IM that is not for Teams, so that it goes on at the user's SfB client.
func (l *line) decline(tx *sipwire.ServerTx) {
	if !l.declineWrongly(tx) {
		l.g.answer(tx, 480, "")
	}
}

// object refuses an invitation to anything that is no IM of two.
func (l *line) object(tx *sipwire.ServerTx, code int, headers []sip.Header) {
	if !l.objectWrongly(tx, code) && !l.answerCallWrongly(tx, code) {
		l.g.answer(tx, code, "", headers...)
	}
}

// acceptWith takes an IM session whose first message rides in the INVITE. The message is stored before the answer, since
// the answer says that it was consumed. An INVITE that is cancelled meanwhile was taken elsewhere, and its message with it.
func (l *line) acceptWith(tx *sipwire.ServerTx, first string) {
	req := tx.Request()
	wanted, cancel := context.WithCancel(l.g.life)
	tx.OnCancel(func(*sip.Request) {
		cancel()
		l.g.answer(tx, 487, "")
	})
	l.g.start(func() {
		defer cancel()
		err := l.deliver(wanted, req, first)
		if err != nil && !l.g.faults.has(TakesFirstMessageUnstored) {
			l.log().Error("a first message was not stored", "error", err)
			l.g.answer(tx, 480, "")
			return
		}
		l.accept(tx, !l.g.faults.has(HidesFirstMessageTaken))
	})
}

// accept takes an IM session. consumed says that the first message came with the INVITE and must not be sent again.
func (l *line) accept(tx *sipwire.ServerTx, consumed bool) {
	req := tx.Request()
	res := tx.Response(200, "", l.contact(tx.Flow()), sip.NewHeader("Allow", allowed))
	if consumed {
		res.AppendHeader(sip.NewHeader("Supported", "ms-text-format"))
	}
	sipwire.SetBody(res, "application/sdp", l.sdp())
	dialog, err := sipwire.NewUAS(req, res, tx.Flow())
	if err != nil {
		l.g.answer(tx, 400, "Bad Request")
		return
	}
	l.forgetRoute(res)
	s := newSession(l, dialog, false)
	l.open(s)
	tx.Reliable2xx = true
	tx.OnNoAck(func() {
		s.confirm() // nothing more will come
		s.hangUp()
	})
	if err := tx.Respond(res); err != nil {
		l.forget(s) // it was cancelled in the same moment, or the connection is gone
	}
}

// messageID names an IM after the request that carried it. It is the same when the request comes again, and Teams stores
// one message for each name. A Call-ID may be longer than the name that Teams takes; then its hash serves as well.
func messageID(req *sip.Request) string {
	number, _ := sipwire.CSeq(req)
	id := fmt.Sprintf("%s;%d", sipwire.CallID(req), number)
	if len(id) > longestMessageID {
		id = fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(id)))
	}
	return id
}

// longestMessageID is how many characters Teams takes of the name that a message has at its sender's side.
const longestMessageID = 512

// pager takes a MESSAGE outside of any session (RFC 3428).
func (g *Gateway) pager(tx *sipwire.ServerTx) {
	req := tx.Request()
	l := g.lineOf(req)
	switch {
	case l == nil, l.route(sipwire.FromAddress(req)) != inTeams, g.copies.known(req):
		g.answer(tx, 480, "")
	case g.faults.has(DropsPager):
		g.answer(tx, 200, "")
	case g.refusesPager():
		g.answer(tx, g.faults.refusal(405), "", sip.NewHeader("Allow", allowed))
	default:
		// Its order is that of its sender's other messages, as far as there is one: each waits for its answer.
		g.start(func() { l.take(g.life, tx) })
	}
}

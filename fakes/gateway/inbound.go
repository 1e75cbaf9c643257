package gateway

import (
	"strings"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// request takes every SIP request that comes in. It runs on the goroutine that reads the connection, so whatever may take
// long is done elsewhere.
func (g *Gateway) request(tx *sipwire.ServerTx) {
	req := tx.Request()
	switch {
	case g.faults.has(AnswersNothing), g.repetition(req):
		return
	case g.choked.Load():
		g.answer(tx, 500, "")
		return
	case !g.trunk.brought(tx.Flow()) && !g.letsIn(tx):
		// Whoever sent it, it was not the front end, which has asked the sender who they are.
		g.log.Warn("a request that does not come from the front end was refused", "remote", tx.Flow().Remote())
		g.answer(tx, 403, "")
		return
	case req.Method == sip.NOTIFY:
		g.notify(tx)
		return
	case g.faults.has(SaysYesToEverything):
		g.yes(tx)
		return
	}
	if sipwire.ToTag(req) != "" {
		if s := g.sessionOf(req); s != nil {
			s.request(tx)
			return
		}
		if g.guessed(tx) {
			return
		}
		g.answer(tx, g.faults.forgotten(req), "")
		return
	}
	switch req.Method {
	case sip.INVITE:
		g.invited(tx)
	case sip.MESSAGE:
		g.pager(tx)
	case sip.OPTIONS:
		g.answer(tx, 200, "", sip.NewHeader("Allow", allowed), sip.NewHeader("Accept", "application/sdp, text/plain"))
	case sip.BYE, sip.INFO, sip.UPDATE:
		g.answer(tx, 481, "") // these belong into a session
	default:
		g.answer(tx, 405, "", sip.NewHeader("Allow", allowed))
	}
}

// lineOf returns the line that a request is for, by the user of its Request-URI, or nil. The host is the gateway's own
// where the front end writes the registered Contact there, so it doesn't matter.
func (g *Gateway) lineOf(req *sip.Request) *line {
	return g.roster.known(strings.ToLower(req.Recipient.User + "@" + g.config.SIPDomain))
}

// notify hands a NOTIFY to the subscription that it belongs to.
func (g *Gateway) notify(tx *sipwire.ServerTx) {
	if w, ok := g.watchers.Load(sipwire.CallID(tx.Request())); ok {
		w.(*selfWatch).notified(tx)
		return
	}
	g.answer(tx, 481, "")
}

// sessionOf returns the session that a request belongs to, or nil.
func (g *Gateway) sessionOf(req *sip.Request) *session {
	if s, ok := g.sessions.Load(sipwire.IncomingDialogID(req)); ok {
		return s.(*session)
	}
	return nil
}

// acknowledged takes the ACK to a 2xx.
func (g *Gateway) acknowledged(flow *sipwire.Flow, ack *sip.Request) {
	if !g.trunk.brought(flow) {
		return
	}
	if s := g.sessionOf(ack); s != nil {
		s.confirm()
	}
}

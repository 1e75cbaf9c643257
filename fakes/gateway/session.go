package gateway

import (
	"context"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// session is an open IM session between a Teams user's endpoint and an SfB user. It is safe for concurrent use.
type session struct {
	l       *line
	peer    string // the SfB user's address
	dialog  *sipwire.Dialog
	started bool    // by the gateway, for the Teams user
	jobs    *serial // what came in, in order
	// opening: it was made for a message that is not sent yet, and is not ended before. The line's lock guards it.
	opening bool

	mu        sync.Mutex
	confirmed bool // the other side has the 2xx; before that there may be no BYE (RFC 3261 section 15)
	over      bool
}

func newSession(l *line, dialog *sipwire.Dialog, started bool) *session {
	return &session{
		l: l, peer: dialog.RemoteAddress(), dialog: dialog, started: started,
		jobs: newSerial(l.g.start), confirmed: started, opening: started,
	}
}

// open makes a session known. There is one for each pair of people; an older one is ended.
func (l *line) open(s *session) {
	l.g.sessions.Store(s.dialog.ID(), s)
	l.mu.Lock()
	older := l.sessions[s.peer]
	l.wrong.crosses(s.peer)
	l.sessions[s.peer] = s
	l.mu.Unlock()
	if older != nil && !l.g.faults.has(SessionPerMessage) {
		older.hangUp()
	}
}

// forget makes a session unknown.
func (l *line) forget(s *session) {
	l.writeTranscript(s.peer)
	l.g.sessions.Delete(s.dialog.ID())
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sessions[s.peer] == s {
		delete(l.sessions, s.peer)
	}
}

// session returns the open session with an SfB user, or nil.
func (l *line) session(peer string) *session {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sessions[peer]
}

// request takes a request within the session.
func (s *session) request(tx *sipwire.ServerTx) {
	g, req := s.l.g, tx.Request()
	if err := s.dialog.Check(req); err != nil && !g.faults.has(TakesRepeatedMessages) {
		g.log.Warn("a request out of order", "error", err)
		g.answer(tx, 500, "Out Of Order")
		return
	}
	switch req.Method {
	case sip.MESSAGE:
		s.message(tx)
	case sip.INFO:
		s.info(tx)
	case sip.BYE:
		s.ended(tx)
	case sip.INVITE, sip.UPDATE:
		s.changed(tx)
	case sip.OPTIONS:
		g.answer(tx, 200, "", sip.NewHeader("Allow", allowed))
	case sip.REFER:
		s.referred(tx)
	default:
		g.answer(tx, 405, "", sip.NewHeader("Allow", allowed))
	}
}

// message takes an IM. It waits for its turn, so that IMs are stored in the order in which they came.
func (s *session) message(tx *sipwire.ServerTx) {
	switch {
	case isTyping(tx.Request()):
		s.typing(tx)
	case s.started && s.l.g.faults.has(LosesReplies),
		sipwire.ContentType(tx.Request()) == fileOffer && s.l.g.faults.has(DropsFileOffers),
		sipwire.ContentType(tx.Request()) == "text/rtf" && s.l.g.faults.has(DropsRTF):
		s.l.g.answer(tx, 200, "")
	case s.l.turnedFrom(s):
		s.l.g.answer(tx, 481, "")
	case s.swallowed(tx):
	default:
		s.jobs.do(func() { s.l.take(s.l.g.life, tx) })
	}
}

// info takes an INFO. SfB tells by it that the user types.
func (s *session) info(tx *sipwire.ServerTx) {
	if isTyping(tx.Request()) {
		s.typing(tx)
		return
	}
	s.l.g.answer(tx, 415, "", sip.NewHeader("Accept", "application/xml"))
}

// typing takes the news that the other side types. Teams has no place for it, so it is only accepted.
func (s *session) typing(tx *sipwire.ServerTx) {
	switch f := s.l.g.faults; {
	case f.has(RefusesTyping):
		s.l.forget(s)
		s.l.g.answer(tx, 481, "")
	case f.has(PostsTyping):
		s.l.g.answer(tx, 200, "")
		s.jobs.do(func() { _ = s.l.deliver(s.l.g.life, tx.Request(), "... is typing") })
	default:
		s.l.g.answer(tx, 200, "")
	}
}

// changed takes a re-INVITE or an UPDATE. What would make more of the session than an IM is declined, and the session goes
// on as it was (RFC 3261 section 14.2).
func (s *session) changed(tx *sipwire.ServerTx) {
	g, req := s.l.g, tx.Request()
	byUpdate := req.Method == sip.UPDATE && g.faults.has(TakesMediaByUpdate)
	if len(req.Body()) > 0 && !g.faults.has(TakesAddedMedia) && !byUpdate {
		if code, headers := objection(req, g.faults); code != 0 {
			g.answer(tx, code, "", headers...)
			if g.faults.has(EndsSessionOnAddedMedia) {
				s.hangUp()
			}
			return
		}
	}
	s.dialog.Refresh(req)
	res := tx.Response(200, "", s.l.contact(tx.Flow()), sip.NewHeader("Allow", allowed))
	if req.Method == sip.INVITE || len(req.Body()) > 0 {
		sipwire.SetBody(res, "application/sdp", s.l.sdp())
	}
	tx.Reliable2xx = req.Method == sip.INVITE
	_ = tx.Respond(res) // the connection is gone, or it was cancelled: nobody waits for it
}

// ended takes the other side's BYE.
func (s *session) ended(tx *sipwire.ServerTx) {
	s.mu.Lock()
	s.over = true
	s.mu.Unlock()
	s.l.g.sessions.Delete(s.dialog.ID())
	s.l.mu.Lock()
	s.l.wrong.had[s.peer] = true
	s.l.mu.Unlock()
	if !s.l.g.faults.has(KeepsDeadSessions) {
		s.l.forget(s)
	}
	s.l.g.answer(tx, 200, "")
}

// confirm: the other side has acknowledged the session. If it should have ended meanwhile, it does now.
func (s *session) confirm() {
	s.mu.Lock()
	waiting := s.over && !s.confirmed
	s.confirmed = true
	s.mu.Unlock()
	if waiting {
		s.bye()
	}
}

// hangUp ends the session from this side. From now on it takes nothing more; the BYE is on its way when it returns.
func (s *session) hangUp() {
	s.l.forget(s)
	s.mu.Lock()
	already, confirmed := s.over, s.confirmed
	s.over = true
	s.mu.Unlock()
	if already {
		return
	}
	if confirmed {
		s.bye()
		return
	}
	// The ACK must still find it.
	s.l.g.sessions.Store(s.dialog.ID(), s)
}

// bye sends a BYE, and waits for its answer elsewhere.
func (s *session) bye() {
	g := s.l.g
	g.sessions.Delete(s.dialog.ID())
	g.start(func() {
		ctx, cancel := context.WithTimeout(g.farewell, byeBound)
		defer cancel()
		flow, err := s.flow(ctx)
		if err == nil {
			_, err = g.trunk.do(ctx, flow, faults{}, func() *sip.Request { return s.misroute(s.dialog.Request(sip.BYE)) })
		}
		if err != nil {
			g.log.Debug("a session was ended without the other side", "error", err)
		}
	})
}

// byeBound is how long the answer to a BYE is waited for.
const byeBound = 2 * time.Second

// flow returns the connection for the next request: the session outlives the one that it began on.
func (s *session) flow(ctx context.Context) (*sipwire.Flow, error) {
	if flow := s.dialog.Flow(); !isClosed(flow.Done()) || s.l.g.faults.has(StaysOnOldConnection) {
		return flow, nil
	}
	flow, err := s.l.g.trunk.flow(ctx)
	if err == nil {
		s.dialog.SetFlow(flow)
	}
	return flow, err
}

package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// undelivered says why a message did not reach an SfB user.
type undelivered struct {
	// Code is a SIP status, or 0 when there was none.
	Code   int
	Reason string
	// Cause is why there was none; nil when there was one.
	Cause error
}

func (u *undelivered) Unwrap() error { return u.Cause }

func (u *undelivered) Error() string { return fmt.Sprintf("not delivered: %d %s", u.Code, u.Reason) }

// ringFor is how long an SfB user may take to answer an invitation. SfB's own clients show it for 30 s.
const ringFor = 30 * time.Second

// send brings a message of the Teams user to an SfB user: in the open session, if there is one, else in a new one. It
// returns when the SfB client has accepted the message.
func (l *line) send(ctx context.Context, peer, text string) error {
	f := l.g.faults
	if l.losesAfterReconnecting() {
		return nil
	}
	if s := l.session(peer); s != nil && !f.has(SessionPerMessage) {
		err := s.say(ctx, text)
		if err == nil || !sessionGone(err) || f.has(KeepsDeadSessions) {
			return err
		}
		// The other side knows of no session any more, so the message was not delivered and goes in a new one.
		l.forget(s)
	}
	l.beginsInviting(peer)
	s, err := l.invite(ctx, peer)
	crossed := l.endsInviting(peer)
	if err != nil {
		return err
	}
	if !(crossed && f.has(DropsOnCrossing) || l.dropsSending()) {
		err = s.say(ctx, text)
	}
	// The user may have turned to SfB meanwhile: then the answer belongs there.
	l.change(func(*situation) { s.opening = false })
	return err
}

// sessionGone says whether a MESSAGE was refused because its session is over. Then it was surely not delivered; after a
// timeout it may have been.
func sessionGone(err error) bool {
	var u *undelivered
	return errors.As(err, &u) && (u.Code == 481 || u.Code == 480)
}

// say sends a text within the session.
func (s *session) say(ctx context.Context, text string) error {
	flow, err := s.flow(ctx)
	if err != nil {
		return &undelivered{Reason: err.Error()}
	}
	if s.l.g.faults.has(BreaksUnicode) {
		text = latin1(text)
	}
	res, err := s.ask(ctx, flow, func() *sip.Request {
		req := s.misroute(s.dialog.Request(sip.MESSAGE))
		kind := "text/plain; charset=UTF-8"
		if s.l.g.faults.has(SendsTextAsHTML) {
			kind = "text/html; charset=UTF-8"
		}
		sipwire.SetBody(req, kind, []byte(text))
		return req
	})
	if err != nil {
		return &undelivered{Code: 408, Reason: err.Error(), Cause: err}
	}
	if !res.IsSuccess() {
		return &undelivered{Code: res.StatusCode, Reason: res.Reason}
	}
	return nil
}

// invite opens a session with an SfB user.
func (l *line) invite(ctx context.Context, peer string) (*session, error) {
	var authorization *sip.Response // the last challenge
	for challenges := 0; ; challenges++ {
		flow, err := l.g.trunk.flow(ctx)
		if err != nil {
			return nil, &undelivered{Reason: err.Error(), Cause: err}
		}
		req := l.invitation(flow, peer)
		if authorization != nil {
			if err := sipwire.Authorize(req, authorization, l.g.trunk.username, l.g.trunk.password); err != nil {
				return nil, &undelivered{Reason: err.Error()}
			}
		}
		s, res, err := l.ring(ctx, flow, req)
		switch {
		case err != nil:
			return nil, &undelivered{Code: 408, Reason: err.Error(), Cause: err}
		case s != nil:
			return s, nil
		case (res.StatusCode == 401 || res.StatusCode == 407) && challenges < maxChallenges:
			authorization = res
		default:
			return nil, &undelivered{Code: res.StatusCode, Reason: res.Reason}
		}
	}
}

// invitation is the INVITE to an IM session. It carries no message: clients ignore one that rides in it.
func (l *line) invitation(flow *sipwire.Flow, peer string) *sip.Request {
	to := sipwire.UserURI(peer)
	req := l.request(sip.INVITE, to, to)
	req.AppendHeader(l.contact(flow))
	req.AppendHeader(sip.NewHeader("Allow", allowed))
	req.AppendHeader(sip.NewHeader("Ms-Conversation-ID", sipwire.NewCallID()))
	req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(int(ringFor/time.Second))))
	sipwire.SetBody(req, "application/sdp", l.sdp())
	l.spendFewHops(req)
	return req
}

// ring sends an INVITE and waits for its final answer: a session, or the refusal.
func (l *line) ring(ctx context.Context, flow *sipwire.Flow, invite *sip.Request) (*session, *sip.Response, error) {
	type outcome struct {
		s   *session
		res *sip.Response
		err error
	}
	final := make(chan outcome, 1)
	var s *session // set by the first 2xx; the calls never overlap
	told := false
	tell := func(o outcome) {
		if !told {
			told = true
			final <- o
		}
	}
	tx, err := l.g.trunk.sip.Request(flow, invite, func(res *sip.Response, err error) {
		switch {
		case err != nil:
			tell(outcome{err: err})
		case res.StatusCode < 200:
		case !res.IsSuccess():
			tell(outcome{res: res})
		default:
			// Made here and now, since the other side may speak in the session right after its answer.
			answered, err := l.established(flow, invite, res, s)
			s = answered
			tell(outcome{s: s, err: err})
		}
	})
	if err != nil {
		return nil, nil, err
	}
	patience := time.NewTimer(ringFor)
	defer patience.Stop()
	select {
	case o := <-final:
		return o.s, o.res, o.err
	case <-patience.C:
	case <-ctx.Done():
	}
	tx.Cancel()
	o := <-final // a 487, or whatever crossed the CANCEL; at the latest the transaction's timeout
	return o.s, o.res, o.err
}

// established acknowledges a 2xx to the INVITE. The first one makes the session s; a repetition is acknowledged again; one of
// another endpoint, which answered at the same time, is ended at once (RFC 3261 section 13.2.2.4).
func (l *line) established(flow *sipwire.Flow, invite *sip.Request, res *sip.Response, s *session) (*session, error) {
	dialog, err := sipwire.NewUAC(invite, res, flow)
	if err != nil {
		return s, err
	}
	if s != nil && s.dialog.ID() == dialog.ID() {
		s.sayAgain()
		return s, l.g.trunk.sip.Send(flow, s.dialog.Ack(invite))
	}
	if err := l.g.trunk.sip.Send(flow, dialog.Ack(invite)); err != nil {
		return s, err
	}
	made := newSession(l, dialog, true)
	if s != nil {
		made.bye()
		return s, nil
	}
	l.open(made)
	return made, nil
}

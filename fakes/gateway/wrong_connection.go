package gateway

import (
	"context"
	"errors"
	"maps"
	"net"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// lostConnection notes that the connection to the front end was lost.
func (l *line) lostConnection() {
	l.wrong.reconnected.Store(true)
	l.wrong.lost.Store(true)
	switch f := l.g.faults; {
	case f.has(RegistersBesideItsOldSelf):
		l.wrong.beside.Store(true)
	case f.has(RepeatsAfterReconnecting):
		l.mu.Lock()
		l.wrong.again = maps.Clone(l.wrong.sent)
		l.mu.Unlock()
	}
}

// noteSending keeps what is on its way to an SfB user.
func (l *line) noteSending(peer, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong.sent[peer] = text
}

// repeat sends over the new connection what is to be sent again.
func (l *line) repeat() {
	l.mu.Lock()
	last := l.wrong.again
	l.wrong.again = nil
	l.mu.Unlock()
	for peer, text := range last {
		l.g.start(func() { _ = l.send(l.g.life, peer, text) })
	}
}

// losesAfterReconnecting says whether a message is written into a connection that is gone.
func (l *line) losesAfterReconnecting() bool {
	return l.wrong.lost.Swap(false) && l.g.faults.has(LosesFirstAfterReconnecting)
}

// brokenOff says whether a message was not sent because the connection to the front end broke, or could not be made.
func brokenOff(err error) bool {
	var refused net.Error
	return errors.Is(err, sipwire.ErrFlowClosed) || errors.As(err, &refused)
}

// sendsAfterGivingUp keeps a message for the next connection that was given up because the connection to the front end broke.
func (l *line) sendsAfterGivingUp(peer, text string, err error) {
	if brokenOff(err) && l.g.faults.has(SendsWhatItGaveUp) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.wrong.again = map[string]string{peer: text}
	}
}

// leavesTeamsToo ends the subscriptions to Teams because the front end is cut off.
func (g *Gateway) leavesTeamsToo(err error) {
	if brokenOff(err) && g.faults.has(LeavesTeamsToo) && g.withdrawn.CompareAndSwap(false, true) {
		g.start(func() {
			_ = g.watches.end(g.life)
			for _, s := range g.watches.all() {
				g.watches.forget(s)
			}
		})
	}
}

// resendAfter is when ResendsAsNew sends a request again.
const resendAfter = 400 * time.Millisecond

// ask sends a request within the session and returns its final answer. A faulty gateway sends what is not answered at once as a
// new request.
func (s *session) ask(ctx context.Context, flow *sipwire.Flow, build func() *sip.Request) (*sip.Response, error) {
	g := s.l.g
	for flow.Transport() == "udp" && g.faults.has(ResendsAsNew) && ctx.Err() == nil {
		bound, cancel := context.WithTimeout(ctx, resendAfter)
		res, err := g.trunk.do(bound, flow, g.faults, build)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			return res, err
		}
	}
	return g.trunk.do(ctx, flow, g.faults, build)
}

// sayAgain says in a session once more what was said last, because its INVITE was answered once more.
func (s *session) sayAgain() {
	if !s.l.g.faults.has(SaysAgainWhenAnsweredAgain) {
		return
	}
	s.l.mu.Lock()
	text, said := s.l.wrong.sent[s.peer]
	s.l.mu.Unlock()
	if said {
		s.l.g.start(func() { _ = s.say(s.l.g.life, text) })
	}
}

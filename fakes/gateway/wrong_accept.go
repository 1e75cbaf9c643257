package gateway

import (
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// stick keeps to what was decided first for a sender. The caller has the lock.
func (l *line) stick(peer string, p place) place {
	if !l.g.faults.has(SticksToFirstDecision) {
		return p
	}
	if first, ok := l.wrong.decided[peer]; ok {
		return first
	}
	l.wrong.decided[peer] = p
	return p
}

// refuseWrongly refuses an IM that is for Teams. It is false when there is nothing wrong to do; so are those below.
func (l *line) refuseWrongly(tx *sipwire.ServerTx, peer string) bool {
	switch f := l.g.faults; {
	case l.g.copies.known(tx.Request()):
		l.ringWrongly(tx)
	case f.has(DeclinesEverything), f.has(RefusesSecondSession) && l.hadSession(peer):
		l.g.answer(tx, 480, "")
	case f.has(OneSenderAtATime) && l.busyWithOther(peer), f.has(RefusesCrossing) && l.crossing(peer):
		l.g.answer(tx, 486, "")
	default:
		return false
	}
	return true
}

// declineWrongly answers an IM that is for the SfB client.
func (l *line) declineWrongly(tx *sipwire.ServerTx) bool {
	switch f := l.g.faults; {
	case f.has(DeclinesForAll):
		l.g.answer(tx, 603, "")
	case f.has(NeverDeclines):
		l.ringWrongly(tx)
	case f.has(TakesWhatRings):
		l.ringWrongly(tx)
		l.g.after(100*time.Millisecond, func() {
			if !tx.Answered() {
				l.accept(tx, false)
			}
		})
	default:
		return false
	}
	return true
}

// answerCallWrongly answers what is refused with a code because it is no IM.
func (l *line) answerCallWrongly(tx *sipwire.ServerTx, code int) bool {
	switch f := l.g.faults; {
	case code == 488 && f.has(TakesCalls), code == 415 && f.has(TakesMeetingInvitations):
		l.accept(tx, false)
	case code == 488 && f.has(RingsOnCalls):
		l.ringWrongly(tx)
	case code == 488 && f.has(DeclinesCallsForAll):
		l.g.answer(tx, 603, "")
	default:
		return false
	}
	return true
}

// ringWrongly rings, and leaves it at that.
func (l *line) ringWrongly(tx *sipwire.ServerTx) {
	tx.OnCancel(func(*sip.Request) { l.g.answer(tx, 487, "") })
	l.g.answer(tx, 180, "")
}

package gateway

import (
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// refusesPager says whether an IM outside of a session is refused, whoever it is for.
func (g *Gateway) refusesPager() bool {
	return g.config.SessionOnly && !g.faults.has(TakesUnclaimedPager) || g.faults.has(RefusesPager)
}

// refusal is the status with which a gateway refuses what it does not do, where others may.
func (f faults) refusal(code int) int {
	if f.has(RefusesPagerForAll) {
		return 606
	}
	return code
}

// foreign answers a NOTIFY in a dialect that was not subscribed in.
func (w *selfWatch) foreign(tx *sipwire.ServerTx) {
	switch g := w.l.g; {
	case g.faults.has(AcknowledgesOtherDialect), g.faults.has(HeedsOtherDialect) && w.hearOther(tx.Request().Body()):
		g.answer(tx, 200, "")
	default:
		w.deaf.Store(g.faults.has(DeafAfterOtherDialect))
		g.answer(tx, 415, "", sip.NewHeader("Accept", w.heard.accept))
	}
}

// hearOther puts into force what a document in the other dialect says; false when it can't be read.
func (w *selfWatch) hearOther(body []byte) bool {
	other := documentTold
	if w.heard.accept == pidf.ContentType {
		other = roamingTold
	}
	d, err := other.read("sip:"+w.l.address, body)
	if err == nil {
		w.l.presenceChanged(d)
	}
	return err == nil
}

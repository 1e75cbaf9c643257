package sipwire

import (
	"time"

	"github.com/emiago/sipgo/sip"
)

// repeated answers a retransmission of the request (RFC 3261 sections 17.2.1 and 17.2.2).
func (tx *ServerTx) repeated() {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.raw != nil && (tx.state == proceeding || tx.state == completed) {
		_ = tx.flow.send(tx.last, tx.raw) // a closed flow ends the transaction anyway
	}
}

// tryLater sends the 100 that an INVITE is due when nobody has answered it (RFC 3261 section 17.2.1).
func (tx *ServerTx) tryLater() {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.state == trying {
		_ = tx.respond(tx.Response(sip.StatusTrying, "")) // a closed flow ends the transaction anyway
	}
}

// acknowledged handles an ACK that matches the INVITE. It says whether the ACK is for a 2xx and so for the owner.
func (tx *ServerTx) acknowledged() bool {
	tx.mu.Lock()
	state := tx.state
	if state == completed {
		tx.state = confirmed
		stop(tx.again)
		stop(tx.limit)
		if !tx.flow.Reliable() {
			tx.limit = time.AfterFunc(tx.endpoint.timers.T4, tx.end) // timer I
		}
	}
	tx.mu.Unlock()
	if state == completed && tx.flow.Reliable() {
		tx.end()
	}
	return state == accepted
}

// awaitAck starts to repeat the 2xx. The caller holds the transaction's lock.
func (tx *ServerTx) awaitAck() {
	tx.ackKey = ackKey(tx.last)
	tx.interval = tx.endpoint.timers.T1
	tx.again = time.AfterFunc(tx.interval, tx.retransmit)
	e := tx.endpoint
	e.mu.Lock()
	defer e.mu.Unlock()
	e.unacked[tx.ackKey] = tx
}

// settled stops repeating the 2xx: its ACK has come.
func (tx *ServerTx) settled() {
	tx.mu.Lock()
	stop(tx.again)
	key := tx.ackKey
	tx.ackKey = ""
	tx.mu.Unlock()
	e := tx.endpoint
	e.mu.Lock()
	defer e.mu.Unlock()
	if key != "" && e.unacked[key] == tx {
		delete(e.unacked, key)
	}
}

// acceptedLongEnough is timer L. A 2xx that was repeated all that time has no ACK.
func (tx *ServerTx) acceptedLongEnough() {
	tx.mu.Lock()
	waiting, tell := tx.ackKey != "", tx.onNoAck
	tx.mu.Unlock()
	tx.end()
	if waiting && tell != nil {
		tx.endpoint.told(tell)
	}
}

// cancelled handles a CANCEL that matches the request and has been answered.
func (tx *ServerTx) cancelled(cancel *sip.Request) {
	tx.mu.Lock()
	if tx.state > proceeding || tx.cancel != nil {
		tx.mu.Unlock()
		return
	}
	tx.cancel = cancel
	tell := tx.onCancel
	tx.mu.Unlock()
	if tell != nil {
		tx.endpoint.told(func() { tell(cancel) })
	}
}

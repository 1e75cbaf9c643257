package sipwire

import (
	"time"

	"github.com/emiago/sipgo/sip"
)

// receive handles a response that matches the transaction. It says whether the transaction was still there for it.
func (tx *ClientTx) receive(res *sip.Response) bool {
	tx.mu.Lock()
	pass, final := false, false
	switch {
	case tx.deaf:
		tx.mu.Unlock()
		return true
	case tx.state == terminated:
		tx.mu.Unlock()
		return false
	case tx.state == trying || tx.state == proceeding:
		pass = true
		if res.StatusCode < 200 {
			tx.proceed()
			break
		}
		final = true
		stop(tx.again)
		stop(tx.limit)
		tx.conclude(res)
	case tx.state == accepted && res.IsSuccess():
		pass = true
	case tx.state == completed && tx.ack != nil && res.StatusCode >= 300:
		// The ACK was lost (RFC 3261 section 17.1.1.2).
		_ = tx.flow.send(tx.ackMsg, tx.ack)
	}
	state := tx.state
	tx.mu.Unlock()
	if pass {
		tx.tell(res, nil)
	}
	switch {
	case state == terminated:
		tx.end()
	case final && state == completed:
		tx.finish()
	}
	return true
}

// proceed notes a provisional response. An INVITE stops being retransmitted and has no limit any more (its owner has:
// timer C, or the person's patience); a CANCEL that waited for it goes out.
func (tx *ClientTx) proceed() {
	if tx.state == trying && tx.invite {
		stop(tx.again)
		stop(tx.limit)
	}
	tx.state = proceeding
	if tx.cancelled == cancelWanted {
		tx.sendCancel()
	}
}

// conclude notes the first final response.
func (tx *ClientTx) conclude(res *sip.Response) {
	timers := tx.endpoint.timers
	var linger time.Duration
	switch {
	case tx.invite && res.IsSuccess():
		tx.state, linger = accepted, timers.Timeout() // timer M
	case tx.invite:
		tx.state = completed
		tx.ackMsg = ackFor(tx.req, res)
		tx.ack = Marshal(tx.ackMsg)
		_ = tx.flow.send(tx.ackMsg, tx.ack) // a closed flow ends the transaction anyway
		if !tx.flow.Reliable() {
			linger = timers.Timeout() // timer D
		}
	default:
		tx.state = completed
		if !tx.flow.Reliable() {
			linger = timers.T4 // timer K
		}
	}
	if linger == 0 {
		tx.state = terminated
		return
	}
	tx.limit = time.AfterFunc(linger, tx.end)
}

// ackFor makes the ACK to a non-2xx (RFC 3261 section 17.1.1.3).
func ackFor(invite *sip.Request, res *sip.Response) *sip.Request {
	ack := within(invite, sip.ACK)
	Remove(ack, "To")
	if to := res.To(); to != nil {
		ack.AppendHeader(CloneHeader(to))
	}
	return ack
}

// within makes the request that goes the way of another one: its ACK or its CANCEL (RFC 3261 sections 9.1 and 17.1.1.3).
func within(req *sip.Request, method sip.RequestMethod) *sip.Request {
	r := sip.NewRequest(method, *req.Recipient.Clone())
	r.AppendHeader(CloneHeader(req.Via()))
	for _, h := range req.GetHeaders("Route") {
		r.AppendHeader(CloneHeader(h))
	}
	r.AppendHeader(CloneHeader(req.From()))
	r.AppendHeader(CloneHeader(req.To()))
	r.AppendHeader(CloneHeader(req.CallID()))
	number, _ := CSeq(req)
	r.AppendHeader(&sip.CSeqHeader{SeqNo: number, MethodName: method})
	complete(r)
	return r
}

// Cancel cancels an INVITE (RFC 3261 section 9.1) with extra headers, such as a Reason. The CANCEL goes out as soon as a
// provisional response has come, and never after a final one. The owner still gets the final response, usually a 487; or a
// 2xx that crossed the CANCEL; or [ErrTimeout] when nothing comes within 64*T1 of the CANCEL. A second Cancel, and the
// Cancel of anything but an INVITE, do nothing.
func (tx *ClientTx) Cancel(headers ...sip.Header) {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if !tx.invite || tx.cancelled != notCancelled || tx.state > proceeding {
		return
	}
	tx.cancelled, tx.cancel = cancelWanted, headers
	if tx.state == proceeding {
		tx.sendCancel()
	}
}

func (tx *ClientTx) sendCancel() {
	tx.cancelled = cancelSent
	cancel := within(tx.req, sip.CANCEL)
	for _, h := range tx.cancel {
		cancel.AppendHeader(h)
	}
	_, _ = tx.endpoint.start(tx.flow, cancel, nil) // when the flow is gone, so is this transaction
	tx.limit = time.AfterFunc(tx.endpoint.timers.Timeout(), tx.timedOut)
}

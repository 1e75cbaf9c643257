package sipwire

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
)

// received handles one message of a flow, on the goroutine that reads it. broken is set when the stream can't be cut into
// messages from here on; raw is then what there is.
func (e *Endpoint) received(f *Flow, raw []byte, broken error) {
	e.handling.RLock()
	defer e.handling.RUnlock()
	var msg sip.Message
	err := broken
	if err == nil {
		msg, err = Parse(raw)
	}
	if msg != nil {
		msg.SetTransport(strings.ToUpper(f.transport))
		msg.SetSource(f.Remote())
	}
	if tap := e.cfg.Tap; tap != nil {
		frame := Frame{Flow: f, Raw: raw, Msg: msg, Err: err, Time: time.Now()}
		e.told(func() { tap(frame) })
	}
	switch {
	case errors.Is(err, errTruncated):
		// Nobody is there to be told.
	case errors.Is(err, errOversized):
		e.refuse(f, raw, sip.StatusMessageTooLarge, err.Error())
	case err != nil:
		e.refuse(f, raw, unparsed(raw), err.Error())
	default:
		switch m := msg.(type) {
		case *sip.Response:
			e.receiveResponse(f, m)
		case *sip.Request:
			if code, why := unfit(m); code != 0 {
				e.refuse(f, raw, code, why)
				return
			}
			stampVia(f, m)
			e.receiveRequest(f, m)
		}
	}
}

func (e *Endpoint) receiveResponse(f *Flow, res *sip.Response) {
	via := res.Via()
	_, method := CSeq(res)
	if via == nil || method == "" {
		return // it can't belong to anything; the tap has seen it
	}
	e.mu.Lock()
	tx := e.clients[clientKey(via, method)]
	e.mu.Unlock()
	if tx != nil && tx.receive(res) {
		return
	}
	if h := e.cfg.OnStray; h != nil {
		e.told(func() { h(f, res) })
	}
}

func (e *Endpoint) receiveRequest(f *Flow, req *sip.Request) {
	switch req.Method {
	case sip.ACK:
		e.receiveAck(f, req)
		return
	case sip.CANCEL:
		e.receiveCancel(f, req)
		return
	}
	tx := e.newServerTx(f, req)
	if tx == nil {
		return
	}
	h := e.cfg.OnRequest
	if h == nil {
		_ = tx.Reply(sip.StatusNotImplemented, "")
		return
	}
	if !e.told(func() { h(tx) }) && !tx.Answered() {
		_ = tx.Reply(sip.StatusInternalServerError, "")
	}
}

// newServerTx starts the transaction of a new request. It returns nil for one that is repeated, or whose flow is gone.
func (e *Endpoint) newServerTx(f *Flow, req *sip.Request) *ServerTx {
	key := serverKey(req, req.Method)
	e.forgetAnswered(key, req)
	e.mu.Lock()
	if known := e.servers[key]; known != nil {
		e.mu.Unlock()
		known.repeated()
		return nil
	}
	if f.gone {
		e.mu.Unlock()
		return nil
	}
	tx := &ServerTx{
		endpoint: e, flow: f, req: req, key: key, invite: req.Method == sip.INVITE, tag: NewTag(), done: make(chan struct{}),
	}
	e.servers[key] = tx
	e.txCount++
	f.servers[tx] = e.txCount
	e.mu.Unlock()
	if tx.invite {
		tx.mu.Lock()
		tx.limit = time.AfterFunc(e.timers.Trying, tx.tryLater)
		tx.mu.Unlock()
	}
	return tx
}

// forgetAnswered ends the transaction of a request that was answered, where [Config.Forgets] wants that.
func (e *Endpoint) forgetAnswered(key string, req *sip.Request) {
	if e.cfg.Forgets == nil {
		return
	}
	e.mu.Lock()
	known := e.servers[key]
	e.mu.Unlock()
	if known != nil && known.Answered() && e.cfg.Forgets(req) {
		known.end()
	}
}

func (e *Endpoint) receiveAck(f *Flow, ack *sip.Request) {
	e.mu.Lock()
	tx := e.servers[serverKey(ack, sip.INVITE)]
	waiting := e.unacked[ackKey(ack)]
	e.mu.Unlock()
	if waiting != nil {
		waiting.settled()
	}
	if tx != nil && !tx.acknowledged() {
		return
	}
	if h := e.cfg.OnAck; h != nil {
		e.told(func() { h(f, ack) })
	}
}

// receiveCancel answers a CANCEL and tells the request that it cancels (RFC 3261 section 9.2).
func (e *Endpoint) receiveCancel(f *Flow, cancel *sip.Request) {
	e.mu.Lock()
	target := e.servers[serverKey(cancel, sip.INVITE)]
	e.mu.Unlock()
	tx := e.newServerTx(f, cancel)
	if tx == nil {
		return
	}
	if target == nil {
		_ = tx.Reply(sip.StatusCallTransactionDoesNotExists, "")
		return
	}
	tx.tag = target.tag // section 9.2: both answers should have the same To tag
	_ = tx.Reply(sip.StatusOK, "")
	target.cancelled(cancel)
}

// unfit says why no transaction can be made of a request: the code to refuse it with, or 0, and a sentence.
func unfit(req *sip.Request) (code int, why string) {
	if !strings.EqualFold(req.SipVersion, "SIP/2.0") {
		return sip.StatusVersionNotSupported, fmt.Sprintf("the version is %q, not SIP/2.0", req.SipVersion)
	}
	for _, name := range []string{"From", "To", "Call-ID", "CSeq"} {
		if n := len(Values(req, name)); n != 1 {
			return sip.StatusBadRequest, fmt.Sprintf("there are %d %s headers, not one", n, name)
		}
	}
	if missing := missingHeader(req); missing != "" {
		return sip.StatusBadRequest, fmt.Sprintf("the %s header can't be read", missing)
	}
	if req.Via() == nil {
		return sip.StatusBadRequest, "there is no Via header"
	}
	if lengths := Values(req, "Content-Length"); len(lengths) > 1 && len(slices.Compact(slices.Clone(lengths))) > 1 {
		return sip.StatusBadRequest, fmt.Sprintf("there are different Content-Lengths: %s", strings.Join(lengths, " and "))
	}
	if _, method := CSeq(req); method != req.Method {
		return sip.StatusBadRequest, fmt.Sprintf("the method is %q in the request line and %q in CSeq", req.Method, method)
	}
	return 0, ""
}

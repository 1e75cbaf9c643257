package sipwire

import (
	"fmt"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
)

// ServerTx is a server transaction (RFC 3261 section 17.2 with RFC 6026): one request that came in and waits for its
// answer. It may be answered from any goroutine at any time, also after the handler has returned. All methods are safe for
// concurrent use.
type ServerTx struct {
	// Reliable2xx makes the transaction send a 2xx to an INVITE again, after T1 and then doubling up to T2, until the ACK
	// of its dialog has come or 64*T1 are over (RFC 3261 section 13.3.1.4). A user agent server sets it before it answers;
	// a proxy leaves it false, since the 2xx is not its own.
	Reliable2xx bool

	endpoint *Endpoint
	flow     *Flow
	req      *sip.Request
	key      string
	invite   bool
	tag      string
	done     chan struct{}

	mu       sync.Mutex
	state    txState
	last     *sip.Response // the latest response and its bytes
	raw      []byte
	interval time.Duration
	again    *time.Timer // timer G, or the retransmission of a 2xx
	limit    *time.Timer // the 100 that is due; then timer H, I, J or L
	ackKey   string      // while a 2xx waits for its ACK
	onNoAck  func()
	cancel   *sip.Request
	onCancel func(*sip.Request)
}

// Request returns the request as it came, with where it came from in its topmost Via (received, rport). Clone it before
// changing it ([CloneRequest]).
func (tx *ServerTx) Request() *sip.Request { return tx.req }

// Flow returns the flow that the request came over. The responses go back over it.
func (tx *ServerTx) Flow() *Flow { return tx.flow }

// Tag returns the To tag that [ServerTx.Reply] and [ServerTx.Response] give to a request without one: the same in every
// response to this request.
func (tx *ServerTx) Tag() string { return tx.tag }

// Done is closed when the transaction has ended: answered and, for an INVITE, acknowledged, or its flow closed.
func (tx *ServerTx) Done() <-chan struct{} { return tx.done }

// Answered says whether a final response has been given.
func (tx *ServerTx) Answered() bool {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	return tx.state > proceeding
}

// Response makes a response with the transaction's tag, for [ServerTx.Respond]; see [NewResponse].
func (tx *ServerTx) Response(code int, reason string, headers ...sip.Header) *sip.Response {
	return NewResponse(tx.req, code, reason, tx.tag, headers...)
}

// Reply answers with a response that has no body. An empty reason becomes the RFC's phrase. Errors as [ServerTx.Respond].
func (tx *ServerTx) Reply(code int, reason string, headers ...sip.Header) error {
	return tx.Respond(tx.Response(code, reason, headers...))
}

// Respond sends a response. It must have the request's Via headers, and must not be changed afterwards. After a final
// response it returns [ErrAnswered], except that an INVITE may be given any number of 2xx (RFC 6026: a proxy passes on all
// of them). When the flow has closed it returns [ErrFlowClosed].
func (tx *ServerTx) Respond(res *sip.Response) error {
	if res.ContentLength() == nil {
		res.SetBody(res.Body())
	}
	tx.mu.Lock()
	err := tx.respond(res)
	ended := tx.state == terminated
	tx.mu.Unlock()
	if ended {
		tx.end()
	}
	return err
}

func (tx *ServerTx) respond(res *sip.Response) error {
	success := tx.invite && res.IsSuccess()
	switch {
	case tx.endpoint.isGone(tx.flow):
		return fmt.Errorf("%s can't answer %d to %q over the %s: %w", tx.endpoint.name(), res.StatusCode, tx.req.StartLine(), tx.flow, ErrFlowClosed)
	case tx.state > proceeding && (tx.state != accepted || !success):
		return fmt.Errorf("%s can't answer %d to %q: %w", tx.endpoint.name(), res.StatusCode, tx.req.StartLine(), ErrAnswered)
	}
	raw := Marshal(res)
	if err := tx.flow.send(res, raw); err != nil {
		return err
	}
	tx.last, tx.raw = res, raw
	timers := tx.endpoint.timers
	switch {
	case res.StatusCode < 200:
		stop(tx.limit)
		tx.state = proceeding
	case success && tx.state == accepted: // one more of a fork
	case success:
		stop(tx.limit)
		tx.state = accepted
		if tx.Reliable2xx {
			tx.awaitAck()
		}
		tx.limit = time.AfterFunc(timers.Timeout(), tx.acceptedLongEnough) // timer L
	case tx.invite:
		stop(tx.limit)
		tx.state = completed
		if !tx.flow.Reliable() {
			tx.interval = timers.T1
			tx.again = time.AfterFunc(tx.interval, tx.retransmit) // timer G
		}
		tx.limit = time.AfterFunc(timers.Timeout(), tx.end) // timer H
	case tx.flow.Reliable():
		tx.state = terminated
	default:
		tx.state = completed
		tx.limit = time.AfterFunc(timers.Timeout(), tx.end) // timer J
	}
	return nil
}

// retransmit is timer G, and the repetition of a 2xx: both double from T1 up to T2.
func (tx *ServerTx) retransmit() {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.state != completed && (tx.state != accepted || tx.ackKey == "") {
		return
	}
	tx.interval = min(2*tx.interval, tx.endpoint.timers.T2)
	if tx.flow.send(tx.last, tx.raw) == nil {
		tx.again.Reset(tx.interval)
	}
}

// OnCancel gives the function that is called when the peer cancels the request before it has a final response. The CANCEL
// itself has been answered 200; the owner answers the request, usually 487. It is called at once when the CANCEL has
// come already.
func (tx *ServerTx) OnCancel(f func(cancel *sip.Request)) {
	tx.mu.Lock()
	tx.onCancel = f
	cancel := tx.cancel
	if tx.state > proceeding {
		cancel = nil
	}
	tx.mu.Unlock()
	if cancel != nil && f != nil {
		f(cancel)
	}
}

// OnNoAck gives the function that is called when a 2xx that is sent reliably ([ServerTx.Reliable2xx]) was never
// acknowledged. The owner then ends the dialog with a BYE (RFC 3261 section 13.3.1.4).
func (tx *ServerTx) OnNoAck(f func()) {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	tx.onNoAck = f
}

// Drop ends the transaction without an answer. It is for a request that wants none: a BENOTIFY, the NOTIFY of MS-SIP
// whose sender waits for nothing. A request that was answered already is left alone.
func (tx *ServerTx) Drop() {
	if !tx.Answered() {
		tx.end()
	}
}

// end takes the transaction away.
func (tx *ServerTx) end() {
	tx.mu.Lock()
	tx.state = terminated
	stop(tx.again)
	stop(tx.limit)
	ackKey := tx.ackKey
	tx.ackKey = ""
	tx.mu.Unlock()
	e := tx.endpoint
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.servers[tx.key] == tx {
		delete(e.servers, tx.key)
	}
	if ackKey != "" && e.unacked[ackKey] == tx {
		delete(e.unacked, ackKey)
	}
	delete(tx.flow.servers, tx)
	select {
	case <-tx.done:
	default:
		close(tx.done)
	}
}

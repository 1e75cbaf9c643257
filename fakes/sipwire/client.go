package sipwire

import (
	"fmt"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
)

// ClientTx is a client transaction (RFC 3261 section 17.1 with RFC 6026): one request that the endpoint sent and waits for
// responses to. All methods are safe for concurrent use.
type ClientTx struct {
	endpoint *Endpoint
	flow     *Flow
	req      *sip.Request
	raw      []byte
	key      string
	invite   bool
	deaf     bool // until the request is sent again; see [Config.Loses]
	on       func(*sip.Response, error)
	calls    serial
	done     chan struct{}

	mu        sync.Mutex
	state     txState
	doneSoon  bool          // done is closed, or will be by a call that is queued
	interval  time.Duration // of timer A or E
	again     *time.Timer   // timer A or E
	limit     *time.Timer   // timer B or F; then D, K or M
	cancel    []sip.Header  // of the CANCEL to send after the first provisional response
	cancelled cancelState
	ack       []byte // to a non-2xx, for retransmissions
	ackMsg    *sip.Request
}

type txState int

const (
	trying     txState = iota // calling, or trying
	proceeding                // a provisional response was there
	completed                 // a final response was there (INVITE: not 2xx)
	accepted                  // INVITE: a 2xx was there (RFC 6026)
	confirmed                 // INVITE server: the ACK was there
	terminated
)

type cancelState int

const (
	notCancelled cancelState = iota
	cancelWanted
	cancelSent
)

// Request sends a request in a new client transaction. It puts a Via with a fresh branch on top, and adds Max-Forwards and
// Content-Length where they are missing; the request belongs to the transaction from then on.
//
// on gets every response in order, also each 2xx that is retransmitted or comes from another branch of a fork (RFC 6026),
// and, when no final response comes, once (nil, err) with [ErrTimeout] or [ErrFlowClosed]. Its calls never overlap. It runs
// on the goroutine that reads the flow, must not block, and may be called before Request returns. Nil is allowed. The ACK
// to a non-2xx is sent by the transaction; the ACK to a 2xx is the owner's (see [Dialog.Ack] and [Endpoint.Send]).
//
// An error says that nothing was sent; on is then never called.
func (e *Endpoint) Request(f *Flow, req *sip.Request, on func(*sip.Response, error)) (*ClientTx, error) {
	if req.Method == sip.ACK {
		return nil, fmt.Errorf("%s can't send an ACK in a transaction of its own (RFC 3261 section 17); use Send", e.name())
	}
	if missing := missingHeader(req); missing != "" {
		return nil, fmt.Errorf("%s can't send %q: it has no %s (RFC 3261 section 8.1.1)", e.name(), req.StartLine(), missing)
	}
	req.PrependHeader(e.newVia(f))
	complete(req)
	return e.start(f, req, on)
}

func (e *Endpoint) start(f *Flow, req *sip.Request, on func(*sip.Response, error)) (*ClientTx, error) {
	if on == nil {
		on = func(*sip.Response, error) {}
	}
	tx := &ClientTx{
		endpoint: e, flow: f, req: req, raw: Marshal(req), key: clientKey(req.Via(), req.Method),
		invite: req.Method == sip.INVITE, on: on, done: make(chan struct{}), interval: e.timers.T1,
	}
	tx.deaf = !f.Reliable() && e.cfg.Loses != nil && e.cfg.Loses(f, req)
	e.mu.Lock()
	if f.gone {
		e.mu.Unlock()
		return nil, fmt.Errorf("%s can't send %q over the %s: %w", e.name(), req.StartLine(), f, ErrFlowClosed)
	}
	e.clients[tx.key] = tx
	e.txCount++
	f.clients[tx] = e.txCount
	e.mu.Unlock()

	tx.mu.Lock()
	err := f.send(req, tx.raw)
	if err == nil && tx.state == trying {
		tx.limit = time.AfterFunc(e.timers.Timeout(), tx.timedOut)
		if !f.Reliable() {
			tx.again = time.AfterFunc(tx.interval, tx.retransmit)
		}
	}
	tx.mu.Unlock()
	if err != nil {
		tx.end()
		return nil, err
	}
	return tx, nil
}

// Request returns the request as it was sent, with its Via. It must not be changed.
func (tx *ClientTx) Request() *sip.Request { return tx.req }

// Flow returns the flow that the request was sent over.
func (tx *ClientTx) Flow() *Flow { return tx.flow }

// Done is closed after the last call of the transaction's function: at once after a final response or an error, except
// for a 2xx to an INVITE, after which others may come for 64*T1 (RFC 6026).
func (tx *ClientTx) Done() <-chan struct{} { return tx.done }

// retransmit is timer A and timer E: T1, doubling; for a non-INVITE up to T2, and T2 once it is proceeding.
func (tx *ClientTx) retransmit() {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.state != trying && (tx.invite || tx.state != proceeding) {
		return
	}
	tx.deaf = false
	tx.interval *= 2
	if !tx.invite && (tx.interval > tx.endpoint.timers.T2 || tx.state == proceeding) {
		tx.interval = tx.endpoint.timers.T2
	}
	if tx.flow.send(tx.req, tx.raw) == nil {
		tx.again.Reset(tx.interval)
	}
}

// timedOut is timer B and timer F, and the bound on what a CANCEL may take (RFC 3261 section 9.1).
func (tx *ClientTx) timedOut() {
	tx.fail(fmt.Errorf("%w within %s", ErrTimeout, tx.endpoint.timers.Timeout()))
}

// fail ends the transaction; the owner is told unless it has had a final response.
func (tx *ClientTx) fail(err error) {
	tx.mu.Lock()
	state := tx.state
	tx.state = terminated // whoever comes second has nothing to tell
	tx.mu.Unlock()
	if state == trying || state == proceeding {
		err = fmt.Errorf("%s sent %q over the %s: %w", tx.endpoint.name(), tx.req.StartLine(), tx.flow, err)
		tx.tell(nil, err)
	}
	tx.end()
}

// tell queues a call of the owner's function.
func (tx *ClientTx) tell(res *sip.Response, err error) {
	tx.calls.do(func() { tx.endpoint.told(func() { tx.on(res, err) }) })
}

// finish closes done behind the calls that are queued.
func (tx *ClientTx) finish() {
	tx.mu.Lock()
	already := tx.doneSoon
	tx.doneSoon = true
	tx.mu.Unlock()
	if !already {
		tx.calls.do(func() { close(tx.done) })
	}
}

// end takes the transaction away.
func (tx *ClientTx) end() {
	tx.mu.Lock()
	tx.state = terminated
	stop(tx.again)
	stop(tx.limit)
	tx.mu.Unlock()
	e := tx.endpoint
	e.mu.Lock()
	if e.clients[tx.key] == tx {
		delete(e.clients, tx.key)
	}
	delete(tx.flow.clients, tx)
	e.mu.Unlock()
	tx.finish()
}

func stop(t *time.Timer) {
	if t != nil {
		t.Stop()
	}
}

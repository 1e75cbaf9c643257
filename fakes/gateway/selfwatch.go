package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// selfWatch is the subscription to the user's own presence (RFC 3856, or MS-PRES roaming). It is how the gateway learns what the user's SfB
// client does, since that client publishes to the front end only.
type selfWatch struct {
	l     *line
	ask   time.Duration // how long a subscription is asked for
	heard telling       // how the front end tells

	mu     sync.Mutex
	dialog *sipwire.Dialog // nil when there is no subscription
	callID string          // of the subscription that is there or being made
	last   uint32          // CSeq of the latest NOTIFY
	told   chan struct{}   // closed by the first NOTIFY of a subscription

	deaf atomic.Bool // only for DeafAfterOtherDialect
}

func (w *selfWatch) renew(ctx context.Context, flow *sipwire.Flow) (time.Duration, error) {
	w.mu.Lock()
	dialog := w.dialog
	w.mu.Unlock()
	if dialog != nil && dialog.Flow() == flow {
		res, err := prolong(&w.ask, func(life time.Duration) (*sip.Response, error) {
			return w.subscribe(ctx, flow, dialog, life)
		})
		if err != nil {
			return 0, err
		}
		if res.IsSuccess() {
			return granted(res, w.ask), nil
		}
		// Whatever it says, this subscription is not prolonged; 481 says that it is gone. A new one is the way on.
	}
	return w.begin(ctx, flow)
}

// begin makes a subscription and waits for its first NOTIFY, which tells everything at once.
func (w *selfWatch) begin(ctx context.Context, flow *sipwire.Flow) (time.Duration, error) {
	told := make(chan struct{})
	callID := sipwire.NewCallID()
	w.mu.Lock()
	w.dialog, w.callID, w.last, w.told = nil, callID, 0, told
	w.mu.Unlock()
	w.l.g.watchers.Store(callID, w)

	var cseq uint32
	var sent *sip.Request
	res, err := prolong(&w.ask, func(life time.Duration) (*sip.Response, error) {
		return w.l.g.trunk.doSeeing(ctx, flow, w.l.g.faults, func() *sip.Request {
			cseq++
			aor := w.l.aor()
			sent = w.l.request(sip.SUBSCRIBE, aor, aor)
			setCallID(sent, callID, cseq)
			w.complete(sent, flow, life)
			w.heard.begins(sent)
			return sent
		}, w.piggybacked)
	})
	if err == nil {
		err = refusedSIP("subscribe to the user's own presence", res)
	}
	if err != nil {
		w.l.g.watchers.Delete(callID)
		return 0, err
	}
	dialog, err := sipwire.NewUAC(sent, res, flow)
	if err != nil {
		return 0, fmt.Errorf("subscribe to the user's own presence: %w", err)
	}
	w.mu.Lock()
	w.dialog = dialog
	w.mu.Unlock()
	select {
	case <-told:
		return granted(res, w.ask), nil
	case <-ctx.Done():
		return 0, errors.New("subscribed to the user's own presence, and no NOTIFY came (RFC 6665 section 4.2.1.2)")
	}
}

// subscribe sends a SUBSCRIBE within the subscription.
func (w *selfWatch) subscribe(ctx context.Context, flow *sipwire.Flow, dialog *sipwire.Dialog, life time.Duration) (*sip.Response, error) {
	return w.l.g.trunk.do(ctx, flow, w.l.g.faults, func() *sip.Request {
		req := dialog.Request(sip.SUBSCRIBE)
		w.complete(req, flow, life)
		return req
	})
}

func (w *selfWatch) complete(req *sip.Request, flow *sipwire.Flow, life time.Duration) {
	req.AppendHeader(&sip.ContactHeader{Address: w.l.contactURI(flow)})
	req.AppendHeader(sip.NewHeader("Event", w.heard.event))
	req.AppendHeader(sip.NewHeader("Accept", w.heard.accept))
	req.AppendHeader(expires(life))
}

func (w *selfWatch) end(ctx context.Context, flow *sipwire.Flow) error {
	w.mu.Lock()
	dialog, callID := w.dialog, w.callID
	w.dialog = nil
	w.mu.Unlock()
	defer w.l.g.watchers.Delete(callID)
	if dialog == nil || dialog.Flow() != flow {
		return nil
	}
	res, err := w.subscribe(ctx, flow, dialog, 0)
	if err != nil {
		return err
	}
	if res.StatusCode == 481 {
		return nil
	}
	return refusedSIP("end the subscription to the user's own presence", res)
}

// notified heeds a NOTIFY. The answer is given when what it tells is in force.
func (w *selfWatch) notified(tx *sipwire.ServerTx) {
	req := tx.Request()
	number, _ := sipwire.CSeq(req)
	told, current := w.next(sipwire.CallID(req), number)
	if !current {
		w.l.g.answer(tx, 500, "Out Of Order") // RFC 3261 section 12.2.2
		return
	}
	if len(req.Body()) > 0 {
		if kind := sipwire.ContentType(req); kind != w.heard.accept {
			w.foreign(tx)
			return
		}
		if err := w.hear(req.Body()); err != nil {
			w.l.g.answer(tx, 400, "Unreadable Presence Document")
			return
		}
	}
	state, _ := sipwire.ParseParams(sipwire.Value(req, "Subscription-State"))
	w.l.g.answer(tx, 200, "")
	if !isClosed(told) {
		close(told)
	}
	if strings.EqualFold(state, "terminated") {
		w.lost()
	}
}

// piggybacked heeds the answer to a SUBSCRIBE that carries the first state itself (MS-SIP, piggyback of the first NOTIFY).
func (w *selfWatch) piggybacked(res *sip.Response) {
	number, err := strconv.ParseUint(sipwire.Value(res, "ms-piggyback-cseq"), 10, 32)
	if err != nil || !res.IsSuccess() || sipwire.ContentType(res) != w.heard.accept {
		return // it doesn't, and a NOTIFY follows
	}
	told, current := w.next(sipwire.CallID(res), uint32(number))
	if current && w.hear(res.Body()) == nil && !isClosed(told) {
		close(told)
	}
}

// next says whether a NOTIFY of that number is news in the present subscription, and notes it.
func (w *selfWatch) next(callID string, number uint32) (told chan struct{}, current bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	current = callID == w.callID && number > w.last
	if current {
		w.last = number
	}
	return w.told, current
}

// hear puts into force what a document says.
func (w *selfWatch) hear(body []byte) error {
	if w.deaf.Load() {
		return nil
	}
	d, err := w.heard.read("sip:"+w.l.address, body)
	if err != nil {
		w.l.log().Warn("a presence document can't be read", "error", err)
		return err
	}
	w.l.presenceChanged(d)
	return nil
}

// lost: the front end ended the subscription. Unless the gateway wanted that, it subscribes anew.
func (w *selfWatch) lost() {
	w.mu.Lock()
	unwanted := w.dialog != nil
	w.dialog = nil
	w.mu.Unlock()
	if unwanted {
		w.l.endpoint.poke()
	}
}

// outdated says whether there should be a subscription and is none.
func (w *selfWatch) outdated() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dialog == nil
}

package sfb

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// branch is one place that a request was sent to. Its fields are guarded by its fork's lock.
type branch struct {
	fork   *fork
	target target

	tx        *sipwire.ClientTx // nil until it is sent
	status    int               // of the final answer; 0 while there is none; see end for branches that give none
	res       *sip.Response     // the final answer, nil when none came
	cancelled bool
	reason    []sip.Header // of the CANCEL
	timerC    *time.Timer  // INVITE only
	byes      map[string]bool
}

// errUnsent ends a branch that was cancelled before it was sent.
var errUnsent = errors.New("cancelled before it was sent")

// send sends the request to the target. It must be called without the fork's lock.
func (b *branch) send() {
	fk := b.fork
	fk.mu.Lock()
	if b.cancelled {
		// The asker was quicker: what was never sent needs no CANCEL.
		fk.mu.Unlock()
		fk.response(b, nil, errUnsent)
		return
	}
	if fk.req.Method == sip.INVITE {
		fk.startTimerC(b)
	}
	fk.mu.Unlock()

	tx, err := fk.front.endpoint.Request(b.target.flow, fk.forward(b.target),
		func(res *sip.Response, err error) { fk.response(b, res, err) })
	if err != nil {
		fk.response(b, nil, err)
		return
	}
	fk.mu.Lock()
	defer fk.mu.Unlock()
	b.tx = tx
	if b.cancelled {
		tx.Cancel(b.reason...)
	}
}

// cancel asks the target to stop (RFC 3261 §9.1, §16.10); the transaction holds the CANCEL back until something has come
// from there. The caller holds the fork's lock.
func (b *branch) cancel(reason ...sip.Header) {
	if b.cancelled {
		return
	}
	b.cancelled, b.reason = true, reason
	if b.tx != nil {
		b.tx.Cancel(reason...)
	}
}

// end notes and records the final answer. The caller holds the fork's lock.
func (b *branch) end(res *sip.Response, err error) {
	b.res = res
	switch {
	case res != nil:
		b.status = res.StatusCode
		b.fork.front.tellsRoute(b, res)
	case errors.Is(err, errUnsent):
		b.status = 487
	case errors.Is(err, sipwire.ErrTimeout):
		b.status = 408
	case errors.Is(err, sipwire.ErrTooLarge):
		b.status = 513 // a datagram that was full before the proxy put its own Via on top
	default:
		b.status = 430 // RFC 5626 §11.5
	}
	if b.timerC != nil {
		b.timerC.Stop()
	}
	if b.fork.inner {
		return
	}
	e := routerEvent(record.BranchEnded, b.target.party, b.fork.req)
	e.Attrs["status"], e.Attrs["instance"] = strconv.Itoa(b.status), b.target.instance
	if b.cancelled {
		e.Attrs["cancelled"] = "true"
	}
	b.fork.front.log.Append(e)
}

// forward is the request as it goes to a target (RFC 3261 §16.6).
func (fk *fork) forward(t target) *sip.Request {
	out := sip.NewRequest(fk.req.Method, t.uri)
	out.Recipient.Headers = nil // they are of use to who makes a request from a URI, not in one (RFC 3261 §19.1.1)
	headers := fk.req.Headers()
	vias := 0
	for vias < len(headers) && strings.EqualFold(headers[vias].Name(), "Via") {
		vias++
	}
	for i, h := range headers {
		if i == vias && !fk.inDialog && (out.Method == sip.INVITE || out.Method == sip.REFER) {
			for _, route := range fk.front.hosts.recordRoutes(fk.peer.flow, t.flow) {
				out.AppendHeader(route)
			}
		}
		switch {
		case strings.EqualFold(h.Name(), "Max-Forwards"):
		case strings.EqualFold(h.Name(), "Proxy-Authorization"):
			// It was for the front end (RFC 3261 §22.3).
		case strings.EqualFold(h.Name(), "P-Asserted-Identity"), strings.EqualFold(h.Name(), "P-Preferred-Identity"):
			// Nobody but the front end can say who somebody is, and what a client would like to be is no news for others
			// (RFC 3325 §5, §7).
		default:
			out.AppendHeader(sipwire.CloneHeader(h))
		}
	}
	hops := sip.MaxForwardsHeader(70)
	if h := fk.req.MaxForwards(); h != nil {
		hops = sip.MaxForwardsHeader(h.Val() - 1)
	}
	out.AppendHeader(&hops)
	out.SetBody(fk.req.Body())
	return out
}

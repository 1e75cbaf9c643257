package sipwire

import (
	"context"
	"fmt"
	"sync"

	"github.com/emiago/sipgo/sip"
)

// Do sends a request as [Endpoint.Request] does and waits for its final response; provisional ones are skipped. It returns
// [ErrTimeout] or [ErrFlowClosed] when none comes, and the context's error when that ends before. An INVITE is then
// cancelled, and a 2xx that comes all the same is acknowledged and ended with a BYE. Who needs to see the provisional
// responses of an INVITE, or answer its retransmitted 2xx, uses [Endpoint.Request]. It must not be called from a handler.
func (e *Endpoint) Do(ctx context.Context, f *Flow, req *sip.Request) (*sip.Response, error) {
	type outcome struct {
		res *sip.Response
		err error
	}
	var (
		mu                  sync.Mutex
		answered, abandoned bool
		first               = make(chan outcome, 1)
	)
	tx, err := e.Request(f, req, func(res *sip.Response, err error) {
		if res != nil && res.StatusCode < 200 {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		switch {
		case abandoned:
			e.hangUp(f, req, res)
		case !answered:
			answered = true
			first <- outcome{res, err}
		}
	})
	if err != nil {
		return nil, err
	}
	select {
	case o := <-first:
		return o.res, o.err
	case <-ctx.Done():
	}
	mu.Lock()
	abandoned = !answered
	mu.Unlock()
	if !abandoned { // the answer came in the same moment
		o := <-first
		return o.res, o.err
	}
	tx.Cancel()
	return nil, fmt.Errorf("%s waited for the answer to %q over the %s: %w", e.name(), req.StartLine(), f, ctx.Err())
}

// hangUp ends a session that nobody waits for any more.
func (e *Endpoint) hangUp(f *Flow, invite *sip.Request, res *sip.Response) {
	if invite.Method != sip.INVITE || res == nil || !res.IsSuccess() {
		return
	}
	d, err := NewUAC(invite, res, f)
	if err != nil {
		return // without a dialog there is nothing to end
	}
	if e.Send(f, d.Ack(invite)) == nil {
		_, _ = e.Request(f, d.Request(sip.BYE), nil)
	}
}

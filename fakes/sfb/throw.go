package sfb

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// throwTime is how long the IUT has to answer the OPTIONS behind what was thrown at it.
const throwTime = 2 * time.Second

// Throw sends the IUT bytes as they are, over the connection with which it has registered the user, which no other peer can do
// in the front end's name. An OPTIONS follows: when the IUT has answered that, or closed the connection, it has been
// through all of it, and Throw returns. What the IUT answers to messages that break their protocol is not judged. The error
// is [ErrNobodyThere] when the IUT has not registered the user.
func (f *FrontEnd) Throw(ctx context.Context, address string, messages ...[]byte) error {
	ctx, cancel := context.WithTimeout(ctx, throwTime)
	defer cancel()
	for _, t := range f.location.targets(address) {
		if t.party != record.PartyIUT {
			continue
		}
		f.log.Append(record.Event{
			Kind: record.FaultInjected, Party: record.PartyTester, From: address,
			Attrs: map[string]string{"fault": "throw", "target": address},
		})
		defer f.thrown.begin(t.flow, messages)()
		for _, raw := range messages {
			if err := f.endpoint.SendRaw(t.flow, raw); err != nil {
				return nil // it has closed the connection, which is an answer
			}
		}
		domain := sip.Uri{Scheme: "sip", Host: f.config.Domain}
		req := sipwire.NewRequest(sip.OPTIONS, t.uri, domain, sipwire.UserURI(address))
		_, _ = f.endpoint.Do(ctx, t.flow, req) // whatever it says or doesn't
		return nil
	}
	return fmt.Errorf("nothing can be thrown at the IUT over a connection for %s: %w", address, ErrNobodyThere)
}

// thrown remembers what was thrown at the IUT, so that it is not blamed for answers to messages that allow no right one. The
// zero value is ready to use; its methods are safe for concurrent use.
type thrown struct {
	mu      sync.Mutex
	flows   map[string]int  // over which something is being thrown, by id
	callIDs map[string]bool // of everything that was ever thrown
}

// begin notes messages, and returns what is to be called when the peer has been through them.
func (t *thrown) begin(flow *sipwire.Flow, messages [][]byte) (end func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.flows == nil {
		t.flows, t.callIDs = map[string]int{}, map[string]bool{}
	}
	t.flows[flow.ID()]++
	for _, raw := range messages {
		if _, _, id := sipwire.Salvage(raw); id != "" {
			t.callIDs[id] = true
		}
	}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.flows[flow.ID()]--; t.flows[flow.ID()] == 0 {
			delete(t.flows, flow.ID())
		}
	}
}

// excuses says whether a message is an answer to something that was thrown, or may be one.
func (t *thrown) excuses(frame sipwire.Frame) bool {
	if !bytes.HasPrefix(frame.Raw, []byte("SIP/")) {
		return false
	}
	_, _, callID := sipwire.Salvage(frame.Raw)
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.flows[frame.Flow.ID()] > 0 || t.callIDs[callID]
}

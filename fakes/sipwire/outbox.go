package sipwire

import (
	"net"
	"sync"
	"time"
)

// Bounds of an outbox: what may wait for a peer that does not read, and how long a closing one may still write.
const (
	maxQueued  = 16 << 20 // bytes
	flushBound = time.Second
)

type outgoing struct {
	raw []byte
	to  net.Addr // of a datagram; nil in a stream
}

// outbox is the queue and the writer of one connection or packet connection. It keeps the order of what was put in, and
// whoever puts something in never waits for the peer.
type outbox struct {
	write func([]outgoing) error
	end   func(err error) // called once, by the writer, after its last write

	mu      sync.Mutex
	queue   []outgoing
	size    int
	closing bool
	wake    chan struct{} // holds one token when the writer has something to look at
}

func newOutbox(write func([]outgoing) error, end func(error)) *outbox {
	return &outbox{write: write, end: end, wake: make(chan struct{}, 1)}
}

// put appends a message. before runs under the lock once it is certain that the message is taken, so what it records is
// in the order of the queue.
func (o *outbox) put(m outgoing, before func()) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closing {
		return ErrFlowClosed
	}
	if o.size+len(m.raw) > maxQueued {
		return ErrTooLarge
	}
	before()
	o.queue = append(o.queue, m)
	o.size += len(m.raw)
	o.signal()
	return nil
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// close lets the writer write what is queued and then end. It may be called often.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closing = true
	o.signal()
}

// run is the writer. It returns when a write fails, or when the outbox is closed and empty.
func (o *outbox) run() {
	for range o.wake {
		o.mu.Lock()
		batch, closing := o.queue, o.closing
		o.queue, o.size = nil, 0
		o.mu.Unlock()
		if len(batch) > 0 {
			if err := o.write(batch); err != nil {
				o.close()
				o.end(err)
				return
			}
		}
		if closing {
			o.end(nil)
			return
		}
	}
}

package sipwire

import (
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
)

// maxDatagram is the largest payload of a UDP datagram over IPv4.
const maxDatagram = 65507

// Flow is one connection, or one remote address of a packet connection, in the sense of RFC 5626: whatever is sent over it
// reaches the one peer that is at its other end. All methods are safe for concurrent use.
type Flow struct {
	endpoint      *Endpoint
	id            string
	number        int // in the order in which the flows of the endpoint opened
	transport     string
	local, remote net.Addr
	out           *outbox
	conn          net.Conn      // nil for udp
	packet        *packetSocket // nil for tcp and tls
	alias         string        // the name under which it was dialled, as a key; guarded by the endpoint's lock

	done     chan struct{}
	finished sync.Once

	// Guarded by the endpoint's lock: whether the flow is gone, and the transactions on it.
	gone    bool
	clients map[*ClientTx]uint64 // the value is their order
	servers map[*ServerTx]uint64
}

// ID names the flow within its endpoint: "tcp-3". It is never used again.
func (f *Flow) ID() string { return f.id }

// Transport is "udp", "tcp" or "tls".
func (f *Flow) Transport() string { return f.transport }

// Reliable says whether the transport retransmits by itself, so that the transactions need not (RFC 3261 section 17).
func (f *Flow) Reliable() bool { return f.transport != "udp" }

// Remote is the peer's address as host:port.
func (f *Flow) Remote() string { return f.remote.String() }

// Local is the endpoint's own address as host:port.
func (f *Flow) Local() string { return f.local.String() }

// Done is closed when the flow has closed and all of its transactions have ended.
func (f *Flow) Done() <-chan struct{} { return f.done }

// String writes "tcp flow 127.0.0.1:5060 -> 127.0.0.1:40112".
func (f *Flow) String() string {
	return fmt.Sprintf("%s flow %s -> %s", f.transport, f.Local(), f.Remote())
}

// Close closes the flow after what has been sent over it is written (at most one second). It returns at once; see [Flow.Done].
// A closed UDP flow opens again with the next datagram of the peer.
func (f *Flow) Close() {
	if f.conn == nil {
		f.finish()
		return
	}
	f.shut()
}

// shut ends the connection: no more is taken, and the writer closes it when it is done.
func (f *Flow) shut() {
	_ = f.conn.SetWriteDeadline(time.Now().Add(flushBound))
	f.out.close()
}

// finish tells everybody that the flow is gone. The reader of a connection calls it after the last message.
func (f *Flow) finish() {
	f.finished.Do(func() {
		f.endpoint.forget(f)
		f.endpoint.told(func() {
			if h := f.endpoint.cfg.OnFlow; h != nil {
				h(f, false)
			}
		})
		close(f.done)
	})
}

// send puts the message into the queue. raw may be nil, then the message is serialised.
func (f *Flow) send(msg sip.Message, raw []byte) error {
	if raw == nil {
		raw = Marshal(msg)
	}
	if f.endpoint.isGone(f) {
		return fmt.Errorf("%s can't send %q over the %s: %w", f.endpoint.name(), StartLine(msg), f, ErrFlowClosed)
	}
	m := outgoing{raw: raw}
	if f.conn == nil {
		if len(raw) > maxDatagram {
			return fmt.Errorf("%s can't send %q (%d bytes) over the %s: %w", f.endpoint.name(), StartLine(msg), len(raw), f, ErrTooLarge)
		}
		m.to = f.remote
	}
	err := f.out.put(m, func() {
		if tap := f.endpoint.cfg.Tap; tap != nil {
			frame := Frame{Flow: f, Out: true, Raw: raw, Msg: msg, Time: time.Now()}
			f.endpoint.told(func() { tap(frame) })
		}
	})
	if err != nil {
		return fmt.Errorf("%s can't send %q over the %s: %w", f.endpoint.name(), StartLine(msg), f, err)
	}
	return nil
}

package sipwire

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"github.com/emiago/sipgo/sip"
)

// Config says how an [Endpoint] behaves. The zero value is an endpoint that answers every request with 501 and tells nobody
// anything. All handlers are called synchronously and in order per flow, concurrently between flows; none may block.
type Config struct {
	// Name is who speaks. It stands in error sentences. Empty means "the SIP endpoint".
	Name string
	// Timers are the endpoint's own; the zero value is what RFC 3261 says.
	Timers Timers
	// Dial opens TCP connections, also those that TLS is put on. Nil is a net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// TLS is for outgoing connections. Nil trusts what the system trusts. An empty ServerName becomes the host dialled.
	TLS *tls.Config
	// Host is written as the sent-by of Via when the local address of the flow is unspecified (0.0.0.0 or ::). Empty
	// leaves the local address as it is.
	Host string
	// OnRequest gets every new request, but no ACK and no CANCEL: a CANCEL is answered by the transaction layer
	// (RFC 3261 section 9.2) and told to [ServerTx.OnCancel]. Retransmissions, and requests so broken that no transaction
	// can be made of them (answered 400 or 505), never come here, so Via, From, To, Call-ID and CSeq are there and single.
	// Nil answers 501.
	OnRequest func(tx *ServerTx)
	// OnAck gets every ACK that belongs to a 2xx, or to nothing known. Nil drops it.
	OnAck func(f *Flow, ack *sip.Request)
	// OnStray gets every response that matches no transaction, for one a 2xx that is retransmitted after its transaction
	// is gone. Nil drops it.
	OnStray func(f *Flow, res *sip.Response)
	// OnFlow is told of every flow that opens, before its first message, and that closes, after its last one.
	OnFlow func(f *Flow, open bool)
	// Tap sees the raw bytes of every message in the order of the wire: incoming ones before they are handled, outgoing
	// ones when they are put into the queue of their connection. It must not call the endpoint and must not change the
	// message.
	Tap func(Frame)
	// Loses is asked for every request that goes out over udp. True loses whatever answers its first transmission, so that it
	// is sent again (RFC 3261 section 17.1): for who plays a network that loses datagrams. Nil loses nothing.
	Loses func(f *Flow, req *sip.Request) bool
	// Forgets is asked for every request that was answered and comes again. True takes it for a new one: for who plays an
	// endpoint without the timers of RFC 3261 section 17.2. Nil forgets nothing.
	Forgets func(req *sip.Request) bool
	// OnPanic gets what a crashed handler said and its stack; a request that it left unanswered is answered 500. Nil
	// panics again.
	OnPanic func(said any, stack []byte)
	// OnError is told when a listener or packet connection fails by itself, after which it is no longer served. Nil
	// ignores that.
	OnError func(err error)
}

// Frame is one message on the wire, as the tap sees it.
type Frame struct {
	Flow *Flow
	// Out is true for what the endpoint sends.
	Out bool
	// Raw is the message's own copy of its bytes, without the CRLFs that may come before it in a stream.
	Raw []byte
	// Msg is nil when the bytes are no SIP message; Err, a [SyntaxError], then says why. It is the message that the handlers get.
	Msg  sip.Message
	Err  error
	Time time.Time
}

// Timers are the base values of RFC 3261 table 4; all others are derived from them. A zero field has its default, so the
// zero value is the RFC's own set.
type Timers struct {
	// T1 is the estimate of the round-trip time, 500 ms. A transaction that nobody answers ends after 64*T1.
	T1 time.Duration
	// T2 is the longest interval between retransmissions, 4 s.
	T2 time.Duration
	// T4 is how long a message may live in the network, 5 s.
	T4 time.Duration
	// Trying is after what time an INVITE that nobody answered gets a 100, 200 ms (RFC 3261 section 17.2.1).
	Trying time.Duration
}

// Resolved returns the timers with every zero field replaced by its default.
func (t Timers) Resolved() Timers {
	or := func(d *time.Duration, def time.Duration) {
		if *d <= 0 {
			*d = def
		}
	}
	or(&t.T1, 500*time.Millisecond)
	or(&t.T2, 4*time.Second)
	or(&t.T4, 5*time.Second)
	or(&t.Trying, 200*time.Millisecond)
	return t
}

// Timeout is 64*T1, after which a transaction without an answer ends: timers B, D, F, H, J, L and M. (Timer D is 32 s in
// the RFC, which is 64*T1 with its T1.)
func (t Timers) Timeout() time.Duration { return 64 * t.Resolved().T1 }

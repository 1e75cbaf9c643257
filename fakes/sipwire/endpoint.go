package sipwire

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/emiago/sipgo/sip"
)

// Endpoint is one SIP element: the flows it has, the sockets it serves and the transactions that run on them. Make one with
// [New]. All methods are safe for concurrent use.
type Endpoint struct {
	cfg    Config
	timers Timers

	mu        sync.Mutex
	closed    bool
	flowCount int
	txCount   uint64
	flows     map[*Flow]struct{}
	byRemote  map[string]*Flow // key: transport and remote address
	dialing   map[string]*dialling
	listeners []io.Closer
	packets   []*packetSocket

	clients map[string]*ClientTx // key: branch and method, RFC 3261 section 17.1.3
	servers map[string]*ServerTx // key: see serverKey, RFC 3261 section 17.2.3
	unacked map[string]*ServerTx // INVITEs whose 2xx is retransmitted; key: see ackKey

	running  sync.WaitGroup // readers, writers, listeners
	handling sync.RWMutex   // read-locked by every message while it is handled; see Settle
}

// New makes an endpoint that has no sockets yet. It needs no Close until it has some.
func New(cfg Config) *Endpoint {
	return &Endpoint{
		cfg:      cfg,
		timers:   cfg.Timers.Resolved(),
		flows:    map[*Flow]struct{}{},
		byRemote: map[string]*Flow{},
		dialing:  map[string]*dialling{},
		clients:  map[string]*ClientTx{},
		servers:  map[string]*ServerTx{},
		unacked:  map[string]*ServerTx{},
	}
}

func (e *Endpoint) name() string {
	if e.cfg.Name == "" {
		return "the SIP endpoint"
	}
	return e.cfg.Name
}

// Send sends a message outside of any transaction: an ACK to a 2xx, or a response that a stateless element passes on. A
// request without a Via gets one (RFC 3261 section 8.1.1.7: an ACK to a 2xx has a branch of its own), and missing
// Max-Forwards and Content-Length. The message must not be changed afterwards.
func (e *Endpoint) Send(f *Flow, msg sip.Message) error {
	if req, ok := msg.(*sip.Request); ok {
		if req.Via() == nil {
			req.PrependHeader(e.newVia(f))
		}
		complete(req)
	} else if msg.ContentLength() == nil {
		msg.SetBody(msg.Body())
	}
	return f.send(msg, nil)
}

// SendRaw sends bytes as they are, which need be no SIP message. On a stream whatever comes behind them is read as their
// continuation, as far as they leave that open.
func (e *Endpoint) SendRaw(f *Flow, raw []byte) error { return f.send(nil, raw) }

// Forward is [Endpoint.Send] for a request that a proxy passes on statelessly, such as an ACK to a 2xx: it always puts a
// Via of its own on top (RFC 3261 section 16.6).
func (e *Endpoint) Forward(f *Flow, req *sip.Request) error {
	req.PrependHeader(e.newVia(f))
	complete(req)
	return f.send(req, nil)
}

// Settle returns when every message that the tap had seen come in when it was called has been handled, and with it sent
// whatever its handlers sent. It does not wait for timers, nor for answers of peers. It must not be called from a handler.
func (e *Endpoint) Settle() {
	e.handling.Lock()
	defer e.handling.Unlock() // nothing is guarded: having had the lock is what counts
}

// HangUp closes every flow that there is, and returns when their transactions have ended. Sockets stay, and peers may come again.
// It must not be called from a handler.
func (e *Endpoint) HangUp() {
	e.mu.Lock()
	flows := slices.SortedFunc(maps.Keys(e.flows), func(a, b *Flow) int { return a.number - b.number })
	e.mu.Unlock()
	for _, f := range flows {
		f.Close()
	}
	for _, f := range flows {
		<-f.Done()
	}
}

// Close closes every flow and every socket that the endpoint was given, ends all transactions (client transactions end with
// [ErrFlowClosed]) and waits for its goroutines. What has been sent is written first, for at most one second. It must not
// be called from a handler. A second Close does nothing.
func (e *Endpoint) Close() error {
	e.mu.Lock()
	e.closed = true
	listeners, packets := e.listeners, e.packets
	e.listeners, e.packets = nil, nil
	var streams []*Flow
	for f := range e.flows {
		if f.conn != nil {
			streams = append(streams, f)
		}
	}
	e.mu.Unlock()
	var errs []error
	for _, l := range listeners {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, fmt.Errorf("%s can't close a listener: %w", e.name(), err))
		}
	}
	for _, f := range streams {
		f.shut()
	}
	for _, p := range packets {
		p.shut()
	}
	e.running.Wait()
	return errors.Join(errs...)
}

// adopt makes the flow known. It fails when the endpoint is closed. The caller holds the lock.
func (e *Endpoint) adopt(f *Flow) error {
	if e.closed {
		return fmt.Errorf("%s is closed: %w", e.name(), ErrFlowClosed)
	}
	e.flowCount++
	f.endpoint = e
	f.number = e.flowCount
	f.id = fmt.Sprintf("%s-%d", f.transport, e.flowCount)
	f.done = make(chan struct{})
	f.clients = map[*ClientTx]uint64{}
	f.servers = map[*ServerTx]uint64{}
	e.flows[f] = struct{}{}
	e.byRemote[flowKey(f.transport, f.Remote())] = f
	return nil
}

// opened tells of a flow that was adopted.
func (e *Endpoint) opened(f *Flow) {
	if h := e.cfg.OnFlow; h != nil {
		e.told(func() { h(f, true) })
	}
}

// forget removes the flow and ends its transactions.
func (e *Endpoint) forget(f *Flow) {
	e.mu.Lock()
	f.gone = true
	delete(e.flows, f)
	for _, key := range []string{flowKey(f.transport, f.Remote()), f.alias} {
		if e.byRemote[key] == f {
			delete(e.byRemote, key)
		}
	}
	if f.packet != nil {
		delete(f.packet.flows, f.Remote())
	}
	clients, servers := f.clients, f.servers
	f.clients, f.servers = nil, nil
	e.mu.Unlock()
	for _, tx := range inOrder(clients) {
		tx.fail(ErrFlowClosed)
	}
	for _, tx := range inOrder(servers) {
		tx.end()
	}
}

// inOrder returns the keys in the order of their values, so that what ends together ends in the same order every time.
func inOrder[K comparable](set map[K]uint64) []K {
	return slices.SortedFunc(maps.Keys(set), func(a, b K) int { return cmp.Compare(set[a], set[b]) })
}

func (e *Endpoint) isGone(f *Flow) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return f.gone
}

func flowKey(transport, remote string) string { return transport + " " + remote }

// told runs a handler and catches its panic. It says whether the handler came through.
func (e *Endpoint) told(handler func()) (fine bool) {
	if e.cfg.OnPanic == nil {
		handler()
		return true
	}
	defer func() {
		if !fine {
			if said := recover(); said != nil {
				e.cfg.OnPanic(said, debug.Stack())
			}
		}
	}()
	handler()
	return true
}

func (e *Endpoint) failed(err error) {
	if h := e.cfg.OnError; h != nil {
		h(err)
	}
}

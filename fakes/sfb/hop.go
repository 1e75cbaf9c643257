package sfb

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// HopConfig says what hop it is. Name and Upstream are needed.
type HopConfig struct {
	// Name is what it is called in errors: "the edge".
	Name string
	// Upstream is host:port of the next server on the way to the front end, by transport: udp, tcp, tls. What comes over a
	// transport goes on over the same one.
	Upstream map[string]string
	// Marks are headers that it adds to every request outside of a dialog that passes and does not have them yet.
	Marks map[string]string
	// Dial and ListenPacket open the connections upstream; nil means the network of this machine. TLS is for those over tls.
	Dial         func(ctx context.Context, network, address string) (net.Conn, error)
	ListenPacket func(network, address string) (net.PacketConn, error)
	TLS          *tls.Config
	// Timers are the transaction timers; the zero value has those of RFC 3261.
	Timers sipwire.Timers
}

// Hop is a SIP proxy between peers and the front end (RFC 3261 §16): a pool or an edge server of a hybrid deployment. It is a
// hop of its own on the wire, with its own Via, and with its own Record-Route in every dialog that passes. It keeps the
// peers apart: for each connection that a peer opens it has one of its own upstream, and one ends with the other, so that
// who is at the other end of a connection stays known (RFC 5626 §5.3).
//
// Requests outside of a dialog go from one side to the other. Those within one must bear the hop's Record-Route on top of
// their Routes, as RFC 3261 §12.2.1.1 has it; the hop answers all others 481 and lets none of them pass.
//
// Make one with [FrontEnd.Hop], give it sockets, and end it with [Hop.Close]. All methods are safe for concurrent use.
type Hop struct {
	config HopConfig
	down   *sipwire.Endpoint // towards the peers

	mu      sync.Mutex
	closed  bool
	count   int
	pairs   map[*sipwire.Flow]*hopPair // by the peer's connection
	running sync.WaitGroup
}

// Hop makes a hop in front of this front end, directly or behind other hops. Crashes of its handlers go into the front end's
// log. It opens no socket by itself.
func (f *FrontEnd) Hop(config HopConfig) *Hop {
	h := &Hop{config: config, pairs: map[*sipwire.Flow]*hopPair{}}
	h.down = sipwire.New(sipwire.Config{
		Name: config.Name, Timers: config.Timers, OnPanic: f.panicked,
		OnRequest: func(tx *sipwire.ServerTx) {
			p, err := h.pair(tx.Flow(), f.panicked)
			if err != nil {
				_ = tx.Reply(503, "")
				return
			}
			p.relay(tx, p.up, p.upFlow)
		},
		OnAck: func(flow *sipwire.Flow, ack *sip.Request) {
			if p := h.known(flow); p != nil {
				p.acknowledge(ack, p.up, p.upFlow)
			}
		},
		OnFlow: func(flow *sipwire.Flow, open bool) {
			if !open {
				h.part(flow)
			}
		},
	})
	return h
}

// ServePacket serves UDP on a socket, and returns at once. The hop closes the socket when it is closed.
func (h *Hop) ServePacket(pc net.PacketConn) { h.down.ServePacket(pc) }

// ServeStream serves connections of a listener, and returns at once. transport is "tcp", or "tls" for a listener whose
// connections are TLS already. The hop closes the listener when it is closed.
func (h *Hop) ServeStream(transport string, l net.Listener) { h.down.ServeStream(transport, l) }

// Close closes all sockets and connections, and returns when nothing runs any more.
func (h *Hop) Close() error {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	errs := []error{h.down.Close()}
	for _, p := range h.all() {
		errs = append(errs, p.up.Close())
	}
	h.running.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close %s: %w", h.config.Name, err)
	}
	return nil
}

func (h *Hop) all() []*hopPair {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []*hopPair
	for _, p := range h.pairs {
		all = append(all, p)
	}
	return all
}

func (h *Hop) known(flow *sipwire.Flow) *hopPair {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pairs[flow]
}

// pair returns the pair of a peer's connection, whose other half is opened with the first request. It runs on the reader of
// the peer's connection, so that nothing else of that peer is held up or overtaken.
func (h *Hop) pair(flow *sipwire.Flow, panicked func(any, []byte)) (*hopPair, error) {
	if p := h.known(flow); p != nil {
		return p, nil
	}
	h.mu.Lock()
	h.count++
	p := &hopPair{hop: h, downFlow: flow, name: fmt.Sprintf("hop.%d", h.count)}
	h.mu.Unlock()
	p.up = sipwire.New(sipwire.Config{
		Name: h.config.Name, Timers: h.config.Timers, Dial: h.config.Dial, TLS: h.config.TLS, OnPanic: panicked,
		OnRequest: func(tx *sipwire.ServerTx) { p.relay(tx, h.down, flow) },
		OnAck:     func(_ *sipwire.Flow, ack *sip.Request) { p.acknowledge(ack, h.down, flow) },
		OnFlow: func(_ *sipwire.Flow, open bool) {
			if !open {
				flow.Close()
			}
		},
	})
	err := p.connect()
	h.mu.Lock()
	keep := err == nil && !h.closed
	if keep {
		h.pairs[flow] = p
	}
	h.mu.Unlock()
	if !keep {
		return nil, errors.Join(err, p.up.Close(), sipwire.ErrFlowClosed)
	}
	return p, nil
}

// part ends the upstream half of a connection that a peer has closed.
func (h *Hop) part(flow *sipwire.Flow) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.pairs[flow]
	if p == nil || h.closed {
		return
	}
	delete(h.pairs, flow)
	// Elsewhere, because it waits for the reader of the other half, which may be closing this one.
	h.running.Go(func() { _ = p.up.Close() })
}

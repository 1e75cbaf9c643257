package sipwire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
)

// dialling is a connection that is being made; all who want it wait for it.
type dialling struct {
	done chan struct{}
	flow *Flow
	err  error
}

// Flow returns the open flow to a remote address, or makes one. transport is "udp", "tcp" or "tls"; addr is host:port. A
// UDP flow goes through the packet connection that was served first ([Endpoint.ServePacket]). A connection that a peer
// opened is used again for the address that it came from, as RFC 5923 has it.
func (e *Endpoint) Flow(ctx context.Context, transport, addr string) (*Flow, error) {
	if transport == "udp" {
		return e.packetFlow(addr)
	}
	if transport != "tcp" && transport != "tls" {
		return nil, fmt.Errorf("%s can't reach %s: %q is no transport; it must be udp, tcp or tls", e.name(), addr, transport)
	}
	key := flowKey(transport, addr)
	e.mu.Lock()
	if f := e.byRemote[key]; f != nil {
		e.mu.Unlock()
		return f, nil
	}
	if d := e.dialing[key]; d != nil {
		e.mu.Unlock()
		select {
		case <-d.done:
			return d.flow, d.err
		case <-ctx.Done():
			return nil, fmt.Errorf("%s waits for a %s connection to %s: %w", e.name(), transport, addr, ctx.Err())
		}
	}
	d := &dialling{done: make(chan struct{})}
	e.dialing[key] = d
	e.mu.Unlock()

	d.flow, d.err = e.dial(ctx, transport, addr)

	e.mu.Lock()
	delete(e.dialing, key)
	if d.err == nil {
		// The name that was dialled need not be the address that answered.
		if !d.flow.gone {
			e.byRemote[key] = d.flow
			d.flow.alias = key
		}
	}
	e.mu.Unlock()
	close(d.done)
	return d.flow, d.err
}

func (e *Endpoint) dial(ctx context.Context, transport, addr string) (*Flow, error) {
	dial := e.cfg.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s can't connect to %s over %s: %w", e.name(), addr, transport, err)
	}
	if transport == "tls" {
		if conn, err = e.secure(ctx, conn, addr); err != nil {
			return nil, err
		}
	}
	return e.startStream(transport, conn)
}

// secure does the TLS handshake as a client.
func (e *Endpoint) secure(ctx context.Context, conn net.Conn, addr string) (net.Conn, error) {
	cfg := e.cfg.TLS.Clone()
	if cfg == nil {
		cfg = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if cfg.ServerName == "" {
		cfg.ServerName, _, _ = net.SplitHostPort(addr)
	}
	secured := tls.Client(conn, cfg)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%s can't agree on TLS with %s: %w", e.name(), addr, err), conn.Close())
	}
	return secured, nil
}

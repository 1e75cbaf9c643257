package sipwire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
)

// ServeStream accepts connections until [Endpoint.Close], which closes l. transport is "tcp" or "tls"; for "tls" the
// listener gives TLS connections already (tls.NewListener). It returns at once.
func (e *Endpoint) ServeStream(transport string, l net.Listener) {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		_ = l.Close()
		return
	}
	e.listeners = append(e.listeners, l)
	e.running.Add(1)
	e.mu.Unlock()
	go func() {
		defer e.running.Done()
		e.accept(transport, l)
	}()
}

func (e *Endpoint) accept(transport string, l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				e.failed(fmt.Errorf("%s can no longer accept connections at %s: %w", e.name(), l.Addr(), err))
			}
			return
		}
		if _, err := e.startStream(transport, conn); err != nil {
			return // closed
		}
	}
}

// startStream makes a flow of a connection and reads and writes it until it ends.
func (e *Endpoint) startStream(transport string, conn net.Conn) (*Flow, error) {
	f := &Flow{transport: transport, conn: conn, local: conn.LocalAddr(), remote: conn.RemoteAddr()}
	f.out = newOutbox(
		func(batch []outgoing) error { return writeStream(conn, batch) },
		func(error) { _ = conn.Close() })
	e.mu.Lock()
	err := e.adopt(f)
	if err == nil {
		e.running.Add(2)
	}
	e.mu.Unlock()
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	e.opened(f)
	go func() { defer e.running.Done(); f.out.run() }()
	go func() { defer e.running.Done(); f.read() }()
	return f, nil
}

// writeStream writes messages that wait together with one call, as a busy connection needs it.
func writeStream(w io.Writer, batch []outgoing) error {
	if len(batch) == 1 {
		_, err := w.Write(batch[0].raw)
		return err
	}
	var all bytes.Buffer
	for _, m := range batch {
		all.Write(m.raw)
	}
	_, err := w.Write(all.Bytes())
	return err
}

// read handles the messages of a connection in order, until it ends or stops being SIP.
func (f *Flow) read() {
	defer f.finish()
	defer f.shut()
	if s, ok := f.conn.(interface{ HandshakeContext(context.Context) error }); ok {
		if s.HandshakeContext(context.Background()) != nil {
			return // ends at the latest when the connection is closed
		}
	}
	in := framer{r: f.conn, pong: func() { _ = f.out.put(outgoing{raw: []byte("\r\n")}, func() {}) }}
	for {
		raw, err := in.next()
		if raw == nil {
			return // the connection ended between two messages
		}
		f.endpoint.received(f, raw, err)
		if err != nil {
			return // there is no telling where the next message starts
		}
	}
}

package iut

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"

	"github.com/duet-conformance/duet/fakes/gateway"
)

// plug holds every socket of an implementation in the tester's process, so that all can be lost at one moment, as those of
// a process are when it is killed, and stand still, as those of a process do that is stopped: nothing that was sent to it is
// read, and nothing of its own goes out. Its timers run on, as time does; what they lead to shows when it goes on. It is safe for
// concurrent use.
type plug struct {
	pulled chan struct{}

	mu     sync.Mutex
	open   map[io.Closer]bool
	frozen chan struct{} // closed when the sockets go on; nil while they do
}

func (p *plug) freeze() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.frozen == nil {
		p.frozen = make(chan struct{})
	}
	return nil
}

func (p *plug) thaw() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.frozen != nil {
		close(p.frozen)
		p.frozen = nil
	}
	return nil
}

// pass returns when the sockets don't stand still.
func (p *plug) pass() {
	p.mu.Lock()
	frozen := p.frozen
	p.mu.Unlock()
	if frozen == nil {
		return
	}
	select {
	case <-frozen:
	case <-p.pulled:
	}
}

var errPulled = errors.New("the implementation was killed, and opens no sockets any more")

func newPlug() *plug { return &plug{pulled: make(chan struct{}), open: map[io.Closer]bool{}} }

// pull closes what is open and lets nothing be opened any more.
func (p *plug) pull() {
	p.mu.Lock()
	open := p.open
	if !isPulled(p.pulled) {
		close(p.pulled)
	}
	p.open = map[io.Closer]bool{}
	p.mu.Unlock()
	for socket := range open {
		_ = socket.Close() // gone is gone
	}
}

func isPulled(pulled <-chan struct{}) bool {
	select {
	case <-pulled:
		return true
	default:
		return false
	}
}

// hold keeps a socket that was opened. One that was opened too late is closed, which is the error.
func (p *plug) hold(socket io.Closer) error {
	p.mu.Lock()
	late := isPulled(p.pulled)
	if !late {
		p.open[socket] = true
	}
	p.mu.Unlock()
	if late {
		return errors.Join(errPulled, socket.Close())
	}
	return nil
}

func (p *plug) letGo(socket io.Closer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, socket)
}

// behind is the config with all of its sockets behind the plug.
func (p *plug) behind(c gateway.Config) gateway.Config {
	dial, listen, listenPacket := c.Dial, c.Listen, c.ListenPacket
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	if listen == nil {
		listen = net.Listen
	}
	if listenPacket == nil {
		listenPacket = net.ListenPacket
	}
	c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		p.pass()
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return p.conn(conn)
	}
	c.Listen = func(network, address string) (net.Listener, error) {
		l, err := listen(network, address)
		if err != nil {
			return nil, err
		}
		held := &heldListener{l, p}
		return held, p.hold(held)
	}
	c.ListenPacket = func(network, address string) (net.PacketConn, error) {
		pc, err := listenPacket(network, address)
		if err != nil {
			return nil, err
		}
		held := &heldPackets{pc, p}
		return held, p.hold(held)
	}
	c.Killed = p.pulled
	return c
}

func (p *plug) conn(conn net.Conn) (net.Conn, error) {
	held := &heldConn{conn, p}
	if err := p.hold(held); err != nil {
		return nil, err
	}
	return held, nil
}

type heldConn struct {
	net.Conn
	plug *plug
}

func (c *heldConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.plug.pass()
	return n, err
}

func (c *heldConn) Write(b []byte) (int, error) {
	c.plug.pass()
	return c.Conn.Write(b)
}

func (c *heldConn) Close() error {
	c.plug.pass()
	c.plug.letGo(c)
	return c.Conn.Close()
}

type heldListener struct {
	net.Listener
	plug *plug
}

func (l *heldListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	l.plug.pass()
	if err != nil {
		return nil, err
	}
	return l.plug.conn(conn)
}

func (l *heldListener) Close() error {
	l.plug.letGo(l)
	return l.Listener.Close()
}

type heldPackets struct {
	net.PacketConn
	plug *plug
}

func (c *heldPackets) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := c.PacketConn.ReadFrom(b)
	c.plug.pass()
	return n, from, err
}

func (c *heldPackets) WriteTo(b []byte, to net.Addr) (int, error) {
	c.plug.pass()
	return c.PacketConn.WriteTo(b, to)
}

func (c *heldPackets) Close() error {
	c.plug.pass()
	c.plug.letGo(c)
	return c.PacketConn.Close()
}

// SetReadBuffer is there for who asks a packet connection for it; one that has none does nothing.
func (c *heldPackets) SetReadBuffer(bytes int) error {
	if s, ok := c.PacketConn.(interface{ SetReadBuffer(bytes int) error }); ok {
		return s.SetReadBuffer(bytes)
	}
	return nil
}

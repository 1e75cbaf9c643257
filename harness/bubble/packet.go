package bubble

import (
	"net"
	"time"
)

// packetConn is a socket for datagrams. A datagram to an address at which there is none is lost in silence, as is one for
// which there is no room; a deadline for writing means nothing, for writing never waits.
type packetConn struct {
	network *Network
	addr    *net.UDPAddr
	in      *wire
}

func newPacketConn(n *Network, addr *net.UDPAddr) *packetConn {
	return &packetConn{network: n, addr: addr, in: &wire{}}
}

func (p *packetConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n := 0
	_, from, err := p.in.take(func(next piece) int {
		n = copy(b, next.data)
		p.in.pieces = p.in.pieces[1:]
		return len(next.data) // what doesn't fit is gone
	})
	if err != nil {
		return 0, nil, &net.OpError{Op: "read", Net: "udp", Source: p.addr, Err: err}
	}
	return n, from, nil
}

func (p *packetConn) WriteTo(b []byte, to net.Addr) (int, error) {
	p.network.mu.Lock()
	open := p.network.packets[p.addr.String()] == p
	there := p.network.packets[to.String()]
	p.network.mu.Unlock()
	if !open {
		return 0, &net.OpError{Op: "write", Net: "udp", Source: p.addr, Addr: to, Err: net.ErrClosed}
	}
	if there != nil {
		there.in.mu.Lock()
		if !there.in.left && there.in.size+len(b) <= capacity {
			there.in.put(piece{data: append([]byte{}, b...), from: p.addr, due: time.Now().Add(Delay)})
		}
		there.in.mu.Unlock()
	}
	return len(b), nil
}

func (p *packetConn) Close() error {
	if !p.in.leave() {
		return &net.OpError{Op: "close", Net: "udp", Source: p.addr, Err: net.ErrClosed}
	}
	p.network.mu.Lock()
	defer p.network.mu.Unlock()
	delete(p.network.packets, p.addr.String())
	return nil
}

func (p *packetConn) LocalAddr() net.Addr { return p.addr }

func (p *packetConn) SetDeadline(t time.Time) error { return p.SetReadDeadline(t) }

func (p *packetConn) SetReadDeadline(t time.Time) error {
	p.in.limit(&p.in.readBy, t)
	return nil
}

func (p *packetConn) SetWriteDeadline(time.Time) error { return nil }

package sipwire

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"time"
)

// receiveBuffer is what the kernel may keep for a packet connection. The usual 208 KiB hold only some 256 small datagrams,
// so a burst would be lost before it could be seen.
const receiveBuffer = 4 << 20

// packetSocket is a served packet connection.
type packetSocket struct {
	endpoint *Endpoint
	conn     net.PacketConn
	out      *outbox
	flows    map[string]*Flow // by remote address; guarded by the endpoint's lock
}

// ServePacket reads SIP over UDP from pc until [Endpoint.Close], which closes pc. Every remote address becomes a flow with
// its first datagram. It returns at once.
func (e *Endpoint) ServePacket(pc net.PacketConn) {
	if s, ok := pc.(interface{ SetReadBuffer(bytes int) error }); ok {
		_ = s.SetReadBuffer(receiveBuffer) // as much as the system allows; less is no error
	}
	p := &packetSocket{endpoint: e, conn: pc, flows: map[string]*Flow{}}
	p.out = newOutbox(p.write, func(error) { _ = pc.Close() })
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		_ = pc.Close()
		return
	}
	e.packets = append(e.packets, p)
	e.running.Add(2)
	e.mu.Unlock()
	go func() { defer e.running.Done(); p.out.run() }()
	go func() { defer e.running.Done(); p.read() }()
}

func (p *packetSocket) write(batch []outgoing) error {
	for _, m := range batch {
		// A datagram that can't be sent is a lost datagram; only a closed socket is the end.
		if _, err := p.conn.WriteTo(m.raw, m.to); errors.Is(err, net.ErrClosed) {
			return err
		}
	}
	return nil
}

func (p *packetSocket) shut() {
	_ = p.conn.SetWriteDeadline(time.Now().Add(flushBound))
	p.out.close()
}

func (p *packetSocket) read() {
	defer p.drop()
	buf := make([]byte, 1<<16)
	for {
		n, from, err := p.conn.ReadFrom(buf)
		if err != nil {
			var soft net.Error
			if errors.As(err, &soft) && soft.Timeout() {
				continue
			}
			if !errors.Is(err, net.ErrClosed) {
				p.endpoint.failed(fmt.Errorf("%s can no longer read from %s: %w", p.endpoint.name(), p.conn.LocalAddr(), err))
			}
			return
		}
		// Keep-alives are no messages: RFC 5626 section 3.5.1, and the lone CRLFs and zeros that older clients send.
		raw := bytes.TrimLeft(buf[:n], "\r\n\x00")
		if len(raw) == 0 {
			continue
		}
		f, err := p.flow(from)
		if err != nil {
			return
		}
		p.endpoint.received(f, bytes.Clone(raw), nil)
	}
}

// drop closes what is left when the socket is no longer read.
func (p *packetSocket) drop() {
	p.out.close()
	p.endpoint.mu.Lock()
	flows := slices.SortedFunc(maps.Values(p.flows), func(a, b *Flow) int { return a.number - b.number })
	p.endpoint.mu.Unlock()
	for _, f := range flows {
		f.finish()
	}
}

// flow returns the open flow to the address, or a new one.
func (p *packetSocket) flow(remote net.Addr) (*Flow, error) {
	e := p.endpoint
	e.mu.Lock()
	if f := p.flows[remote.String()]; f != nil {
		e.mu.Unlock()
		return f, nil
	}
	f := &Flow{transport: "udp", local: p.conn.LocalAddr(), remote: remote, out: p.out, packet: p}
	err := e.adopt(f)
	if err == nil {
		p.flows[remote.String()] = f
	}
	e.mu.Unlock()
	if err != nil {
		return nil, err
	}
	e.opened(f)
	return f, nil
}

// packetFlow finds or makes the UDP flow to an address.
func (e *Endpoint) packetFlow(addr string) (*Flow, error) {
	e.mu.Lock()
	f := e.byRemote[flowKey("udp", addr)]
	packets := e.packets
	e.mu.Unlock()
	if f != nil {
		return f, nil
	}
	if len(packets) == 0 {
		return nil, fmt.Errorf("%s can't reach %s over udp: it serves no UDP socket", e.name(), addr)
	}
	remote, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s can't reach %s over udp: %w", e.name(), addr, err)
	}
	return packets[0].flow(remote)
}

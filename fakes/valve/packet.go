package valve

import (
	"net"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Packets puts the valve before a socket for datagrams. What it loses and what it brings twice is in the log.
func (v *Valve) Packets(pc net.PacketConn) net.PacketConn { return &packets{PacketConn: pc, valve: v} }

type packets struct {
	net.PacketConn
	valve *Valve

	mu    sync.Mutex
	again []byte // the second copy of what was read last; nil when there is none
	from  net.Addr
}

// ReadFrom is for one goroutine at a time, as the reader of a socket is.
func (p *packets) ReadFrom(b []byte) (int, net.Addr, error) {
	if n, from, ok := p.second(b); ok {
		return n, from, nil
	}
	for {
		n, from, err := p.PacketConn.ReadFrom(b)
		if err != nil {
			return n, from, err
		}
		switch p.valve.passes(b[:n], false) {
		case 0:
			continue
		case 2:
			p.keep(b[:n], from)
		}
		return n, from, nil
	}
}

func (p *packets) WriteTo(b []byte, to net.Addr) (int, error) {
	switch p.valve.passes(b, true) {
	case 0:
		return len(b), nil
	case 2:
		again := append([]byte(nil), b...)
		time.AfterFunc(detour, func() { p.repeat(again, to) })
	}
	return p.PacketConn.WriteTo(b, to)
}

// repeat sends the second copy of a datagram, if the socket is still there.
func (p *packets) repeat(b []byte, to net.Addr) {
	p.valve.mu.Lock()
	defer p.valve.mu.Unlock()
	if _, err := p.PacketConn.WriteTo(b, to); err == nil {
		p.valve.note(record.LinkDoubled, b, true)
	}
}

// detour is how much longer the second copy of a datagram to the IUT takes: so long that an answer to the first may have been
// given, which is when who takes it for new does harm.
const detour = 200 * time.Millisecond

func (p *packets) keep(b []byte, from net.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.again, p.from = append([]byte(nil), b...), from
}

// second gives out the second copy, if there is one.
func (p *packets) second(b []byte) (int, net.Addr, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.again == nil {
		return 0, nil, false
	}
	n := copy(b, p.again)
	p.again = nil
	return n, p.from, true
}

// SetReadBuffer is there for who asks a packet connection for it; one that has none does nothing.
func (p *packets) SetReadBuffer(bytes int) error {
	if s, ok := p.PacketConn.(interface{ SetReadBuffer(bytes int) error }); ok {
		return s.SetReadBuffer(bytes)
	}
	return nil
}

// passes says how often a datagram passes, and records what is not once.
func (v *Valve) passes(b []byte, out bool) (times int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch s := v.state; {
	case s.Cut, s.LoseEvery > 0 && v.isNth(b, out, s.LoseEvery):
		v.note(record.LinkLost, b, out)
		return 0
	case s.Double:
		if !out { // the second copy of the others is yet to be sent
			v.note(record.LinkDoubled, b, out)
		}
		return 2
	}
	return 1
}

// isNth counts a datagram, and says whether it is an n-th one. The caller holds the lock.
func (v *Valve) isNth(b []byte, out bool, n int) bool {
	_, _, callID := sipwire.Salvage(b)
	of := series{callID, out}
	v.count[of]++
	return v.count[of]%n == 0
}

// note records what became of a datagram, and whom it is about. The caller holds the lock.
func (v *Valve) note(kind record.Kind, b []byte, out bool) {
	from, to, callID := sipwire.Salvage(b)
	e := record.Event{
		Kind: kind, Party: sender(out), From: from, To: to, Token: record.TokenIn(string(b)), Attrs: v.attrs(out),
		Raw: append([]byte(nil), b...),
	}
	e.Attrs["call-id"] = callID
	v.log.Append(e)
}

package sipwire_test

import (
	"net"
	"sync"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// memoryPacket is one end of a UDP path that lives in memory, so that it may be used in a synctest bubble: a goroutine that
// waits in it lets the virtual clock go on.
type memoryPacket struct {
	addr   net.Addr
	peer   *memoryPacket
	in     chan []byte
	lose   func(n int) bool // whether the n-th datagram to this end is lost; nil loses none
	mu     sync.Mutex
	count  int
	closed chan struct{}
	once   sync.Once
}

// memoryPath makes two ends. lose says which datagrams never reach the second one.
func memoryPath(lose func(n int) bool) (first, second *memoryPacket) {
	end := func(ip string) *memoryPacket {
		return &memoryPacket{
			addr: &net.UDPAddr{IP: net.ParseIP(ip), Port: 5060}, in: make(chan []byte, 1000), closed: make(chan struct{}),
		}
	}
	first, second = end("192.0.2.1"), end("192.0.2.2")
	first.peer, second.peer = second, first
	second.lose = lose
	return first, second
}

func (m *memoryPacket) ReadFrom(p []byte) (int, net.Addr, error) {
	select {
	case raw := <-m.in:
		return copy(p, raw), m.peer.addr, nil
	case <-m.closed:
		return 0, nil, net.ErrClosed
	}
}

func (m *memoryPacket) WriteTo(p []byte, _ net.Addr) (int, error) {
	to := m.peer
	to.mu.Lock()
	to.count++
	lost := to.lose != nil && to.lose(to.count)
	to.mu.Unlock()
	if !lost {
		to.in <- append([]byte(nil), p...)
	}
	return len(p), nil
}

func (m *memoryPacket) Close() error                     { m.once.Do(func() { close(m.closed) }); return nil }
func (m *memoryPacket) LocalAddr() net.Addr              { return m.addr }
func (m *memoryPacket) SetDeadline(time.Time) error      { return nil }
func (m *memoryPacket) SetReadDeadline(time.Time) error  { return nil }
func (m *memoryPacket) SetWriteDeadline(time.Time) error { return nil }

// bubble makes two endpoints on a path in memory, and the flow from the first to the second. Both must be closed in the
// bubble.
func bubble(t *testing.T, lose func(n int) bool, first, second sipwire.Config) (*sipwire.Endpoint, *sipwire.Flow, func()) {
	t.Helper()
	a, b := memoryPath(lose)
	caller, callee := sipwire.New(first), sipwire.New(second)
	caller.ServePacket(a)
	callee.ServePacket(b)
	f, err := caller.Flow(t.Context(), "udp", b.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	return caller, f, func() {
		if err := caller.Close(); err != nil {
			t.Error(err)
		}
		if err := callee.Close(); err != nil {
			t.Error(err)
		}
	}
}
